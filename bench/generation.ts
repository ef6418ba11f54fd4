/**
 * Characters of a GPT, one position at a time with the keys and values of the positions before, and as the last row of the whole
 * window. Both draw the same characters.
 */
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import {
  andThen,
  asBatch,
  chooseClass,
  dense,
  embedding,
  type Engine,
  fromArray,
  generate,
  layerNorm,
  learnedPositions,
  perPosition,
  predict,
  Randoms,
  repeat,
  toArray,
  transformerBlock
} from '../src/index.js'
import { engines } from './engines.js'
import { median } from './median.js'
import { onnx } from './onnx.js'
import { check, type Effort, type Section, significant } from './Section.js'
import { table } from './table.js'

const [context, characters, width] = [64, 65, 128]

const gpt = pipe(
  embedding<readonly [number], number, number>(characters, width),
  andThen(learnedPositions<number, number, number>(context, width)),
  andThen(repeat(4, transformerBlock<number, number, number>(width, 4, { causal: true }))),
  andThen(layerNorm<number, readonly [number]>(width)),
  andThen(perPosition(dense<number, number>(width, characters)))
)
const params = evaluate(Randoms.seed(1))(gpt.init)

/** Endless characters, from logits of the last 64 characters. */
function* wholeWindow(engine: Engine): Iterable<number> {
  const run = predict(gpt, params, engine)
  let text = Array.from({ length: context }, (_, i) => i)
  let seed = Randoms.seed(1)
  for (;;) {
    const logits = toArray(run(asBatch(fromArray<readonly [number, number]>([1, context], text)))).slice(-characters)
    const [drawn, next] = chooseClass(logits, {})(seed)
    seed = next
    text = [...text.slice(1), drawn]
    yield drawn
  }
}

const ways: { readonly [name: string]: (engine: Engine) => Iterable<number> } = {
  'whole window': wholeWindow,
  'one position': engine => generate(gpt, params, { prompt: [0], seed: 1, context, engine })
}

/** Milliseconds of CPU time per character, over whole windows. */
const timed = (drawn: Iterator<number>, seconds: number): number => {
  const [began, start] = [performance.now(), process.cpuUsage()]
  let count = 0
  while (performance.now() - began < seconds * 1000 || count % context !== 0 || count === 0) {
    drawn.next()
    count++
  }
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000 / count
}

export const generation = ({ rounds, turnSeconds }: Effort): Promise<Section> => {
  const engine = { ...engines, onnx }
  const runs = Object.entries(engine).flatMap(([name, load]) =>
    Object.entries(ways).map(([way, write]) => {
      const drawn = write(load())[Symbol.iterator]()
      const before = process.cpuUsage()
      // The first two windows compile a program for every position.
      for (let i = 0; i < 2 * context; i++) drawn.next()
      const { user, system } = process.cpuUsage(before)
      return { name, way, drawn, first: (user + system) / 1000, times: new Array<number>() }
    })
  )
  for (let round = 0; round < Math.min(3, rounds); round++)
    for (const { drawn, times } of runs) times.push(timed(drawn, turnSeconds))
  const rows = runs.map(({ name, way, first, times }) => ({ name, way, first, milliseconds: median(times) }))
  const of = (name: string, way: string): number =>
    rows.find(row => row.name === name && row.way === way)?.milliseconds ?? NaN
  return Promise.resolve({
    name: 'generation',
    title: 'A character of a GPT of 4 blocks of width 128, in a context of 64',
    text: table([
      ['ms of CPU time', 'a character', 'the first 128, with compilation'],
      ...rows.map(({ name, way, first, milliseconds }) => [
        `${name}, ${way}`,
        significant(milliseconds),
        significant(first)
      ])
    ]),
    data: { unit: 'milliseconds', rows },
    checks: [
      check(
        'eager: one position at a time is at least 5 times as fast as the whole window',
        of('eager', 'whole window') / of('eager', 'one position'),
        ratio => ratio >= 5
      )
    ],
    isWrong: false
  })
}
