import { inputs, type Student, targets } from './students.js'

export interface Prediction {
  readonly input: readonly [x1: number, x2: number]
  readonly target: number
  readonly output: number
}

export const predictions = (student: Student): readonly Prediction[] => {
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
export const truthTable = (rows: readonly Prediction[]): readonly string[] => [
  'x1  x2  target  prediction',
  ...rows.map(
    ({ input: [x1, x2], target, output }) =>
      `${String(x1).padStart(2)}${String(x2).padStart(4)}${String(target).padStart(8)}${fixed(output).padStart(12)}`
  )
]
