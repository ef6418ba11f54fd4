import { sameShape, showShape } from '../../src/tensor/Shape.js'
import { type Optimizer } from '../../src/learning/Optimizer.js'
import { type Params, sameValue, type Value } from '../../src/algebra/Value.js'
import {
  exhibitsOfOptimizer,
  optimizerCase,
  type OptimizerCase,
  parameters,
  reachedByOptimizer,
  zeros
} from '../generator/optimizer.js'
import { kindsIn, type PaletteName } from '../generator/numbers.js'
import { fails, type Finding, holds, type Law } from '../law/Law.js'
import { lawOver } from '../law/lawOver.js'
import { type OptimizerSubject } from '../subject/optimizers.js'
import { inner, mapNumbers, numbersOf, placeOf, withNumbers } from '../value/Numbers.js'
import { notFinite } from '../value/Passes.js'

interface Reached {
  readonly params: Params
  readonly memory: Params
}

/** The parameters and the memory after some steps, with gradients that may depend on the parameters. */
const after = (optimizer: Optimizer, start: Params, gradients: readonly ((params: Params) => Params)[]): Reached => {
  const update = optimizer.update(parameters)
  return gradients.reduce<Reached>(
    ({ params, memory }, gradient, step) => {
      const [next, remembered] = update(optimizer.learningRate(step), memory, params, gradient(params))
      return { params: next, memory: remembered }
    },
    { params: start, memory: optimizer.init(parameters) }
  )
}

const steps = (...gradients: readonly Params[]) => gradients.map(gradient => () => gradient)

const copyOf = <V extends Value>(value: V): V => withNumbers(value)(numbersOf(value))

const purity = ({ optimizer, params, gradients: [first, second], other }: OptimizerCase): Finding => {
  const { params: p, memory } = after(optimizer, params, steps(first))
  const given = [copyOf(p), copyOf(memory), copyOf(second)] as const
  const update = optimizer.update(parameters)
  const rate = optimizer.learningRate(1)
  const once = copyOf<Value>(update(rate, given[1], given[0], given[2]))
  if (!sameValue(given, [p, memory, second])) return fails('a step changed its arguments')
  update(rate, memory, p, other)
  if (!sameValue(once, update(rate, memory, p, second))) return fails('the same step gave two results')
  return sameValue(once, optimizer.update(parameters)(rate, memory, p, second))
    ? holds(3)
    : fails('a step gave another result when it was repeated later')
}

const shapes = ({ optimizer, params, gradients: [first, second] }: OptimizerCase): Finding => {
  const named = optimizer.direction.memory(parameters)
  const names = new Set(named.map(({ name }) => name))
  if (names.size < named.length) return fails('two tensors of the memory have the same name')
  const memories = [optimizer.init(parameters), after(optimizer, params, steps(first, second)).memory]
  for (const memory of memories) {
    if (memory.length !== named.length)
      return fails(`the optimizer names ${named.length} tensors of memory, found ${memory.length}`)
    for (const [i, { name, shape }] of named.entries()) {
      const found = memory[i]?.shape ?? []
      if (!sameShape(found, shape))
        return fails(`${name} must have the shape ${showShape(shape)}, found ${showShape(found)}`)
    }
  }
  const { params: next } = after(optimizer, params, steps(first))
  const kept = next.length === params.length && next.every(({ shape }, i) => sameShape(shape, params[i]?.shape ?? []))
  return kept ? holds(2 + 2 * named.length) : fails('a step changed the shapes of the parameters')
}

const memory = ({ optimizer, params, gradients: [first, second], other }: OptimizerCase): Finding => {
  const begin = optimizer.init(parameters)
  if (begin.length === 0) return holds()
  const once = after(optimizer, params, steps(first)).memory
  if (sameValue(once, begin)) return fails('a step did not change the memory')
  const twin = after(optimizer, params, steps(other)).memory
  if (sameValue(once, twin)) return fails('two different gradients gave the same memory')
  const update = optimizer.update(parameters)
  const rate = optimizer.learningRate(1)
  const isUsed = (gradient: Params): boolean =>
    !sameValue(update(rate, once, params, gradient)[0], update(rate, twin, params, gradient)[0])
  return [second, ...balancing(first, other)].some(isUsed)
    ? holds(3)
    : fails('the memory has no effect on the next step')
}

/**
 * Gradients against the mean of two others, of sizes from 10⁻⁴ to 10³: one of them balances the memory of an optimizer that takes
 * only the sign of a sum of memory and gradient, so that memories of the two others give different signs.
 */
const balancing = (one: Params, other: Params): readonly Params[] => {
  const [a, b] = [numbersOf(one), numbersOf(other)]
  const mean = a.map((x, i) => (x + (b[i] ?? NaN)) / 2)
  const sizes = Array.from({ length: 71 }, (_, i) => 10 ** (i / 10 - 4))
  return [zeros, ...sizes.map(size => withNumbers(one)(mean.map(x => -size * x)))]
}

const zeroGradient =
  (decays: boolean) =>
  ({ optimizer, params }: OptimizerCase): Finding => {
    const start = decays ? zeros : params
    const { params: found } = after(optimizer, start, steps(zeros))
    return sameValue(positive(found), positive(start)) ? holds() : fails('a gradient of zero moved the parameters')
  }

/** Without the sign of zero. */
const positive = mapNumbers(x => x + 0)

const trial = { steps: 200, share: 0.5 }

const descent = ({ optimizer, gradients: [lowest, away] }: OptimizerCase): Finding => {
  const rate = Array.from({ length: trial.steps }, (_, step) => optimizer.learningRate(step)).reduce(
    (most, x) => Math.max(most, x),
    0
  )
  if (!(rate > 0)) return fails(`the learning rate must be positive, found ${optimizer.learningRate(0)}`)
  // The start is at a distance of one to a few dozen first steps; the curvatures differ by a factor of up to ten.
  const target = numbersOf(lowest).map(x => rate * x)
  const begin = numbersOf(away).map((x, i) => (target[i] ?? NaN) + rate * 10 * x)
  const curvature = target.map((_, i) => (1 - 0.9 * (i / target.length)) / rate)
  const gradient = (params: Params): Params =>
    withNumbers(params)(numbersOf(params).map((p, i) => (curvature[i] ?? NaN) * (p - (target[i] ?? NaN))))
  const loss = (params: Params): number =>
    numbersOf(params).reduce((sum, p, i) => sum + ((curvature[i] ?? NaN) * (p - (target[i] ?? NaN)) ** 2) / 2, 0)

  const start = withNumbers(lowest)(begin)
  const slope = numbersOf(gradient(start))
  const first = numbersOf(after(optimizer, start, [gradient]).params).map((p, i) => p - (begin[i] ?? NaN))
  if (inner(slope, first).value > 0) return fails('the first step goes uphill')
  const [before, end] = [loss(start), loss(after(optimizer, start, new Array(trial.steps).fill(gradient)).params)]
  return end <= trial.share * before
    ? holds(2)
    : fails(
        `after ${trial.steps} steps on a convex quadratic the loss must be at most half of the initial ${before}, found ${end}`
      )
}

const independence = ({ optimizer, params, gradients: [first, second, third], other }: OptimizerCase): Finding => {
  const numbers = numbersOf(params)
  const which = Math.abs(Math.round(numbers.reduce((sum, x) => sum + 7 * x, 0))) % numbers.length
  /** The same gradient at one entry, another one at all others. */
  const disturbed = (gradient: Params): Params => {
    const own = numbersOf(gradient)
    return withNumbers(gradient)(numbersOf(other).map((x, i) => (i === which ? (own[i] ?? NaN) : x)))
  }
  const one = after(optimizer, params, steps(first, second, third))
  const two = after(optimizer, params, steps(disturbed(first), disturbed(second), disturbed(third)))
  const [a, b] = [numbersOf(one.params)[which], numbersOf(two.params)[which]]
  return Object.is(a, b)
    ? holds()
    : fails(
        `${placeOf(
          params,
          parameters.map(({ name }) => name),
          which
        )} becomes ${a}, and ${b} with other gradients of the other numbers`
      )
}

const finite = ({ optimizer, params, gradients }: OptimizerCase): Finding => {
  const found = notFinite([after(optimizer, params, steps(...gradients)).params])
  return found === undefined ? holds() : fails(`a parameter became ${found}`)
}

/** The laws of an optimizer, given as a subject: with the same statements as `optimizerLaws`. */
export const lawsOfOptimizer = ({ name, optimizer, decays, coupled }: OptimizerSubject): readonly Law[] => {
  const law = (
    own: string,
    statement: string,
    check: (drawn: OptimizerCase) => Finding,
    palette: PaletteName = 'special'
  ) =>
    lawOver({
      arbitrary: optimizerCase(optimizer, palette),
      exhibits: exhibitsOfOptimizer,
      reached: reachedByOptimizer
    })(`${name}: ${own}`, statement, check, kindsIn[palette])
  return [
    law('shapes', 'the parameters keep their shapes, and the memory has the tensors that it names', shapes),
    law('purity', 'the same step gives the same bits, and no argument changes', purity),
    law('memory', 'a step changes the memory, and the memory changes the next step', memory, 'generic'),
    law('zero gradient', 'a first step with a gradient of zero moves no parameter', zeroGradient(decays === true)),
    law(
      'descent',
      'the steps descend a convex quadratic whose curvature times the rate is at most 1',
      descent,
      'generic'
    ),
    ...(coupled === true
      ? []
      : [law('independence', 'the step of a number does not depend on the gradients of others', independence)]),
    law('finiteness', 'gradients of up to 10³ leave the parameters finite', finite, 'large')
  ]
}

/**
 * The laws of one optimizer.
 *
 *     shapes         parameters and memory keep their shapes; the memory has the tensors that it names, each under its own name
 *     purity         the same step gives the same bits, and no argument changes
 *     memory         the memory depends on the gradient, and some next step depends on the memory
 *     zero gradient  a first step with a gradient of zero moves no parameter (no parameter at zero, if `decays`)
 *     descent        on a convex quadratic ½ Σ a (p − c)² with rate · a ≤ 1 the first step goes downhill, and 200 steps at
 *                    least halve the loss
 *     independence   the step of a number does not depend on the gradients of other numbers, unless `coupled`
 *     finiteness     parameters stay finite, for gradients of up to 10³
 *
 * @param known properties of the optimizer: `decays`, `coupled`. Default of `name`: the kind of the optimizer.
 * @example verify(optimizerLaws(adam(0.01)))
 * @example verify(optimizerLaws(adamw(0.01), { decays: true }))
 */
export const optimizerLaws = (
  optimizer: Optimizer,
  known: Partial<Omit<OptimizerSubject, 'optimizer'>> = {}
): readonly Law[] => lawsOfOptimizer({ name: optimizer.description.kind, ...known, optimizer })
