import { type ConfusionMatrix, type Engine } from '../../index.js'
import { type Digits, side } from '../../codec/mnist.js'
import { painterFor } from '../Painter.js'
import { showCount } from '../progressText.js'
import { type Examination, type Model, type Settings, type Student } from './Model.js'
import { type Terminal } from '../Terminal.js'
import { ink, pictures, picturesIn } from './picture.js'

export interface Outcome {
  readonly model: Model
  readonly settings: Settings
  readonly engine: Engine
  readonly student: Student
  /** Training images. */
  readonly trainImages: Digits
  /** Test images. */
  readonly testImages: Digits
  readonly test: Examination
  readonly seconds: number
}

/** One row for each digit: how many of its images were read as each digit. */
const confusionTable = (matrix: ConfusionMatrix): readonly string[] => {
  const cells = (numbers: readonly number[]): string => numbers.map(n => String(n).padStart(6)).join('')
  return [
    `read as  ${cells(matrix.map((_, digit) => digit))}`,
    ...matrix.map((row, digit) => `${`a ${digit}`.padStart(7)}  ${cells(row)}`)
  ]
}

/** `Test accuracy 97.91 % (9791 of 10000), 5 epochs in 95 s, seed 42.` */
const headline = ({ settings: { epochs, seed }, student: { epoch }, testImages, test, seconds }: Outcome): string => {
  const right = test.read.filter((digit, i) => digit === testImages.labels[i]).length
  const time = `${showCount(epoch)} ${epoch === 1 ? 'epoch' : 'epochs'} in ${seconds.toFixed(0)} s`
  const interruption = epoch < epochs ? `Interrupted after ${showCount(epoch)} of ${epochs} epochs.\n` : ''
  const accuracy = `Test accuracy ${(test.accuracy * 100).toFixed(2)} % (${right} of ${testImages.count})`
  return `${interruption}${accuracy}, ${time}, seed ${seed}.`
}

const pixelsOf = ({ pixels }: Digits, place: number): Uint8Array =>
  pixels.subarray(place * side ** 2, (place + 1) * side ** 2)

/** Accuracy, confusion matrix and the first misread digits. Fits into 80 columns and, with its command, into 24 lines. A narrow terminal gets fewer digits and no matrix. */
export const report =
  ({ colourDepth, columns }: Pick<Terminal, 'colourDepth' | 'columns'>) =>
  (outcome: Outcome): string => {
    const { testImages, test } = outcome
    const wrong = test.read.flatMap((digit, place) => (digit === testImages.labels[place] ? [] : [{ digit, place }]))
    const shown = wrong.slice(0, Math.min(3, Math.max(1, picturesIn(columns)))).map(({ digit, place }) => ({
      caption: `a ${testImages.labels[place] ?? '?'} read as ${digit === -1 ? 'nothing' : digit}`,
      pixels: pixelsOf(testImages, place)
    }))
    const drawn = shown.length === 0 ? [] : pictures(painterFor(colourDepth, ink), shown)
    return [headline(outcome), ...(columns < 70 ? [] : confusionTable(test.confusion)), ...drawn, ''].join('\n')
  }

export const jsonResult = ({ model, settings, engine, student, test, seconds, ...images }: Outcome): string =>
  `${JSON.stringify({
    type: 'result',
    testAccuracy: test.accuracy,
    testImages: images.testImages.count,
    model: model.name,
    engine: engine.name,
    epochs: student.epoch,
    loss: student.loss,
    images: images.trainImages.count,
    batch: settings.batch,
    seed: settings.seed,
    confusionMatrix: test.confusion,
    seconds
  })}\n`
