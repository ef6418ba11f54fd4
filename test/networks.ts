/** Random networks, and the results of all passes of a layer. */
import fc from 'fast-check'
import { evaluate } from 'fp-ts/lib/State.js'
import {
  activation,
  Algebra,
  andThen,
  type Cache,
  dense,
  eraseTypes,
  type Layer,
  type Params,
  Randoms,
  residual,
  type Shape,
  tanh,
  type Tensor,
  type UntypedLayer,
  type Value
} from 'pullback'

/** Pseudo-random data, determined by a seed. */
export const noise = <const S extends Shape>(shape: S, seed = 1): Tensor<S> =>
  evaluate(Randoms.seed(seed))(Randoms.normal()(shape))

export const paramsOf = <P extends Params>({ init }: Pick<Layer<P, never, never>, 'init'>, seed = 1): P =>
  evaluate(Randoms.seed(seed))(init)

/** The results of a layer: its output, and both gradients for an output gradient. */
export const passes = <P extends Params, A extends Value, B extends Value>(
  layer: {
    readonly forward: (params: P, input: A) => readonly [B, Cache]
    readonly backward: (params: P, cache: Cache, outputGradient: B) => readonly [P, A]
  },
  params: P,
  input: A,
  outputGradient: B
): readonly [output: B, paramsGradient: P, inputGradient: A] => {
  const [output, cache] = layer.forward(params, input)
  const [paramsGradient, inputGradient] = layer.backward(params, cache, outputGradient)
  return [output, paramsGradient, inputGradient]
}

/** Layers whose shapes fit, an input for the first and an output gradient for the last. */
export interface Chain {
  readonly layers: readonly UntypedLayer[]
  readonly params: readonly Params[]
  readonly input: Value
  readonly outputGradient: Value
}

const layerOf = (kind: number, inputs: number, outputs: number): UntypedLayer => {
  if (inputs === outputs && kind === 0) return eraseTypes(tanh())
  if (inputs === outputs && kind === 1) return eraseTypes(activation(Algebra.sin, Algebra.cos)())
  if (inputs === outputs && kind === 2)
    return eraseTypes(residual<Params, Value>(start => andThen(eraseTypes(dense(inputs, outputs)))(start)))
  return eraseTypes(dense(inputs, outputs))
}

/** One to eight layers of sizes one to three. Small sizes make activations, which keep a size, frequent. */
export const chains: fc.Arbitrary<Chain> = fc
  .record({
    sizes: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 9 }),
    kinds: fc.array(fc.nat({ max: 3 }), { minLength: 8, maxLength: 8 }),
    batch: fc.integer({ min: 1, max: 3 }),
    seed: fc.integer()
  })
  .map(({ sizes, kinds, batch, seed }) => {
    const layers = sizes.slice(1).map((outputs, i) => layerOf(kinds[i] ?? 3, sizes[i] ?? 1, outputs))
    return {
      layers,
      params: layers.map((layer, i) => paramsOf(layer, seed + i)),
      input: noise([batch, sizes[0] ?? 1], seed - 1),
      outputGradient: noise([batch, sizes.at(-1) ?? 1], seed - 2)
    }
  })
