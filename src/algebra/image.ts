/** Images: batches of [channels, height, width]. */
import { interpreterOf as of, interpreterOfBoth as ofBoth } from './Interpreter.js'
import * as convolving from './kernel/convolution.js'
import * as pooling from './kernel/pooling.js'
import { type Window } from './kernel/Window.js'
import { type Shape } from '../tensor/Shape.js'
import { type AnyTensor, type Batched, type Tensor } from '../tensor/Tensor.js'

export type { Window } from './kernel/Window.js'

/** A batch of images. */
export type Images<C extends number, H extends number, W extends number> = Batched<readonly [C, H, W]>

/** O kernels, each a square of K × K for every input channel. */
export type Kernels<O extends number, C extends number, K extends number> = Tensor<readonly [O, C, K, K]>

/**
 * y[n, o, i, j] = Σ over c, k, l of x[n, c, i s + k − p, j s + l − p] w[o, c, k, l], for a stride s and a padding p; the
 * result has that shape.
 */
export const convolution = <S extends Shape>(
  shape: S,
  images: AnyTensor,
  kernels: AnyTensor,
  window: Window
): Tensor<S> => (ofBoth(images, kernels)?.convolution ?? convolving.convolution)(shape, images, kernels, window)

/** The gradient of images of that shape, from that of the output of `convolution`. */
export const convolutionInputGradient = <S extends Shape>(
  images: S,
  outputGradient: AnyTensor,
  kernels: AnyTensor,
  window: Window
): Tensor<S> =>
  (ofBoth(outputGradient, kernels)?.convolutionInputGradient ?? convolving.convolutionInputGradient)(
    images,
    outputGradient,
    kernels,
    window
  )

/** The gradient of kernels of that shape, from that of the output of `convolution`. */
export const convolutionKernelGradient = <S extends Shape>(
  kernels: S,
  outputGradient: AnyTensor,
  images: AnyTensor,
  window: Window
): Tensor<S> =>
  (ofBoth(outputGradient, images)?.convolutionKernelGradient ?? convolving.convolutionKernelGradient)(
    kernels,
    outputGradient,
    images,
    window
  )

/** The largest number of every window, channel by channel; the result has that shape. */
export const maxPool = <S extends Shape>(shape: S, images: AnyTensor, window: Window): Tensor<S> =>
  (of(images)?.maxPool ?? pooling.maxPool)(shape, images, window)

/** The gradient of the images: of every window it goes to the first place that holds the largest number. */
export const maxPoolGradient = <S extends Shape>(
  images: Tensor<S>,
  outputGradient: AnyTensor,
  window: Window
): Tensor<S> =>
  (ofBoth(images, outputGradient)?.maxPoolGradient ?? pooling.maxPoolGradient)(
    images.shape,
    images,
    outputGradient,
    window
  )

/** The mean of every window, zeros around the image included, channel by channel; the result has that shape. */
export const averagePool = <S extends Shape>(shape: S, images: AnyTensor, window: Window): Tensor<S> =>
  (of(images)?.averagePool ?? pooling.averagePool)(shape, images, window)

/** The gradient of images of that shape: of every window it goes to all its places alike. */
export const averagePoolGradient = <S extends Shape>(images: S, outputGradient: AnyTensor, window: Window): Tensor<S> =>
  (of(outputGradient)?.averagePoolGradient ?? pooling.averagePoolGradient)(images, outputGradient, window)
