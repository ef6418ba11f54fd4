/** Layers on sequences agree with PyTorch for random sizes and numbers. Skipped where Python has no PyTorch. */
import { isLeft } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import {
  type AnyTensor,
  attention,
  crossAttention,
  eager,
  eraseTypes,
  fromArray,
  gru,
  javascript,
  lstm,
  maskedAttention,
  rnn,
  toArray,
  transformerBlock,
  type UntypedLayer,
  type Value,
  Values
} from 'pullback'
import { expect, test } from 'vitest'
import { distance, expectAllNear } from '../near.js'
import { onnxIn } from '../onnx.js'

const GivenTensor = t.type({ shape: t.array(t.number), data: t.array(t.number) })
const Given = t.type({
  kind: t.string,
  settings: t.record(t.string, t.union([t.number, t.boolean])),
  params: t.array(GivenTensor),
  inputs: t.array(GivenTensor),
  outputGradient: GivenTensor,
  expected: t.array(GivenTensor),
  /** The same in float32. */
  single: t.array(GivenTensor)
})

const program = fileURLToPath(new URL('sequences.py', import.meta.url))
const seed = Number(process.env['TORCH_SEED'] ?? Math.floor(Math.random() * 2 ** 31))

/** What PyTorch computes, or the reason why there is no PyTorch. */
const found = ((): { readonly lines: readonly string[]; readonly reason: string } => {
  try {
    const printed = execFileSync('/usr/bin/python3', [program, String(seed), '80'], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      stdio: ['ignore', 'pipe', 'pipe']
    })
    return { lines: printed.trim().split('\n'), reason: '' }
  } catch (error) {
    const reason = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error)
    if (!/No module named|ENOENT/.test(reason)) throw error
    return { lines: [], reason: reason.split('\n').at(-1) ?? '' }
  }
})()

const cases = found.lines.map(line => {
  const decoded = Given.decode(JSON.parse(line))
  if (isLeft(decoded)) throw new Error(`sequences.py printed ${line.slice(0, 100)}`)
  const tensorOf = ({ shape, data }: t.TypeOf<typeof GivenTensor>): AnyTensor => fromArray(shape, data)
  const { kind, settings, params, inputs, outputGradient, expected, single } = decoded.right
  return {
    kind,
    settings,
    params: params.map(tensorOf),
    inputs: inputs.map(tensorOf),
    outputGradient: tensorOf(outputGradient),
    expected: expected.map(tensorOf),
    single: single.map(tensorOf)
  }
})

type Known = (typeof cases)[number]

const layerOf = ({ kind, settings }: Known): UntypedLayer => {
  const size = (name: string): number => Number(settings[name])
  const options = { causal: settings['causal'] === true }
  switch (kind) {
    case 'rnn':
      return eraseTypes(rnn(size('inputs'), size('hidden')))
    case 'gru':
      return eraseTypes(gru(size('inputs'), size('hidden')))
    case 'lstm':
      return eraseTypes(lstm(size('inputs'), size('hidden')))
    case 'attention':
      return eraseTypes(attention(size('features'), size('heads'), options))
    case 'maskedAttention':
      return eraseTypes(maskedAttention(size('features'), size('heads'), options))
    case 'crossAttention':
      return eraseTypes(crossAttention(size('features'), size('heads')))
    case 'transformerBlock':
      return eraseTypes(transformerBlock(size('features'), size('heads'), { ...options, hidden: size('hidden') }))
  }
  throw new Error(`Unknown kind: ${kind}`)
}

/** The output, and the gradients of the parameters and of the inputs. */
const passes =
  (layer: UntypedLayer, { params, inputs }: Known) =>
  (...given: readonly AnyTensor[]): readonly AnyTensor[] => {
    const own = given.slice(0, params.length)
    const rest = given.slice(params.length)
    const taken = rest.slice(0, inputs.length)
    const input: Value = inputs.length === 1 ? (taken[0] ?? []) : taken
    const [output, cache] = layer.forward(own, input)
    const [paramsGradient, inputGradient] = layer.backward(own, cache, rest[inputs.length] ?? [])
    return Values.tensorsOf([output, paramsGradient, inputGradient])
  }

/** The largest distance of two lists of tensors. */
const apart = (found: readonly AnyTensor[], expected: readonly AnyTensor[]): number =>
  distance(
    found.flatMap(tensor => toArray(tensor)),
    expected.flatMap(tensor => toArray(tensor))
  )

test.each([
  { engine: eager, tolerance: 1e-12 },
  { engine: javascript, tolerance: 1e-12 },
  { engine: onnxIn('float32'), tolerance: 1e-5 }
])(`$engine.name, up to $tolerance, from seed ${seed}`, ({ engine, tolerance }) => {
  if (found.reason !== '') {
    console.log(`skipped: ${found.reason}`)
    return
  }
  expect(new Set(cases.map(({ kind }) => kind)).size).toBe(7)
  for (const known of cases) {
    const { params, inputs, outputGradient, expected, single } = known
    const results = engine.compile(passes(layerOf(known), known))(...params, ...inputs, outputGradient)
    // A layer norm of two nearly equal numbers amplifies rounding. There PyTorch's own float32 says how much.
    const own = tolerance === 1e-5 ? 4 * apart(single, expected) : 0
    expectAllNear(results, expected, Math.max(tolerance, own))
  }
})
