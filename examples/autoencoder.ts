/** An autoencoder compresses pictures of 12 × 12 pixels to two numbers, with a convolution, and draws them again. */
import { pipe } from 'fp-ts/lib/function.js'
import {
  adam,
  Algebra,
  andThen,
  convolution,
  dataset,
  dense,
  flatten,
  fromArray,
  learner,
  meanSquaredError
} from 'pullback'
import { reshape, Schedules, sigmoid, tanh, toArray, train, trajectory } from 'pullback'
import { transposedConvolution, wasmEngine } from 'pullback'

const side = 12
const pixels = Array.from({ length: side * side }, (_, i) => [Math.floor(i / side), i % side] as const)

/** A bright spot at a row and a column. */
const picture = (row: number, column: number): readonly number[] =>
  pixels.map(([i, j]) => Math.max(0, 1 - ((i - row) ** 2 + (j - column) ** 2) / 20))

const centres = Array.from({ length: 100 }, (_, i) => [1 + Math.floor(i / 10), 1 + (i % 10)] as const)
const drawn = centres.flatMap(([row, column]) => picture(row, column))
const pictures = fromArray([centres.length, 1, side, side], drawn)

const encoder = pipe(
  convolution([1, side, side], 3, 8, { stride: 2, padding: 'same' }),
  andThen(tanh()),
  andThen(flatten()),
  andThen(dense(288, 32)),
  andThen(tanh()),
  andThen(dense(32, 2))
)
const decoder = pipe(
  dense(2, 32),
  andThen(tanh()),
  andThen(dense(32, 288)),
  andThen(tanh()),
  andThen(reshape([8, 6, 6])),
  andThen(transposedConvolution([8, 6, 6], 3, 1, { stride: 2, padding: 'same' })),
  andThen(sigmoid())
)
const examples = dataset(pictures, pictures)
const student = learner(pipe(encoder, andThen(decoder)), meanSquaredError(), adam(Schedules.cosine(0.01, 1600)))
const plan = { engine: wasmEngine(), batchSize: 25, from: 1 }
const { loss } = pipe(trajectory(student, examples, plan), train(400))
console.log(`mean squared error: ${loss.toFixed(4)}`)
// → mean squared error: 0.0062

/** The mean squared error of drawing the mean of all pictures. */
const means = toArray(Algebra.repeatAlong([0], pictures.shape, Algebra.meanAlong([0], pictures)))
const errors = drawn.map((x, i) => (x - (means[i] ?? NaN)) ** 2)
console.log(`of the mean picture: ${(errors.reduce((sum, x) => sum + x, 0) / errors.length).toFixed(4)}`)
// → of the mean picture: 0.0897
