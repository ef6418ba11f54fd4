/**
 * The gradients of the parts of a composition, where the composition seldom brings them: at zeros and at ties.
 *
 *     network = … f …      forward(network) gives f its input u      f* is the derivative of f at u, with zeros and ties in u
 *
 * At a kink no measurement of the whole can tell which gradient is right, because the chain rule defines it. So every part is judged
 * alone, at the input that it got, in which some numbers are replaced: by 0 if they have both signs, and by each other. A part takes
 * these numbers, because it got such numbers.
 */
import * as fc from 'fast-check'
import { type Description } from '../../src/layer/Description.js'
import { type AnyTensor, fresh, rowMajorNumbers } from '../../src/tensor/Tensor.js'
import { batchSizeOf, exampleShape, mapBatches } from '../../src/algebra/Value.js'
import { type Case, exhibitsOf, layerCase } from '../generator/layer.js'
import { type PaletteName } from '../generator/numbers.js'
import { fails, type Finding, holds, type Law, skipped } from '../law/Law.js'
import { validInput } from '../subject/domain.js'
import { type Subject } from '../subject/Subject.js'
import { sizeOf, withNumbers } from '../value/Numbers.js'
import { run } from '../value/Passes.js'
import { across } from './Direction.js'
import { checkGradient } from './gradient.js'
import { limitsOf } from './law.js'
import { telling, type Visit } from './visits.js'

/** A draw of a composition, and what its parts get. */
interface Drawn {
  readonly drawn: Case
  readonly visits: () => readonly Visit[]
}

const drawnOf = (subject: Subject): fc.Arbitrary<Drawn> =>
  fc.constantFrom<PaletteName>('generic', 'generic', 'special').chain(palette => {
    let visits: readonly Visit[] = []
    const tell = (visit: Visit) => {
      visits = [...visits, visit]
    }
    const layers = subject.layers.flatMap(layer => telling(layer, tell) ?? [])
    return layerCase({ ...subject, layers }, palette).map(drawn => ({
      drawn,
      visits: () => {
        visits = []
        run(drawn.layer, drawn.params, drawn.input, drawn.outputGradient)
        return visits
      }
    }))
  })

/** What a part got, with zeros and ties in its input. */
interface Special {
  readonly name: string
  readonly part: Case
  /** Which of `zeros` and `ties` the input has. */
  readonly kinds: readonly string[]
}

/** Replaces about a third of the numbers by zeros, if they have both signs, and a third by a neighbour of the same example. */
const withTies =
  (turn: number) =>
  (tensor: AnyTensor): { readonly tensor: AnyTensor; readonly kinds: readonly string[] } => {
    const numbers = rowMajorNumbers(tensor)
    const width = numbers.length / (tensor.shape[0] ?? 1)
    const isSigned = numbers.some(x => x < 0) && numbers.some(x => x > 0)
    const changed = numbers.map((x, i) => {
      const lot = ((i + 1) * 0.6180339887498949 + turn * 0.7548776662466927) % 1
      const place = i % width
      if (lot < 1 / 3) return isSigned ? 0 : x
      return lot < 2 / 3 ? (numbers[i - place + ((place + 1) % width)] ?? x) : x
    })
    const hasTies = changed.some((x, i) => i % width > 0 && x === changed[i - 1])
    return {
      tensor: fresh(tensor.shape, changed),
      kinds: [...(changed.includes(0) ? ['zeros'] : []), ...(hasTies ? ['ties'] : [])]
    }
  }

const specialOf = ({ drawn: { turn }, visits }: Drawn): Special | undefined => {
  const all = visits()
  const names = [...new Set(all.map(({ name }) => name))]
  const own = all.filter(({ name }) => name === names[turn % names.length])
  const visit = own[Math.floor(turn / names.length) % own.length]
  if (visit === undefined) return undefined
  const kinds = new Set<string>()
  const input = mapBatches((tensor: AnyTensor) => {
    const found = withTies(turn)(tensor)
    found.kinds.forEach(kind => kinds.add(kind))
    return found.tensor
  })(visit.input)
  const { weights } = across(0, sizeOf(visit.outputGradient), turn % 8)
  const { name, layer, params } = visit
  return {
    name,
    kinds: [...kinds],
    part: {
      layer,
      params,
      input,
      outputGradient: withNumbers(visit.outputGradient)(weights),
      examples: batchSizeOf(input),
      alone: () => layer,
      turn
    }
  }
}

const check = (drawn: Drawn): Finding => {
  const special = specialOf(drawn)
  if (special === undefined) return skipped('no part has a backward pass')
  const { name, part, kinds } = special
  const valid = validInput(part.layer.description)
  const subject: Subject = {
    name,
    layers: [part.layer],
    shapes: [exampleShape(part.input)],
    ...(valid === undefined ? {} : { input: valid })
  }
  const which = part.params.length > 0 && part.turn % 3 === 0 ? 'parameters' : 'input'
  const found = checkGradient(subject, which)(part)
  const named = (words: readonly string[]) => words.map(kind => `${kind} in ${name}`)
  switch (found.outcome) {
    case 'fails':
      return fails(`${name}: ${found.failure.message}`, found.failure.details)
    case 'skipped':
      return holds(0)
    case 'holds':
      return holds(found.checks, found.inconclusive, {
        places: {
          tried: named(['zeros', 'ties']),
          reached: found.inconclusive < found.checks ? named(kinds) : []
        }
      })
  }
}

/** Number of layers in a description that are no compositions. */
const leaves = ({ parts }: Description): number =>
  parts.length === 0 ? 1 : parts.reduce((sum, part) => sum + leaves(part), 0)

/** The law of the parts, if one of the layers is a composition. */
export const parts = (subject: Subject): readonly Law[] => {
  const compositions = subject.layers.filter(layer => telling(layer, () => undefined) !== undefined)
  if (compositions.length === 0) return []
  const limits = limitsOf(subject)
  const most = Math.max(...compositions.map(({ description }) => leaves(description)))
  return [
    {
      name: `${subject.name}: parts`,
      statement: 'the gradients of the parts are right at zeros and ties',
      ...limits,
      runs: Math.min(150, 60 + 20 * most, limits.runs ?? Infinity),
      property: drawnOf({ ...subject, layers: compositions }).map(drawn => ({
        exhibits: () => {
          const special = specialOf(drawn)
          return special === undefined ? [] : exhibitsOf(special.part)
        },
        check: () => check(drawn),
        reached: []
      }))
    }
  ]
}
