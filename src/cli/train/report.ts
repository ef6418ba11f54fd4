import { type Measures } from '../../files.js'
import { type Engine } from '../../index.js'
import { counted, printable, showCount, showError, showShare } from '../progressText.js'
import { type Job } from './job.js'
import { shortList } from './decisions.js'
import { bestOf, keepsBest, standsAtBest } from './beginning.js'
import { showFirst, showMeasures } from './measures.js'
import { accuracyLabel, type Trained } from './run.js'
import { type Settings } from './settings.js'

/** The measures of the epoch whose parameters the model has. */
const measuredOf = ({ job, settings, trained }: Outcome) => {
  const { state, history } = trained
  const best = bestOf(history)
  return standsAtBest(job, settings, state.epoch, best) ? history.at(-1) : best
}

/** `Loss 0.0412, validation loss 0.0523, validation accuracy 96.7 % after 100 epochs in 0.85 s.` */
const headline = (outcome: Outcome): string => {
  const { job, settings, trained } = outcome
  const { state, end, seconds } = trained
  const { epochs, patience } = settings
  const { epoch } = state
  const row = measuredOf(outcome) ?? {}
  const { epoch: best = epoch, loss = state.loss, validationLoss, accuracy } = row
  const parts = [
    `Loss ${showError(loss)}`,
    ...(validationLoss === undefined ? [] : [`validation loss ${showError(validationLoss)}`]),
    ...(accuracy === undefined ? [] : [`${accuracyLabel(row)} ${showShare(accuracy)}`])
  ]
  const remarks = {
    all: '',
    interrupted: `Interrupted after ${showCount(epoch)} of ${epochs} epochs.\n`,
    patience: `Stopped early: the last ${patience ?? 0} epochs were no better than epoch ${best}.\n`
  }
  const when =
    !keepsBest(job, settings) || best === epoch
      ? `after ${showCount(epoch)} ${epoch === 1 ? 'epoch' : 'epochs'}`
      : `at epoch ${best}, the best of ${showCount(epoch)},`
  return `${remarks[end]}${parts.join(', ')} ${when} in ${seconds.toFixed(2)} s.`
}

/** The input columns and their types. */
const inputs = ({ preparation }: Job): string =>
  shortList(
    preparation.inputs.map(column =>
      'categories' in column
        ? `${column.name} (${column.categories.length} ${column.categories.length === 1 ? 'category' : 'categories'})`
        : column.name
    )
  )

export interface Outcome {
  readonly job: Job
  readonly settings: Settings
  readonly engine: Engine
  readonly trained: Trained
  /** Measures on the rows for validation, or else on those for training. */
  readonly measures: Measures
  /** Width of the terminal. */
  readonly columns: number
}

/** What an interrupted run leaves on the disk. */
const kept = ({ out, checkpoint }: Settings): string => {
  const places = [out, checkpoint].filter(path => path !== undefined)
  if (places.length === 0) return 'Nothing was kept: --out keeps the model, --checkpoint the training.'
  return checkpoint === undefined ? `Kept ${places.join()}.` : `Kept ${places.join(' and ')}. Add --resume to continue.`
}

export const report = (outcome: Outcome): string => {
  const { job, settings, trained, measures, columns } = outcome
  const { out, plot } = settings
  const written = [out, plot].filter(path => path !== undefined)
  const held = job.validation === undefined ? '' : `, validated on ${counted(job.validation.size, 'row')}`
  return printable(
    [
      headline(outcome),
      `Trained on ${counted(job.training.size, 'row')}${held}.`,
      `Inputs: ${inputs(job)}.`,
      ...('accuracy' in measures ? [] : [`R${showFirst(measures, job.preparation).slice(1)}.`]),
      showMeasures(measures, job.preparation, columns).trimEnd(),
      ...(written.length === 0 ? [] : [`Wrote ${written.join(', ')}.`]),
      ...(trained.end === 'interrupted' ? [kept(settings)] : []),
      ''
    ].join('\n')
  )
}

export const jsonResult = (outcome: Outcome): string => {
  const { job, settings, engine, trained, measures } = outcome
  return `${JSON.stringify({
    type: 'result',
    ...measures,
    ...measuredOf(outcome),
    epochs: trained.state.epoch,
    seed: settings.seed,
    engine: engine.name,
    rows: job.training.size,
    validationRows: job.validation?.size ?? 0,
    model: settings.out ?? null,
    seconds: trained.seconds
  })}\n`
}
