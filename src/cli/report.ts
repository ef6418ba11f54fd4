/** What a run has reached, for people and for programs. */
import { stripVTControlCharacters } from 'node:util'
import { type Options } from './arguments.js'
import { painterFor } from './Painter.js'
import { epochsPerSecond, type Progress } from './Progress.js'
import { showError, showRate } from './progressText.js'
import { legend, surface } from './surface.js'
import { predictions, truthTable } from './truthTable.js'
import { type Student } from './xor.js'

/** `Error 0.000232 after 10000 epochs in 0.25 s (40013 epochs/s).` */
const headline = (progress: Progress): string => {
  const { epoch, epochs, error, seconds } = progress
  const interruption = epoch < epochs ? `Interrupted after ${epoch} of ${epochs} epochs.\n` : ''
  const time = `${seconds.toFixed(seconds < 10 ? 2 : 0)} s`
  const rate = `${showRate(epochsPerSecond(progress))} epochs/s`
  return `${interruption}Error ${showError(error)} after ${epoch} ${epoch === 1 ? 'epoch' : 'epochs'} in ${time} (${rate}).`
}

const widthOnScreen = (line: string): number => stripVTControlCharacters(line).length

/** Two columns, as long as the right one. */
const beside = (left: readonly string[], right: readonly string[], width: number): readonly string[] =>
  right.map((line, i) => {
    const text = left[i] ?? ''
    return `${text}${' '.repeat(Math.max(0, width - widthOnScreen(text)))}${line}`
  })

/** Fits into 80 columns and 24 lines, with the command and the bar above it. */
export const report = (colourDepth: number, { seed }: Options, student: Student, progress: Progress): string => {
  const painter = painterFor(colourDepth)
  const caption = ['The prediction', 'over the unit square:', '', legend(painter, 20)]
  const left = ['', ...truthTable(predictions(student)), '', ...caption, '', '', `Seed ${seed} repeats this run.`]
  const right = surface(painter, { columns: 36, lines: 16 })(student.predict)
  return [headline(progress), '', ...beside(left, right, 34), ''].join('\n')
}

export const jsonResult = ({ seed }: Options, student: Student, progress: Progress): string =>
  `${JSON.stringify({
    type: 'result',
    epochs: student.epoch,
    seed,
    error: student.error,
    predictions: predictions(student),
    epochsPerSecond: epochsPerSecond(progress)
  })}\n`
