/** The jobs in the eager interpreter, in float64. */
import { pipe } from 'fp-ts/lib/function.js'
import {
  adam,
  andThen,
  type Batched,
  convolution as convolutionLayer,
  dense,
  fromArray,
  learner,
  relu,
  softmaxCrossEntropy,
  start,
  toArray
} from '../../src/index.js'
import { batch, convolution, meanSquare, step } from './job.js'

const network = pipe(dense(784, 128), andThen(relu()), andThen(dense(128, 10)))
const student = learner(network, softmaxCrossEntropy(), adam(step.rate))
const example = [
  fromArray<readonly [number, 784]>([batch, 784], step.inputs),
  fromArray<readonly [number, 10]>([batch, 10], step.targets)
] as const
const from = {
  ...start(student, 0),
  params: [
    fromArray([128, 784], step.weights[0]),
    fromArray([128], new Float64Array(128)),
    fromArray([10, 128], step.weights[1]),
    fromArray([10], new Float64Array(10))
  ] as const
}

/** The loss before the last of so many steps. */
export const steps = (count: number): number => {
  let state: ReturnType<typeof student.backward> = from
  for (let i = 0; i < count; i += 1) state = student.backward(state, example)
  return state.loss
}

const layer = convolutionLayer([8, 28, 28], 3, 16)
const params = [fromArray([16, 8, 3, 3], convolution.weight), fromArray([16], new Float64Array(16))] as const
const images: Batched<readonly [8, 28, 28]> = fromArray<readonly [number, 8, 28, 28]>(
  [batch, 8, 28, 28],
  convolution.images
)
const outputGradient = fromArray<readonly [number, 16, 26, 26]>([batch, 16, 26, 26], convolution.outputGradient)

/** The mean square of the gradient of the kernels, times that of the gradient of the images. */
export const convolutions = (count: number): number => {
  let found = NaN
  for (let i = 0; i < count; i += 1) {
    const [, cache] = layer.forward(params, images)
    const [[kernelGradient], imageGradient] = layer.backward(params, cache, outputGradient)
    found = meanSquare(toArray(kernelGradient)) * meanSquare(toArray(imageGradient))
  }
  return found
}
