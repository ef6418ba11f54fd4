/** The tensors of a layer in a batch of one: input, parameters and output, and their gradients. */
import { elementCount } from '../../src/tensor/Shape.js'
import { type Case } from '../generator/layer.js'
import { close, type Evidence, gradientAt, type Place, type Row, valueAt } from './Evidence.js'
import { type Matrix, matrix, matrixOf, product, transposed } from './Matrix.js'

export interface Term {
  readonly name: string
  readonly of: (evidence: Evidence) => Matrix | undefined
}

const named = (name: string) => (name === 'input' ? 'the input' : name)

/** The measured gradient of every tensor of a draw. */
type Gradients = ReadonlyMap<Evidence, readonly Row[]>

const map = (matrix: Matrix | undefined, f: (x: number) => number): Matrix | undefined =>
  matrix && { ...matrix, numbers: matrix.numbers.map(f) }

const outputOf = ({ outputShape, output }: Evidence) => matrix(outputShape.slice(1), output)

/**
 * The gradient of the product W x, recovered from the gradient of W.
 *
 *     ∂W = δᵀ x      δ = ∂W xᵀ / (x xᵀ)
 */
const before = (places: readonly Place[], which: number, gradients: Gradients): readonly Term[] =>
  places.flatMap(({ name }, input) => {
    const of = (one: Evidence): Matrix | undefined => {
      const [weight, part] = [one.places[which], one.places[input]]
      if (weight?.part !== 'parameters' || part?.part !== 'input' || weight.shape.length !== 2) return undefined
      const [gradient, x] = [
        matrixOf(weight, gradients.get(one)?.[which] ?? []),
        matrixOf(part, valueAt(one.drawn, part))
      ]
      if (gradient === undefined || gradient.numbers.length === 0 || x?.rows !== 1 || x.columns !== gradient.columns)
        return undefined
      const square = x.numbers.reduce((sum, u) => sum + u * u, 0)
      const found = product(x, transposed(gradient))
      const delta = { ...found, numbers: found.numbers.map(u => u / square) }
      return close(product(transposed(delta), x).numbers, gradient.numbers) ? delta : undefined
    }
    const weight = places[which]?.name ?? ''
    return [{ name: `(the gradient of ${weight} · ${named(name)})`, of }]
  })

/** Larger gradients take too long. */
const few = 64

const wholeGradient = (drawn: Case, place: Place): Row => {
  const size = elementCount(place.shape)
  return size > few
    ? []
    : gradientAt(
        drawn,
        place,
        Array.from({ length: size }, (_, i) => i)
      )
}

/** The gradient was not computed. */
const orNothing = (found: Matrix | undefined): Matrix | undefined => (found?.numbers.length === 0 ? undefined : found)

/** The atoms of expressions for a draw. */
export const atoms = (all: readonly Evidence[]): readonly Term[] => {
  const [first] = all
  const places = first?.places ?? []
  const gradients: Gradients = new Map(all.map(one => [one, one.places.map(place => wholeGradient(one.drawn, place))]))
  return [
    {
      name: 'the output gradient',
      of: ({ outputShape, outputGradient }) => matrix(outputShape.slice(1), outputGradient)
    },
    ...places.map(({ name }, which): Term => ({
      name: named(name),
      of: one => one.places[which] && matrixOf(one.places[which], valueAt(one.drawn, one.places[which]))
    })),
    ...places.flatMap(({ name }, which): readonly Term[] =>
      name === first?.place.name
        ? []
        : [
            {
              name: `(the gradient of ${named(name)})`,
              of: one => one.places[which] && orNothing(matrixOf(one.places[which], gradients.get(one)?.[which] ?? []))
            }
          ]
    ),
    ...places.flatMap((_, which) => before(places, which, gradients)),
    { name: 'the output', of: outputOf },
    { name: '(1 − y²)', of: one => map(outputOf(one), y => 1 - y * y) },
    { name: '(y − y²)', of: one => map(outputOf(one), y => y - y * y) }
  ]
}
