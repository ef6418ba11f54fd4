import { batch, computed, effect, signal } from '@preact/signals'
import { type Params, parametersOf } from 'pullback'
import { unflatten } from './flat.js'
import { type Unit } from './unit.js'
import { decodeLink, encodeLink, type Place } from './link.js'
import { type Answer, type LawAnswer, type Order, type Pace, type Shown, type Verdict } from './messages.js'
import { kindOf } from './mistakes.js'
import { examplesOf, lossOf, type Part, partsOf } from './network.js'
import { bounds, type Fork, placesOf, type Settings } from './settings.js'
import { type Frame, frameOf } from './walk.js'

/** A sequence of states: the first one, or a fork of another. */
export interface Branch {
  readonly parent?: number
  readonly forks: readonly Fork[]
  readonly steps: number[]
  readonly losses: number[]
}

const opened = decodeLink(location.hash)

export const settings = signal<Settings>(opened.settings)
export const faults = signal<readonly string[]>(opened.faults)
export const branches = signal<readonly Branch[]>([])
export const shown = signal<Shown | undefined>(undefined)
export const training = signal(false)
/** Whether the steps of a link are being replayed. */
export const busy = signal(false)
export const pace = signal<Pace>('medium')
/** A line about the run: an error, a fallback, the check of a link. */
export const notice = signal<{ readonly kind: 'good' | 'bad' | 'plain'; readonly text: string } | undefined>(undefined)
export const engine = signal<'javascript' | 'eager'>('javascript')
export const ended = signal(false)
export const unit = signal<Unit>({ layer: 1, place: 0 })
export const ringed = signal(0)
export const tab = signal<'inspect' | 'laws' | 'code'>('inspect')
export const verdicts = signal<readonly Verdict[]>([])
export const lawsState = signal<'idle' | 'running' | 'done'>('idle')
export const lawsSeconds = signal(0)

export const parts = computed<readonly Part[]>(() => partsOf(settings.value))
export const lossInUse = computed(() => lossOf(settings.value))
export const examples = computed(() => examplesOf(settings.value))
export const points = signal<{ readonly inputs: Float64Array; readonly targets: Float64Array }>({
  inputs: new Float64Array(0),
  targets: new Float64Array(0)
})
export const frame = computed<Frame>(() => frameOf(points.value.inputs))
export const stepsPerEpoch = computed(() => Math.ceil(settings.value.count / settings.value.batch))

const shapes = computed(() =>
  parts.value.flatMap(({ layer }) => parametersOf(layer.description).map(({ shape }) => shape))
)
/** The parameters of the state that is shown, if they belong to the network that is shown. */
export const params = computed<Params | undefined>(() => {
  const flat = shown.value?.params
  const size = shapes.value.reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0)
  return flat?.length === size ? unflatten(shapes.value, flat) : undefined
})
export const branch = computed(() => branches.value[shown.value?.branch ?? 0])
export const lastStep = computed(() => branch.value?.steps.at(-1) ?? 0)

/** The run and the step shown, as in a link. */
export const place = computed<Place>(() => ({
  settings: settings.value,
  forks: (branch.value?.forks ?? []).filter(({ step }) => step <= (shown.value?.step ?? 0)),
  step: shown.value?.step ?? 0,
  ...(shown.value === undefined ? {} : { loss: shown.value.loss })
}))

let run = 0
let worker: Worker | undefined
/** The place of a link that is being replayed. */
let awaited: Place | undefined

const order = (what: Order): void => worker?.postMessage(what)

const hear = ({ data }: MessageEvent<Answer>): void => {
  if (data.run !== run) return
  switch (data.is) {
    case 'ready':
      points.value = { inputs: data.inputs, targets: data.targets }
      return
    case 'forked': {
      const forks = [
        ...(branches.value[data.parent]?.forks ?? []).filter(({ step }) => step <= data.fork.step),
        data.fork
      ]
      branches.value = [...branches.value, { parent: data.parent, forks, steps: [], losses: [] }]
      ended.value = false
      return
    }
    case 'state':
      batch(() => {
        const of = branches.value[data.shown.branch]
        for (let i = 0; i < data.points.length; i += 2) {
          of?.steps.push(data.points[i] ?? 0)
          of?.losses.push(data.points[i + 1] ?? 0)
        }
        if (data.points.length > 0)
          branches.value = branches.value.map((one, i) => (i === data.shown.branch ? { ...one } : one))
        shown.value = data.shown
        if (wanted === data.shown.step) wanted = undefined
        if (!data.goesOn) training.value = false
        arrived(data.shown)
      })
      if (data.goesOn) requestAnimationFrame(() => order({ is: 'drawn' }))
      return
    case 'ended':
      batch(() => {
        training.value = false
        ended.value = true
        notice.value = {
          kind: 'bad',
          text: `The loss is not a finite number at step ${data.step}: training has ended. Try a lower learning rate.`
        }
      })
      return
    case 'eager':
      engine.value = 'eager'
      return
    case 'failed':
      notice.value = { kind: 'bad', text: data.message }
  }
}

/** Compares the replayed run with its link. */
const arrived = ({ step, loss }: Shown): void => {
  if (awaited === undefined || (step < awaited.step && !ended.value)) return
  busy.value = false
  if (awaited.loss !== undefined)
    notice.value = Object.is(awaited.loss, loss)
      ? { kind: 'good', text: `Replayed to step ${step}: the loss has the same bits as in the link.` }
      : { kind: 'bad', text: `Replayed to step ${step}: the link says loss ${awaited.loss}, found ${loss}.` }
  awaited = undefined
}

/** Starts a run. */
export const start = (next: Settings, forks: readonly Fork[] = [], step = 0, loss?: number): void => {
  if (busy.value || worker === undefined) {
    worker?.terminate()
    worker = new Worker(new URL('./train.worker.ts', import.meta.url), { type: 'module' })
    worker.onmessage = hear
    worker.onerror = () => {
      notice.value = { kind: 'bad', text: 'The training worker did not start.' }
    }
  }
  run++
  wanted = undefined
  stopLaws()
  batch(() => {
    settings.value = next
    branches.value = [{ forks: [], steps: [], losses: [] }]
    shown.value = undefined
    training.value = false
    ended.value = false
    notice.value = undefined
    ringed.value = Math.min(ringed.value, next.count - 1)
    if (unit.value.place >= ([...next.hidden, 1][unit.value.layer - 1] ?? 0)) unit.value = { layer: 1, place: 0 }
    verdicts.value = []
    busy.value = step > 0
    awaited = { settings: next, forks, step, ...(loss === undefined ? {} : { loss }) }
  })
  order({ is: 'start', run, settings: next, forks, step })
  if (tab.value === 'laws') tryLaws()
}

/** Changes settings, and starts again. A mistake stays within the layers of its kind. */
export const change = (changes: Partial<Settings>): void => {
  const next = { ...settings.value, ...changes }
  const most = next.mistake === 'none' ? next.hidden.length + 1 : placesOf(next, kindOf(next.mistake))
  faults.value = []
  start({ ...next, layer: Math.max(1, Math.min(next.layer, most)) })
}

export const toggle = (): void => {
  if (training.value) {
    training.value = false
    order({ is: 'pause' })
  } else if (!ended.value) {
    training.value = true
    order({ is: 'train', pace: pace.value })
  }
}

export const setPace = (next: Pace): void => {
  pace.value = next
  if (training.value) order({ is: 'train', pace: next })
}

export const advance = (steps: number): void => {
  if (ended.value) return
  training.value = false
  order({ is: 'advance', steps: Math.min(steps, bounds.step - lastStep.value) })
}

/** The step that was ordered last, until it arrives: keys that are pressed faster than states arrive count on from it. */
let wanted: number | undefined

/** Shows the state this many steps later, or earlier. */
export const move = (steps: number): void => {
  show((wanted ?? shown.value?.step ?? 0) + steps)
}

/** Shows a step of the branch. Training stops. */
export const show = (step: number, of = shown.value?.branch ?? 0): void => {
  training.value = false
  const last = branches.value[of]?.steps.at(-1) ?? 0
  const first = branches.value[of]?.steps[0] ?? 0
  wanted = Math.max(first, Math.min(last, step))
  order({ is: 'show', branch: of, step: wanted })
}

/** The kept step nearest to a step. */
export const nearest = (step: number): number => {
  const steps = branch.value?.steps ?? []
  let [low, high] = [0, steps.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((steps[middle] ?? 0) < step) low = middle + 1
    else high = middle
  }
  const [before, after] = [steps[low - 1] ?? 0, steps[low] ?? 0]
  return low > 0 && step - before < after - step ? before : after
}

export const forkHere = (factor: number): void => {
  const { value } = shown
  if (value === undefined) return
  training.value = false
  order({ is: 'fork', branch: value.branch, fork: { step: value.step, factor } })
}

let lawsWorker: Worker | undefined

const stopLaws = (): void => {
  lawsWorker?.terminate()
  lawsWorker = undefined
  lawsState.value = 'idle'
}

export const tryLaws = (): void => {
  stopLaws()
  verdicts.value = []
  lawsState.value = 'running'
  lawsWorker = new Worker(new URL('./laws.worker.ts', import.meta.url), { type: 'module' })
  lawsWorker.onmessage = ({ data }: MessageEvent<LawAnswer>) => {
    if (data.is === 'verdict') verdicts.value = [...verdicts.value, data.verdict]
    else if (data.is === 'failed') notice.value = { kind: 'bad', text: data.message }
    else {
      lawsSeconds.value = data.seconds
      lawsState.value = 'done'
    }
  }
  lawsWorker.postMessage(settings.value)
}

export const openTab = (next: (typeof tab)['value']): void => {
  tab.value = next
  if (next === 'laws' && lawsState.value === 'idle') tryLaws()
}

/** The address of the run and the step shown. */
export const link = (): string => `${location.origin}${location.pathname}${encodeLink(place.value)}`

start(opened.settings, opened.forks, opened.step, opened.loss)
addEventListener('hashchange', () => {
  if (location.hash === written) return
  const next = decodeLink(location.hash)
  faults.value = next.faults
  start(next.settings, next.forks, next.step, next.loss)
})

let written = location.hash
// The address follows the run while nothing moves, so that reloading the page shows the same state.
effect(() => {
  if (training.value || busy.value || shown.value === undefined) return
  written = encodeLink(place.value)
  history.replaceState(null, '', written)
})
