import { decodeText, generate, type Params, type Vocabulary } from '../../index.js'
import { type Lesson } from './lesson.js'
import { sequences } from './sequences.js'

/** The first `count` of some values. */
export function* taken(count: number, values: Iterable<number>): Iterable<number> {
  let left = count
  if (left === 0) return
  for (const value of values) {
    yield value
    if (--left === 0) return
  }
}

/** The class number that a text without a prompt follows: a line break among bytes, else the first character. */
export const beforeText = (vocabulary: Vocabulary): number => ('characters' in vocabulary ? 0 : 10)

/** A text that the network writes without a prompt, for people to judge it. */
export const written = ({ learner, vocabulary }: Lesson, params: Params, length: number, seed: number): string => {
  const { context = Infinity } = vocabulary
  const settings = { prompt: [beforeText(vocabulary)], temperature: 0.8, seed, context }
  return decodeText(vocabulary)(taken(length, generate(sequences(learner.network), params, settings)))
}
