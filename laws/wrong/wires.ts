/** Wrong wires, each with one realistic mistake, in messages of steps and of tensors. */
import * as fc from 'fast-check'
import { isLeft, left, map, right } from 'fp-ts/lib/Either.js'
import { flow } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import { mapValues, type Params, sameValue } from '../../src/algebra/Value.js'
import { parseJson } from '../../src/codec/json.js'
import { adapted, jsonWire, paramsWire, type Wire } from '../../src/distributed/Wire.js'
import { type Shape } from '../../src/tensor/Shape.js'
import { fresh, rowMajorNumbers, type Tensor } from '../../src/tensor/Tensor.js'
import { first, tensorsOf } from '../codec/Drawn.js'
import { wireLaws } from '../distributed/wireLaws.js'
import { type Wrong } from './Wrong.js'

/** Some steps of an engine. */
interface Task {
  readonly count: number
  readonly engine: string
}

const tasks: fc.Arbitrary<Task> = fc.record({
  count: fc.integer({ min: 1, max: 9 }),
  engine: fc.constantFrom('eager', 'javascript')
})

const task = (name: string, wire: Wire<Task>): Wrong => ({
  name,
  laws: wireLaws(
    'wire',
    wire,
    tasks.map(value => ({
      value,
      differs: found =>
        first(['the count', found.count === value.count], ['the engine', found.engine === value.engine]),
      exhibits: [['task', JSON.stringify(value)]]
    }))
  )
})

const known: Wire<Task> = adapted(
  jsonWire('task', t.type({ count: t.number, engine: t.string })),
  ({ count, engine }) => right({ count, engine }),
  right
)

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

const params = (name: string, change: (wire: Wire<Params>) => Partial<Wire<Params>>): Wrong => {
  const wire = paramsWire('state')
  const named = [
    { name: 'weight', shape: [2, 2] },
    { name: 'bias', shape: [2] }
  ]
  return {
    name,
    laws: wireLaws(
      'wire',
      { ...wire, ...change(wire) },
      tensorsOf(named).map(value => ({
        value,
        differs: found => first(['a tensor', sameValue(found, value)]),
        exhibits: []
      }))
    )
  }
}

const costs: Readonly<Record<string, number>> = { eager: 3, javascript: 1 }

const single = <S extends Shape>(tensor: Tensor<S>): Tensor<S> =>
  fresh(tensor.shape, rowMajorNumbers(tensor).map(Math.fround))

let sent = 0

/** Wrong wires. */
export const wrongWires: readonly Wrong[] = [
  params('numbers sent in 32 bits', ({ encode }) => ({ encode: flow(mapValues(single), encode) })),
  params('the last tensor is lost', ({ decode }) => ({
    decode: flow(
      decode,
      map(all => all.slice(0, -1))
    )
  })),
  task('a setting that is not sent', {
    ...known,
    encode: ({ count }) => right(bytesOf(JSON.stringify({ count, engine: 'eager' })))
  }),
  task('spaces before every other message', {
    ...known,
    encode: flow(
      known.encode,
      map(bytes => (++sent % 2 === 0 ? bytes : bytesOf(` ${textOf(bytes)}`)))
    )
  }),
  task(
    'fields without an end',
    adapted(
      { encode: (text: string) => right(bytesOf(text)), decode: bytes => right(textOf(bytes)) },
      ({ count, engine }) => right(`${engine} ${count}`),
      text => {
        const [, engine = '', count] = /^(eager|javascript) ?(\d*)$/.exec(text) ?? []
        return engine === '' ? left('no task') : right({ engine, count: Number(count) })
      }
    )
  ),
  task('a table that lacks a name from the message', {
    ...known,
    decode: flow(
      known.decode,
      map(({ count, engine }) => {
        if (!(engine in costs)) throw new TypeError(`costs[${engine}] is not a number`)
        return { count, engine }
      })
    )
  }),
  task('a field of null', {
    ...known,
    decode: bytes => {
      const json = parseJson(textOf(bytes))
      if (isLeft(json)) return json
      if (json.right === null) throw new TypeError('Cannot read properties of null')
      return known.decode(bytes)
    }
  }),
  task('a decoder without a bound on its recursion', {
    ...known,
    decode: bytes => {
      const depthOf = (text: string, at: number): number => (text[at] === '[' ? 1 + depthOf(text, at + 1) : 0)
      return depthOf(textOf(bytes), 0) > 1 ? left('too deep') : known.decode(bytes)
    }
  }),
  task('a value that cannot be sent on', {
    decode: bytes => (bytes.length === 0 ? right({ count: 0, engine: '' }) : known.decode(bytes)),
    encode: value => (value.engine === '' ? left('no engine') : known.encode(value))
  }),
  task('a list as long as the message says', {
    ...known,
    decode: flow(
      known.decode,
      // An array of numbers of 64 bits would take 32 GiB, which ends a thread of a new Node.
      map(({ count, engine }) => ({ engine, count, steps: count > 0 ? new Array<number>(count) : [] }))
    )
  }),
  task('a list as long as the message says, up to a bound', {
    ...known,
    decode: flow(
      known.decode,
      map(({ count, engine }) => ({
        engine,
        count,
        steps: new Float64Array(Math.min(Math.max(count, 1), 2 ** 20) | 0)
      }))
    )
  })
]
