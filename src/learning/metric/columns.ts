import { type AnyTensor, rowMajorNumbers } from '../../tensor/Tensor.js'

/** The numbers of every output, over all examples: [batch, ...s] → one list for each position in s. */
export const columnsOf = (rows: AnyTensor): readonly Float64Array[] => {
  const numbers = rowMajorNumbers(rows)
  const [size = 1] = rows.shape
  const width = numbers.length / size
  return Array.from({ length: width }, (_, column) =>
    Float64Array.from({ length: size }, (_, i) => numbers[i * width + column] ?? NaN)
  )
}

/** The sum of numbers divided by their count. */
export const mean = (numbers: ArrayLike<number>): number => {
  let sum = 0
  for (let i = 0; i < numbers.length; i++) sum += numbers[i] ?? NaN
  return sum / numbers.length
}
