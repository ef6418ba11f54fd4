import { stripVTControlCharacters } from 'node:util'
import { painterFor } from '../Painter.js'
import { rateOf } from '../Progress.js'
import { showError, showRate } from '../progressText.js'
import { type Terminal } from '../Terminal.js'
import { inputs, type Settings, type Student, targets } from './students.js'
import { legend, surface, undecided } from './surface.js'

interface Prediction {
  readonly input: readonly [x1: number, x2: number]
  readonly target: number
  readonly output: number
}

const predictions = (student: Student): readonly Prediction[] => {
  const outputs = student.predict(inputs)
  return inputs.map((input, i) => ({ input, target: targets[i] ?? NaN, output: outputs[i] ?? NaN }))
}

/** Four decimals, without a minus sign before zero. */
const fixed = (value: number): string => value.toFixed(4).replace(/^-(0\.0*)$/, '$1')

/**
 * Formats every input with its target and its prediction:
 *
 *     x1  x2  target  prediction
 *      0   0       0      0.0256
 */
const truthTable = (rows: readonly Prediction[]): readonly string[] => [
  'x1  x2  target  prediction',
  ...rows.map(
    ({ input: [x1, x2], target, output }) =>
      `${String(x1).padStart(2)}${String(x2).padStart(4)}${String(target).padStart(8)}${fixed(output).padStart(12)}`
  )
]

/** `Error 0.000232 after 10000 epochs in 0.25 s (40013 epochs/s).` */
const headline = ({ epochs }: Settings, { epoch, loss }: Student, seconds: number): string => {
  const interruption = epoch < epochs ? `Interrupted after ${epoch} of ${epochs} epochs.\n` : ''
  const time = `${seconds.toFixed(seconds < 10 ? 2 : 0)} s`
  const rate = showRate(rateOf({ done: epoch, seconds }), 'epochs')
  return `${interruption}Error ${showError(loss)} after ${epoch} ${epoch === 1 ? 'epoch' : 'epochs'} in ${time} (${rate}).`
}

const widthOnScreen = (line: string): number => stripVTControlCharacters(line).length

/** Two columns with the height of the right one. */
const beside = (left: readonly string[], right: readonly string[], width: number): readonly string[] =>
  right.map((line, i) => {
    const text = left[i] ?? ''
    return `${text}${' '.repeat(Math.max(0, width - widthOnScreen(text)))}${line}`
  })

/** Columns of the text on the left, and of the frame of the picture. */
const [leftWidth, frame] = [34, 6]

/** Side by side in 80 columns, else one below the other. Fits into 80 columns and, with the command and the bar above, into 24 lines. */
export const report =
  ({ colourDepth, columns }: Pick<Terminal, 'colourDepth' | 'columns'>) =>
  (settings: Settings, student: Student, seconds: number): string => {
    const painter = painterFor(colourDepth, undecided)
    const caption = ['The prediction', 'over the unit square:', '', legend(painter, 20)]
    const repeat = `Seed ${settings.seed} repeats this run.`
    const left = ['', ...truthTable(predictions(student)), '', ...caption, '', '', repeat]
    const width = Math.max(1, Math.min(36, columns - frame))
    const right = surface(painter, { columns: width, lines: 16 })(student.predict)
    const drawn = columns < leftWidth + width + frame ? [...left, '', ...right] : beside(left, right, leftWidth)
    return [headline(settings, student, seconds), '', ...drawn, ''].join('\n')
  }

export const jsonResult = ({ seed }: Settings, student: Student, seconds: number): string =>
  `${JSON.stringify({
    type: 'result',
    epochs: student.epoch,
    seed,
    error: student.loss,
    predictions: predictions(student),
    epochsPerSecond: rateOf({ done: student.epoch, seconds })
  })}\n`
