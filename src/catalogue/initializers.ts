import * as t from 'io-ts/lib/index.js'
import {
  constant,
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  type Initializer,
  lecunNormal,
  lecunUniform,
  normal,
  orthogonal,
  uniform,
  zeros
} from '../layer/Initializer.js'
import { decoding, noSettings, type Row } from './Row.js'

/** A row of an initializer without settings. */
const plain = (name: string, formula: string, initializer: Initializer): Row<Initializer> => ({
  name,
  formula,
  build: decoding(noSettings, () => initializer)
})

/** The catalogue of initializers: one row per kind. */
export const initializers: readonly Row<Initializer>[] = [
  plain('zeros', '0', zeros),
  {
    name: 'constant',
    formula: 'value',
    example: { value: 0.5 },
    build: decoding(t.type({ value: t.number }), ({ value }) => constant(value))
  },
  {
    name: 'normal',
    formula: 'normal with the given mean and standard deviation',
    example: { mean: 0, deviation: 0.1 },
    build: decoding(t.type({ mean: t.number, deviation: t.number }), ({ mean, deviation }) => normal(mean, deviation))
  },
  {
    name: 'uniform',
    formula: 'uniform in [from, to)',
    example: { from: -0.2, to: 0.2 },
    build: decoding(t.type({ from: t.number, to: t.number }), ({ from, to }) => uniform(from, to))
  },
  plain('glorotNormal', 'normal with variance 2 / (fanIn + fanOut)', glorotNormal),
  plain('glorotUniform', 'uniform with variance 2 / (fanIn + fanOut)', glorotUniform),
  plain('heNormal', 'normal with variance 2 / fanIn', heNormal),
  plain('heUniform', 'uniform with variance 2 / fanIn', heUniform),
  plain('lecunNormal', 'normal with variance 1 / fanIn', lecunNormal),
  plain('lecunUniform', 'uniform with variance 1 / fanIn', lecunUniform),
  {
    name: 'orthogonal',
    formula: 'gain times a matrix with orthonormal rows or columns',
    example: { gain: 1 },
    build: decoding(t.type({ gain: t.number }), ({ gain }) => orthogonal(gain))
  }
]
