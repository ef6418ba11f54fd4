/** The operations that slide a window, with drawn operands. */
import { type Interpreter } from '../../src/algebra/Interpreter.js'
import { type Shape } from '../../src/tensor/Shape.js'
import { type AnyTensor } from '../../src/tensor/Tensor.js'
import { applied } from './Application.js'
import { type Scene, scenes } from './scenes.js'

const windowed = (
  shapes: (scene: Scene) => readonly Shape[],
  apply: (scene: Scene) => (x: AnyTensor, y: AnyTensor) => AnyTensor
) => scenes.chain(scene => applied(shapes(scene), apply(scene), JSON.stringify(scene.kernelWindow)))

export const images = ({ convolution, convolutionInputGradient, convolutionKernelGradient }: Interpreter) => ({
  convolution: windowed(
    ({ images, kernels }) => [images, kernels],
    ({ convolved, kernelWindow }) =>
      (x, y) =>
        convolution(convolved, x, y, kernelWindow)
  ),
  convolutionInputGradient: windowed(
    ({ convolved, kernels }) => [convolved, kernels],
    ({ images, kernelWindow }) =>
      (x, y) =>
        convolutionInputGradient(images, x, y, kernelWindow)
  ),
  convolutionKernelGradient: windowed(
    ({ convolved, images }) => [convolved, images],
    ({ kernels, kernelWindow }) =>
      (x, y) =>
        convolutionKernelGradient(kernels, x, y, kernelWindow)
  )
})

export const pools = ({ maxPool, maxPoolGradient, averagePool, averagePoolGradient }: Interpreter) => ({
  maxPool: windowed(
    ({ images }) => [images],
    ({ pooled, window }) =>
      x =>
        maxPool(pooled, x, window)
  ),
  maxPoolGradient: windowed(
    ({ images, pooled }) => [images, pooled],
    ({ images, window }) =>
      (x, y) =>
        maxPoolGradient(images, x, y, window)
  ),
  averagePool: windowed(
    ({ images }) => [images],
    ({ pooled, window }) =>
      x =>
        averagePool(pooled, x, window)
  ),
  averagePoolGradient: windowed(
    ({ pooled }) => [pooled],
    ({ images, window }) =>
      x =>
        averagePoolGradient(images, x, window)
  )
})
