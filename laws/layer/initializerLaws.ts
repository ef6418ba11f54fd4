import * as fc from 'fast-check'
import { type Initializer } from '../../src/layer/Initializer.js'
import { seed as seedOf } from '../../src/tensor/Random.js'
import { sameShape, type Shape, showShape } from '../../src/tensor/Shape.js'
import { sameValue } from '../../src/algebra/Value.js'
import { shape } from '../generator/value.js'
import { fails, type Finding, holds, type Law } from '../law/Law.js'
import { lawOver } from '../law/lawOver.js'
import { notFinite } from '../value/Passes.js'

interface Drawn {
  readonly shape: Shape
  readonly seed: number
}

/**
 * The laws of an initializer.
 *
 *     shapes       the tensor has the requested shape, scalars included
 *     purity       the same seed gives the same bits and the same next seed, whatever was drawn in between
 *     finiteness   every number is finite
 *
 * @example verify(initializerLaws(Initializers.heNormal, 'heNormal'))
 */
export const initializerLaws = (initializer: Initializer, name: string): readonly Law[] => {
  const law = lawOver<Drawn>({
    arbitrary: fc.record({ shape: shape(), seed: fc.nat() }),
    exhibits: ({ shape, seed }) => [
      ['shape', showShape(shape)],
      ['seed', String(seed)]
    ],
    reached: ({ shape }) => [`${Math.min(shape.length, 2)} axes`]
  })
  const draw = ({ shape, seed }: Drawn) => initializer(shape)(seedOf(seed))
  const shapes = (drawn: Drawn): Finding => {
    const [tensor] = draw(drawn)
    return sameShape(tensor.shape, drawn.shape)
      ? holds()
      : fails(`the tensor must have the shape ${showShape(drawn.shape)}, found ${showShape(tensor.shape)}`)
  }
  const purity = (drawn: Drawn): Finding => {
    const [one, next] = draw(drawn)
    draw({ ...drawn, seed: drawn.seed + 1 })
    const [other, again] = draw(drawn)
    if (!sameValue(one, other)) return fails('the same seed gave two tensors')
    return JSON.stringify(next) === JSON.stringify(again) ? holds(2) : fails('the same seed gave two next seeds')
  }
  const finite = (drawn: Drawn): Finding => {
    const found = notFinite(draw(drawn)[0])
    return found === undefined ? holds() : fails(`the tensor holds ${found}`)
  }
  const ranks = ['0 axes', '1 axes', '2 axes']
  return [
    law(`${name}: shapes`, 'the tensor has the requested shape', shapes, ranks),
    law(`${name}: purity`, 'the same seed gives the same bits and the same next seed', purity, ranks),
    law(`${name}: finiteness`, 'every number is finite', finite, ranks)
  ]
}
