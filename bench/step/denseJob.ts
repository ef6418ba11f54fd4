/** The training step of 784-128-10 with relu, in Node and in a page. */
import { pipe } from 'fp-ts/lib/function.js'
import { andThen, dense, relu } from '../../src/index.js'
import { job } from './Job.js'

export const batches = 16

export const denseJob = (batch: number) =>
  job(pipe(dense(784, 128), andThen(relu()), andThen(dense(128, 10))), [784], { batch, batches, learningRate: 0.01 })
