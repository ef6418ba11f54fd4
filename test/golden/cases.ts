import { readFileSync } from 'node:fs'
import { isLeft } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { PathReporter } from 'io-ts/lib/PathReporter.js'
import { type AnyTensor, type Description, filledTensor, fromArray, scalar } from 'pullback'
import { configuration } from '../../src/codec/setting.js'

const GoldenTensor = t.type({ shape: t.array(t.number), data: t.array(t.number) })

const LayerCase = t.intersection([
  t.type({
    config: t.record(t.string, t.union([t.number, t.string, t.boolean, t.array(t.string)])),
    params: t.array(GoldenTensor),
    input: GoldenTensor,
    outputGradient: GoldenTensor,
    output: GoldenTensor,
    paramsGradient: t.array(GoldenTensor)
  }),
  // PyTorch has no gradient for row indices. The result is constant between two indices, so the gradient is zero.
  t.partial({ inputGradient: GoldenTensor })
])

const BuiltLayer = t.type({
  kind: t.string,
  configuration,
  params: t.array(GoldenTensor),
  inputs: t.array(GoldenTensor),
  outputGradient: GoldenTensor,
  output: GoldenTensor,
  paramsGradient: t.array(GoldenTensor),
  inputGradients: t.array(GoldenTensor)
})

const LossCase = t.type({
  config: t.intersection([t.type({ loss: t.string }), t.record(t.string, t.union([t.number, t.string]))]),
  prediction: GoldenTensor,
  target: GoldenTensor,
  loss: t.number,
  predictionGradient: GoldenTensor
})

const Row = t.tuple([t.number, t.number])
const XorParams = t.tuple([
  t.tuple([Row, Row, Row]),
  t.tuple([t.number, t.number, t.number]),
  t.tuple([t.tuple([t.number, t.number, t.number])]),
  t.tuple([t.number])
])
const Xor = t.type({
  inputs: t.array(Row),
  targets: t.array(t.number),
  start: XorParams,
  derived: t.array(t.type({ epoch: t.number, error: t.number, params: XorParams })),
  published: t.array(t.type({ epoch: t.number, error: t.number, params: XorParams }))
})

const read = <A>(file: string, codec: t.Type<A, unknown>): A => {
  const decoded = codec.decode(JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')))
  if (isLeft(decoded)) throw new Error(`${file}: ${PathReporter.report(decoded).join(', ')}`)
  return decoded.right
}

const toTensor = ({ shape, data }: t.TypeOf<typeof GoldenTensor>): AnyTensor => fromArray(shape, data)

/** The arguments of a layer and the expected results. */
export interface Case {
  readonly config: Readonly<Record<string, number | string | boolean | readonly string[]>>
  readonly params: readonly AnyTensor[]
  readonly input: AnyTensor
  readonly outputGradient: AnyTensor
  readonly output: AnyTensor
  readonly paramsGradient: readonly AnyTensor[]
  readonly inputGradient: AnyTensor
}

export const layerCases = (file: string): readonly Case[] =>
  read(file, t.array(LayerCase)).map(found => ({
    config: found.config,
    params: found.params.map(toTensor),
    input: toTensor(found.input),
    outputGradient: toTensor(found.outputGradient),
    output: toTensor(found.output),
    paramsGradient: found.paramsGradient.map(toTensor),
    inputGradient: found.inputGradient === undefined ? filledTensor(found.input.shape, 0) : toTensor(found.inputGradient)
  }))

/** A row of the catalogue by kind and configuration, with one or more inputs. */
export interface BuiltCase extends Omit<Case, 'config' | 'input' | 'inputGradient'> {
  readonly kind: string
  readonly configuration: Description['configuration']
  readonly inputs: readonly AnyTensor[]
  readonly inputGradients: readonly AnyTensor[]
}

export const builtCases = (file: string): readonly BuiltCase[] =>
  read(file, t.array(BuiltLayer)).map(({ kind, configuration, ...found }) => ({
    kind,
    configuration,
    params: found.params.map(toTensor),
    inputs: found.inputs.map(toTensor),
    outputGradient: toTensor(found.outputGradient),
    output: toTensor(found.output),
    paramsGradient: found.paramsGradient.map(toTensor),
    inputGradients: found.inputGradients.map(toTensor)
  }))

/** The cases of losses have rows of four numbers. */
const toRows = ({ data }: t.TypeOf<typeof GoldenTensor>) =>
  fromArray<readonly [number, 4]>([data.length / 4, 4], data)

export const lossCases = read('losses.json', t.array(LossCase)).map(found => ({
  name: found.config.loss,
  prediction: toRows(found.prediction),
  target: toRows(found.target),
  value: scalar(found.loss),
  gradient: toRows(found.predictionGradient)
}))

export type XorParams = t.TypeOf<typeof XorParams>

export const xorRun = read('xor.json', Xor)
