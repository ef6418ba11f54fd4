import {
  type Dataset,
  initialState,
  type Learner,
  orEager,
  packParams,
  type Params,
  predictor,
  toFloat64Array,
  toNumber,
  type TrainingState,
  trajectory,
  type Value,
  Values
} from 'pullback'
import { compilingOnceLoaded, loadCompiler } from './engine.js'
import { unflatten } from './flat.js'
import { type Answer, type Order, type Pace, type Shown } from './messages.js'
import { examplesOf, learnerOf, lossOf } from './network.js'
import { type Fork, isShuffled, type Settings } from './settings.js'

type State = TrainingState<Params>

/** A state of the past. */
interface Kept {
  readonly step: number
  readonly loss: number
  readonly state: Omit<State, 'params' | 'memory'>
  /** Parameters, then the optimizer's memory. */
  readonly numbers: Float64Array
}

interface Branch {
  readonly kept: Kept[]
  tip: State
}

interface Run {
  readonly number: number
  readonly settings: Settings
  readonly examples: Dataset<Value, Value>
  readonly branches: Branch[]
  readonly stepsPerEpoch: number
  /** The state after one stride. After a loss that is not finite it is the same state. */
  readonly next: (stride: number, state: State) => State
  readonly loss: (params: Params) => number
  readonly restored: (kept: Kept) => State
}

/** Powers of two. A new stride compiles anew, which takes some hundredths of a second, so there are few of them. */
const strides = [4096, 256, 16, 1]

/** States above this size are thinned. The states between two kept ones are replayed. */
const mostBytes = 64 * 2 ** 20

let run: Run | undefined
/** Changes with every order that ends what is running. */
let turn = 0
let pace: Pace | undefined
let ahead: number = 0

const post = (answer: Answer, transfer: Transferable[] = []): void => {
  postMessage(answer, { transfer })
}

const pause = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 0))

const shapesOf = (tensors: Params) => tensors.map(({ shape }) => shape)

const trainingOf = (student: Learner<Params, Value, Value, Value>, number: number, settings: Settings): Run => {
  const examples = examplesOf(settings)
  const engine = orEager(reason => () => post({ is: 'eager', run: number, reason }))(compilingOnceLoaded)
  const start = initialState(student, settings.seed)
  const byStride = new Map<number, ReturnType<typeof along>>()
  const along = (stride: number) =>
    trajectory(student, examples, {
      batchSize: settings.batch,
      shuffle: isShuffled(settings),
      stride,
      engine,
      from: settings.seed
    })
  const predictions = predictor(student.network)
  const loss = lossOf(settings)
  const shapes = [shapesOf(start.params), shapesOf(start.memory)]
  return {
    number,
    settings,
    examples,
    branches: [{ kept: [], tip: start }],
    stepsPerEpoch: Math.ceil(settings.count / settings.batch),
    next: (stride, state) => {
      const found = byStride.get(stride) ?? along(stride)
      byStride.set(stride, found)
      for (const next of found.from(state)) return next
      return state
    },
    loss: params => toNumber(loss.value(predictions(params)(examples.inputs), examples.targets)),
    restored: ({ state, numbers }) => {
      const tensors = unflatten(shapes.flat(), numbers)
      return { ...state, params: tensors.slice(0, start.params.length), memory: tensors.slice(start.params.length) }
    }
  }
}

/** Keeps the state at the end of a branch. */
const keep = ({ loss }: Run, branch: Branch): Kept => {
  const { params, memory, ...state } = branch.tip
  const kept: Kept = { step: state.step, loss: loss(params), state, numbers: packParams([...params, ...memory]) }
  branch.kept.push(kept)
  if (branch.kept.length * kept.numbers.byteLength > mostBytes) {
    const thinned = branch.kept.filter((_, i) => i % 2 === 0 || i === branch.kept.length - 1)
    branch.kept.splice(0, branch.kept.length, ...thinned)
  }
  return kept
}

const tell = (
  { number, branches }: Run,
  branch: number,
  { step, loss, state, numbers }: Omit<Kept, never>,
  points: readonly Kept[],
  goesOn = false
): void => {
  const inParams = branches[branch]?.tip.params.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0)
  const shown: Shown = { branch, step, epoch: state.epoch, loss, params: numbers.slice(0, inParams) as Shown['params'] }
  const flat = Float64Array.from(points.flatMap(({ step, loss }) => [step, loss]))
  post({ is: 'state', run: number, shown, points: flat, goesOn }, [shown.params.buffer, flat.buffer])
}

/** Takes a stride at the end of a branch, and keeps the state. */
const stride = (current: Run, branch: Branch, steps: number): Kept | undefined => {
  branch.tip = current.next(steps, branch.tip)
  const kept = keep(current, branch)
  if (Number.isFinite(branch.tip.loss) && Number.isFinite(kept.loss)) return kept
  post({ is: 'ended', run: current.number, step: branch.tip.step })
  return undefined
}

const largest = (steps: number, most = 4096): number => strides.find(stride => stride <= Math.min(steps, most)) ?? 1

/** Trains a branch up to a step, and keeps some states on the way. Other orders are heard in between. */
const reach = async (current: Run, index: number, target: number): Promise<boolean> => {
  const branch = current.branches[index]
  if (branch === undefined) return false
  const mine = turn
  const most = largest(Math.max(1, Math.floor((target - branch.tip.step) / 128)))
  const points: Kept[] = []
  let heard = performance.now()
  while (branch.tip.step < target) {
    const kept = stride(current, branch, largest(target - branch.tip.step, most))
    if (kept === undefined) break
    points.push(kept)
    if (performance.now() - heard > 50) {
      const shown = points.at(-1)
      if (shown !== undefined) tell(current, index, shown, points.splice(0))
      await pause()
      if (turn !== mine) return false
      heard = performance.now()
    }
  }
  const shown = points.at(-1) ?? branch.kept.at(-1)
  if (shown !== undefined) tell(current, index, shown, points)
  return true
}

/** The state of a branch at a step: kept, or replayed from the last kept one before it. */
const at = (current: Run, branch: Branch, step: number): Kept | undefined => {
  let [low, high] = [0, branch.kept.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((branch.kept[middle]?.step ?? 0) <= step) low = middle
    else high = middle - 1
  }
  const before = branch.kept[low]
  if (before === undefined || before.step >= step) return before
  let state = current.restored(before)
  while (state.step < step && Number.isFinite(state.loss)) state = current.next(largest(step - state.step), state)
  const { params, memory, ...rest } = state
  return { step: state.step, loss: current.loss(params), state: rest, numbers: packParams([...params, ...memory]) }
}

const fork = (current: Run, parent: number, { step, factor }: Fork): number | undefined => {
  const from = current.branches[parent]
  const found = from && at(current, from, step)
  if (found === undefined) return undefined
  const state = current.restored(found)
  const branch: Branch = { kept: [], tip: { ...state, rateFactor: state.rateFactor * factor } }
  const index = current.branches.push(branch) - 1
  post({ is: 'forked', run: current.number, branch: index, parent, fork: { step: found.step, factor } })
  const kept = keep(current, branch)
  tell(current, index, kept, [kept])
  return index
}

const start = async (order: Order & { readonly is: 'start' }): Promise<void> => {
  const { settings } = order
  const student = learnerOf(settings)
  const current = trainingOf(student, order.run, settings)
  run = current
  ahead = 0
  const [inputs, targets] = [current.examples.inputs, current.examples.targets]
    .flatMap(Values.tensorsOf)
    .map(tensor => toFloat64Array(tensor) as Float64Array<ArrayBuffer>)
  if (inputs === undefined || targets === undefined) return
  post({ is: 'ready', run: order.run, inputs, targets, stepsPerEpoch: current.stepsPerEpoch })
  const [branch] = current.branches
  if (branch === undefined) return
  const first = keep(current, branch)
  tell(current, 0, first, [first])
  for (const next of order.forks) {
    if (!(await reach(current, ahead, next.step))) return
    ahead = fork(current, ahead, next) ?? ahead
  }
  if (order.step > 0) await reach(current, ahead, order.step)
}

/** One update of the page: as many strides as the pace allows. */
const frame = (current: Run, index: number): void => {
  const branch = current.branches[index]
  if (branch === undefined || pace === undefined) return
  const points: Kept[] = []
  if (pace !== 'fast') {
    const kept = stride(current, branch, pace === 'slow' ? 1 : 16)
    if (kept !== undefined) points.push(kept)
  } else {
    // The longest stride that takes less than half a frame, found by trying.
    const began = performance.now()
    const kept = stride(current, branch, quick)
    if (kept !== undefined) points.push(kept)
    const took = performance.now() - began
    if (took < 1 && quick < 4096) quick *= 16
    else if (took > 24 && quick > 16) quick /= 16
    else
      while (points.length > 0 && performance.now() - began < 8) {
        const more = stride(current, branch, quick)
        if (more === undefined) break
        points.push(more)
      }
  }
  const shown = points.at(-1)
  if (shown === undefined) pace = undefined
  const last = shown ?? branch.kept.at(-1)
  if (last !== undefined) tell(current, index, last, points, pace !== undefined)
}

let quick = 16

const obey = async (order: Order): Promise<void> => {
  if (order.is !== 'drawn' && order.is !== 'train') {
    turn++
    pace = undefined
  }
  if (order.is === 'start') return start(order)
  const current = run
  const branch = current?.branches[ahead]
  if (current === undefined || branch === undefined) return
  switch (order.is) {
    case 'train':
      pace = order.pace
      return frame(current, ahead)
    case 'drawn':
      return pace === undefined ? undefined : frame(current, ahead)
    case 'pause':
      return
    case 'advance':
      await reach(current, ahead, branch.tip.step + order.steps)
      return
    case 'show': {
      ahead = order.branch
      const shown = current.branches[order.branch]
      const found = shown && at(current, shown, order.step)
      if (found !== undefined) tell(current, order.branch, found, [])
      return
    }
    case 'fork':
      ahead = fork(current, order.branch, order.fork) ?? ahead
      return
  }
}

loadCompiler().catch((error: unknown) => post({ is: 'eager', run: run?.number ?? 0, reason: String(error) }))

addEventListener('message', ({ data }: MessageEvent<Order>) => {
  obey(data).catch((error: unknown) =>
    post({ is: 'failed', run: run?.number ?? 0, message: error instanceof Error ? error.message : String(error) })
  )
})
