/** What a training has reached, for people and for programs. */
import { type Engine } from '../../index.js'
import { showCount, showError, showShare } from '../progressText.js'
import { type Job } from './job.js'
import { bestEpoch, type Trained } from './run.js'
import { type Settings } from './settings.js'

/** `Loss 0.0412, validation loss 0.0523, accuracy 96.7% after 100 epochs in 0.85 s.` */
const headline = ({ state, history, end, seconds }: Trained, { epochs, patience }: Settings): string => {
  const { loss = state.loss, validationLoss, accuracy } = history.at(-1) ?? {}
  const parts = [
    `Loss ${showError(loss)}`,
    ...(validationLoss === undefined ? [] : [`validation loss ${showError(validationLoss)}`]),
    ...(accuracy === undefined ? [] : [`accuracy ${showShare(accuracy)}`])
  ]
  const { epoch } = state
  const remarks = {
    all: '',
    interrupted: `Interrupted after ${showCount(epoch)} of ${epochs} epochs.\n`,
    patience: `The last ${patience ?? 0} epochs were no better than epoch ${bestEpoch(history)}.\n`
  }
  return `${remarks[end]}${parts.join(', ')} after ${showCount(epoch)} ${epoch === 1 ? 'epoch' : 'epochs'} in ${seconds.toFixed(2)} s.`
}

const measured = ({ training, validation }: Job): string =>
  validation === undefined
    ? `Learnt from ${training.size} rows.`
    : `Learnt from ${training.size} rows, measured on ${validation.size} others.`

export interface Outcome {
  readonly job: Job
  readonly settings: Settings
  readonly engine: Engine
  readonly trained: Trained
}

export const report = ({ job, settings, trained }: Outcome): string => {
  const { out, checkpoint, plot } = settings
  const goOn = trained.end === 'interrupted' && checkpoint !== undefined ? ['Add --resume to go on.'] : []
  const written = [out, plot].filter(path => path !== undefined)
  return [
    headline(trained, settings),
    measured(job),
    ...(written.length === 0 ? [] : [`Written: ${written.join(', ')}.`]),
    ...goOn,
    ''
  ].join('\n')
}

export const jsonResult = ({
  job,
  settings: { out, seed },
  engine,
  trained: { state, history, seconds }
}: Outcome): string =>
  `${JSON.stringify({
    type: 'result',
    ...history.at(-1),
    epochs: state.epoch,
    seed,
    engine: engine.name,
    rows: job.training.size,
    validationRows: job.validation?.size ?? 0,
    model: out ?? null,
    seconds
  })}\n`
