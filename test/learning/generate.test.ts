/** `generate`: classes drawn one at a time, a pure function of the seed. */
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
  javascript,
  layerNorm,
  learnedPositions,
  lstm,
  perPosition,
  Randoms,
  toArray,
  transformerBlock
} from 'pullback'
import { describe, expect, test } from 'vitest'

const network = (causal: boolean) =>
  pipe(
    embedding<readonly [number], 5, 4>(5, 4),
    andThen(learnedPositions(12, 4)),
    andThen(transformerBlock(4, 2, { causal })),
    andThen(layerNorm(4)),
    andThen(perPosition(dense(4, 5)))
  )
const gpt = network(true)
const params = evaluate(Randoms.seed(1))(gpt.init)

const taken = (count: number, classes: Iterable<number>): readonly number[] => {
  const found: number[] = []
  for (const drawn of classes) {
    found.push(drawn)
    if (found.length === count) break
  }
  return found
}

/** The same draws, from the logits of the whole sequence. */
const full = (count: number, prompt: readonly number[], temperature: number): readonly number[] => {
  let seed = Randoms.seed(3)
  let all = prompt
  for (let i = 0; i < count; i++) {
    const logits = toArray(gpt.forward(params, asBatch(fromArray([1, all.length], all)))[0]).slice(-5)
    const [drawn, next] = chooseClass(logits, { temperature })(seed)
    all = [...all, drawn]
    seed = next
  }
  return all.slice(prompt.length)
}

describe('generate', () => {
  test('draws what the whole sequence would give', () => {
    const settings = { prompt: [1, 2, 0], temperature: 0.8, seed: 3 }
    expect(taken(9, generate(gpt, params, settings))).toEqual(full(9, [1, 2, 0], 0.8))
  })

  test('every iteration gives the same classes, another seed gives others', () => {
    const writer = generate(gpt, params, { prompt: [1], seed: 1 })
    expect(taken(10, writer)).toEqual(taken(10, writer))
    expect(taken(10, writer)).not.toEqual(taken(10, generate(gpt, params, { prompt: [1], seed: 2 })))
  })

  test('draws the same classes on a compiled engine, of which recurrent networks need one program per input shape', () => {
    const recurrent = pipe(
      embedding<readonly [number], 5, 4>(5, 4),
      andThen(lstm(4, 3)),
      andThen(perPosition(dense(3, 5)))
    )
    const start = evaluate(Randoms.seed(2))(recurrent.init)
    let compiled = 0
    const counting: Engine = {
      name: 'counting',
      compile: f => {
        compiled++
        return javascript.compile(f)
      }
    }
    const settings = { prompt: [1, 2, 0], seed: 3, context: 8 }
    expect(taken(20, generate(gpt, params, { ...settings, engine: javascript }))).toEqual(
      taken(20, generate(gpt, params, settings))
    )
    const unlimited = { prompt: [1, 2, 0], seed: 3 }
    expect(taken(20, generate(recurrent, start, { ...unlimited, engine: counting }))).toEqual(
      taken(20, generate(recurrent, start, unlimited))
    )
    // The prompt from no state, and one position from a state.
    expect(compiled).toBe(2)
  })

  test('continues beyond the context from its second half', () => {
    expect(taken(40, generate(gpt, params, { prompt: [1], seed: 1, context: 12 })).length).toBe(40)
    expect(() => taken(13, generate(gpt, params, { prompt: [1], seed: 1 }))).toThrow(
      'learnedPositions(12, 4) takes sequences of at most 12 positions of 4 features, found [13, 4]'
    )
  })

  test('refuses what it cannot do, in one line', () => {
    expect(() => generate(network(false), params, { prompt: [1], seed: 1 })).toThrow(
      'generate: transformerBlock(4, 2, 16, false, false) needs the whole sequence'
    )
    expect(() => generate(gpt, params, { prompt: [], seed: 1 })).toThrow(
      'the prompt must have 1 to Infinity class numbers'
    )
    expect(() => generate(gpt, params, { prompt: [1, 2], seed: 1, context: 1 })).toThrow('found 2: shorten the prompt')
    expect(() => generate(gpt, params, { prompt: [1], seed: 1, temperature: -1 })).toThrow(RangeError)
    expect(() => generate(gpt, params, { prompt: [1], seed: 1, topP: 1.5 })).toThrow(RangeError)
    expect(() => generate(gpt, params, { prompt: [1], seed: 1, topK: 0 })).toThrow(RangeError)
    expect(() => taken(1, generate(gpt, params, { prompt: [7], seed: 1 }))).toThrow(RangeError)
  })
})

describe('chooseClass', () => {
  const logits = [0, 2, 1, 2]
  const draws = (settings: Parameters<typeof chooseClass>[1]) =>
    Array.from({ length: 4000 }, (_, i) => evaluate(Randoms.seed(i))(chooseClass(logits, settings)))
  const shares = (settings: Parameters<typeof chooseClass>[1]) => {
    const drawn = draws(settings)
    return logits.map((_, place) => drawn.filter(found => found === place).length / drawn.length)
  }

  test('draws with the probabilities of softmax', () => {
    for (const temperature of [0.5, 1, 2]) {
      const powers = logits.map(logit => Math.exp(logit / temperature))
      const total = powers.reduce((sum, power) => sum + power, 0)
      shares({ temperature }).forEach((share, i) => {
        expect(Math.abs(share - (powers[i] ?? 0) / total)).toBeLessThan(0.03)
      })
    }
  })

  test('takes the most likely class at temperature 0', () => expect(shares({ temperature: 0 })).toEqual([0, 1, 0, 0]))

  test('topK and topP cut unlikely classes off', () => {
    expect(shares({ topK: 1 })).toEqual([0, 1, 0, 0])
    expect(shares({ topK: 2 }).map(share => share > 0)).toEqual([false, true, false, true])
    expect(shares({ topP: 0.7 }).map(share => share > 0)).toEqual([false, true, false, true])
    expect(shares({ topP: 0.9 }).map(share => share > 0)).toEqual([false, true, true, true])
  })
})
