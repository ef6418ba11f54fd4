/**
 * A layer is two pure functions.
 *
 *     the same call gives the same bits       nothing that was handed in changes
 *     calls in between make no difference     backward can be called in any order, and more than once
 */
import { sameValue, type Value } from '../../src/algebra/Value.js'
import { type Case, otherThan } from '../generator/layer.js'
import { type Subject } from '../subject/Subject.js'
import { fails, type Finding, holds, type Law } from '../law/Law.js'
import { numbersOf, withNumbers } from '../value/Numbers.js'
import { backward, forward } from '../value/Passes.js'
import { lawOfLayer } from './law.js'

const copyOf = <V extends Value>(value: V): V => withNumbers(value)(numbersOf(value))

const check = (drawn: Case): Finding => {
  const { layer, params, input, outputGradient } = drawn
  const other = otherThan(drawn)
  // Copies: were it to remember a tensor that it was handed, or to change it, the originals would tell.
  const first = () => forward(layer, copyOf(params), copyOf(input))
  const [p, x, dy] = [copyOf(params), copyOf(input), copyOf(outputGradient)]
  const changed = (): string | undefined =>
    !sameValue(p, params)
      ? 'the parameters'
      : !sameValue(x, input)
        ? 'the input'
        : !sameValue(dy, outputGradient)
          ? 'the output gradient'
          : undefined

  const [output, cache] = forward(layer, p, x)
  const kept = copyOf(output)
  if (changed() !== undefined)
    return fails(`forward changed ${String(changed())}`, () => ({ cause: 'an argument is mutated in place' }))
  if (!sameValue(kept, first()[0]))
    return fails('forward gave two results for the same input', () => ({
      cause: 'forward is not deterministic, or remembers earlier calls'
    }))

  const gradients = copyOf<Value>([...backward(layer, p, cache, dy, x)])
  if (changed() !== undefined)
    return fails(`backward changed ${String(changed())}`, () => ({ cause: 'an argument is mutated in place' }))
  if (!sameValue(output, kept))
    return fails('backward changed the output', () => ({ cause: 'a result is mutated in place' }))
  if (!sameValue(gradients, [...backward(layer, p, cache, dy, x)]))
    return fails('backward gave two results for the same call', () => ({
      cause: 'backward is not deterministic, adds up its gradients, or changes its cache'
    }))

  const [, otherCache] = forward(layer, other.params, other.input)
  if (!sameValue(output, kept))
    return fails('another call of forward changed an earlier output', () => ({
      cause: 'a result is overwritten: its array is reused'
    }))
  if (!sameValue(gradients, [...backward(layer, p, cache, dy, x)]))
    return fails('backward gave another result after another call of forward', () => ({
      cause: 'backward uses the cache or the parameters of another call (stale)'
    }))
  backward(layer, other.params, otherCache, other.outputGradient, other.input)
  if (!sameValue(gradients, [...backward(layer, p, cache, dy, x)]))
    return fails('backward gave another result after another call of backward', () => ({
      cause: 'backward remembers something from one call to the next'
    }))
  const [again, cacheAgain] = first()
  if (!sameValue(kept, again))
    return fails('forward gave another result when the same call was repeated later', () => ({
      cause: 'it remembers earlier calls'
    }))
  return sameValue(gradients, [...backward(layer, p, cacheAgain, dy, x)])
    ? holds(7)
    : fails('backward gave another result when the same call was repeated later', () => ({
        cause: 'it remembers earlier calls'
      }))
}

export const purity = (subject: Subject): readonly Law[] => [
  lawOfLayer(
    subject,
    'purity',
    'the same call gives the same bits, and no argument changes',
    ['special', 'generic'],
    check
  )
]
