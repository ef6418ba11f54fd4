import * as t from 'io-ts/lib/index.js'
import { optimizer, type Transformation } from '../learning/Optimizer.js'
import { accumulate } from '../learning/optimizer/accumulate.js'
import { clipByGlobalNorm } from '../learning/optimizer/clipByGlobalNorm.js'
import { clipByValue } from '../learning/optimizer/clipByValue.js'
import { forParameters } from '../learning/optimizer/forParameters.js'
import { scaleBy } from '../learning/optimizer/scaleBy.js'
import { sgd } from '../learning/optimizer/sgd.js'
import { trustRatio } from '../learning/optimizer/trustRatio.js'
import { weightDecay } from '../learning/optimizer/weightDecay.js'
import { expression } from './expression.js'
import { decoding, noSettings, type Row } from './Row.js'

const gradient = sgd(1).direction

/** The catalogue of gradient transformations that precede or follow an optimizer: one row per kind. */
export const transformations: readonly Row<Transformation>[] = [
  {
    name: 'clipByValue',
    formula: 'g ← min(max(g, −limit), limit)',
    example: { limit: 1 },
    build: decoding(t.type({ limit: t.number }), ({ limit }) => clipByValue(limit))
  },
  {
    name: 'clipByGlobalNorm',
    formula: 'g ← g min(1, limit / |g|)',
    example: { limit: 1 },
    build: decoding(t.type({ limit: t.number }), ({ limit }) => clipByGlobalNorm(limit))
  },
  {
    name: 'scaleBy',
    formula: 'g ← factor g',
    example: { factor: 0.5 },
    build: decoding(t.type({ factor: t.number }), ({ factor }) => scaleBy(factor))
  },
  {
    name: 'weightDecay',
    formula: 'g ← g + λ p',
    example: { decay: 0.01 },
    build: decoding(t.type({ decay: t.number }), ({ decay }) => weightDecay(decay))
  },
  {
    name: 'trustRatio',
    formula: 'g ← g |p| / |g|, for each tensor',
    build: decoding(noSettings, trustRatio)
  },
  {
    name: 'forParameters',
    formula: 'the part, only for parameters whose names match',
    example: { names: '/bias$/' },
    parts: 1,
    build: decoding(t.type({ names: expression }), ({ names }, [part = gradient]) => forParameters(names, part))
  },
  {
    name: 'accumulate',
    formula: 'every k steps: the part, applied to the mean of k gradients',
    example: { steps: 2 },
    parts: 1,
    build: decoding(
      t.type({ steps: t.number }),
      ({ steps }, [part = gradient]) => accumulate(steps)(optimizer(1, part)).direction
    )
  }
]
