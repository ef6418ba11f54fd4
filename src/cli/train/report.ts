/** What a training has reached, for people and for programs. */
import { type Engine } from '../../index.js'
import { showCount, showError, showShare } from '../progressText.js'
import { type Job } from './job.js'
import { bestEpoch, standsAtBest } from './beginning.js'
import { type Trained } from './run.js'
import { type Settings } from './settings.js'

/** What was measured of the parameters that the model is made of. */
const measuredOf = (trained: Trained, settings: Settings) => {
  const { history } = trained
  return standsAtBest(settings, trained) ? history.at(-1) : history.find(({ epoch }) => epoch === bestEpoch(history))
}

/** `Loss 0.0412, validation loss 0.0523, accuracy 96.7 % after 100 epochs in 0.85 s.` */
const headline = (trained: Trained, settings: Settings): string => {
  const { state, history, end, seconds } = trained
  const { epochs, patience } = settings
  const { loss = state.loss, validationLoss, accuracy } = measuredOf(trained, settings) ?? {}
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
  const when = standsAtBest(settings, trained)
    ? `after ${showCount(epoch)} ${epoch === 1 ? 'epoch' : 'epochs'}`
    : `at epoch ${bestEpoch(history)}, the best of ${showCount(epoch)},`
  return `${remarks[end]}${parts.join(', ')} ${when} in ${seconds.toFixed(2)} s.`
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

export const jsonResult = ({ job, settings, engine, trained }: Outcome): string =>
  `${JSON.stringify({
    type: 'result',
    ...measuredOf(trained, settings),
    epochs: trained.state.epoch,
    seed: settings.seed,
    engine: engine.name,
    rows: job.training.size,
    validationRows: job.validation?.size ?? 0,
    model: settings.out ?? null,
    seconds: trained.seconds
  })}\n`
