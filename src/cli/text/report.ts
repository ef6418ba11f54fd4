import { type Engine } from '../../index.js'
import { printable, showError } from '../progressText.js'
import { one, type Settings } from './lesson.js'
import { bits, type Trained } from './run.js'

export interface Outcome {
  readonly settings: Settings
  readonly engine: Engine
  readonly trained: Trained
  readonly out: string
  readonly sample: string
}

const ends = {
  all: () => '',
  minutes: () => '',
  interrupted: (done: string) => `Interrupted after ${done}.\n`
} as const

/** `Held-out loss 1.42 nats (2.05 bits) per character after 2000 steps in 95 s, seed 42.`, and a sample. */
export const report = ({ settings: { tokens, steps, seed }, trained, out, sample }: Outcome): string => {
  const { state, end, heldOut, seconds } = trained
  const done = end === 'all' ? `${state.step} steps` : `${state.step} of ${steps} steps`
  const loss = `Held-out loss ${showError(heldOut)} nats (${showError(bits(heldOut))} bits) per ${one[tokens]}`
  return `${ends[end](done)}${loss} after ${done} in ${seconds.toFixed(0)} s, seed ${seed}.\n\n${printable(sample).trim()}\n\nWrote ${out}.\n`
}

export const jsonResult = ({ settings, engine, trained, out, sample }: Outcome): string =>
  `${JSON.stringify({
    type: 'result',
    heldOut: trained.heldOut,
    [settings.tokens === 'bytes' ? 'bitsPerByte' : 'bitsPerCharacter']: bits(trained.heldOut),
    ...settings,
    steps: trained.state.step,
    engine: engine.name,
    seconds: trained.seconds,
    sample,
    file: out
  })}\n`
