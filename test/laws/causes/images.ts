/** Wrong gradients of convolutions and pooling. */
import { Algebra, eraseTypes, maxPool, type Shape } from 'pullback'
import { all, type Blind, custom, plain, row, spoiled, type T4, type V } from './build.js'

const { add, broadcast, concatenateAlong, convolution, convolutionInputGradient, convolutionKernelGradient } = Algebra
const { equal, multiply, permute, repeatAlong, reshape, scale, slice, sumAlong } = Algebra

interface Options {
  readonly channels: number
  readonly outputs: number
  readonly out: readonly [number, number]
  readonly window: Algebra.KernelWindow
  readonly groups?: number
}

interface Given {
  readonly w: T4
  readonly x: T4
  readonly dy: T4
  readonly dw: T4
  readonly db: V
  readonly dx: T4
}

/** A 3 × 3 convolution of 4 × 4 images; `wrong` replaces some gradients. */
export const convolve = (
  { channels, outputs, out, window, groups = 1 }: Options,
  wrong: (given: Given) => Partial<Pick<Given, 'dw' | 'db' | 'dx'>>
) =>
  custom({
    kind: 'myConvolution',
    params: { weight: [outputs, channels / groups, 3, 3], bias: [outputs] },
    takes: [channels, 4, 4],
    gives: [outputs, ...out],
    forward: ([w, b]: readonly [T4, V], x: T4): readonly [T4, T4] => {
      const shape: T4['shape'] = [x.shape[0], outputs, ...out]
      return [add(convolution(shape, x, w, window), broadcast(shape, reshape<Shape>([outputs, 1, 1], b))), x]
    },
    backward: ([w], x, dy) => {
      const right = {
        dw: convolutionKernelGradient(w.shape, dy, x, window),
        db: sumAlong([0, 2, 3], dy),
        dx: convolutionInputGradient(x.shape, dy, w, window)
      }
      const { dw, db, dx } = { ...right, ...wrong({ w, x, dy, ...right }) }
      return [[dw, db], dx]
    }
  })

export const same: Options = { channels: 1, outputs: 2, out: [4, 4], window: { size: 3, stride: 1, padding: 1 } }
const square: Options = { ...same, channels: 2 }

const part = (axis: number, start: number, size: number, x: T4): T4 =>
  slice<T4['shape'], number, number>(axis, start, size, x)
const joined = (axis: number, x: T4, y: T4): T4 => concatenateAlong<T4['shape'], T4['shape'], number>(axis, x, y)

/** Turns kernels by 180 degrees. */
const turned = (w: T4): T4 => {
  const reversed = (axis: 2 | 3, x: T4): T4 => {
    const at = (i: number): T4 => part(axis, i, 1, x)
    return joined(axis, joined(axis, at(2), at(1)), at(0))
  }
  return reversed(2, reversed(3, w))
}

/** Exchanges the two halves of the channels. */
const exchanged = (x: T4): T4 => {
  const half = x.shape[1] / 2
  return joined(1, part(1, half, half, x), part(1, 0, half, x))
}

const pixels = 'pixel|position|spatial|height|width|area|image'
const norm = 'mean|average|divi|factor|sum|normali|scal|times'

export const images: readonly Blind[] = [
  row(
    'convolution: padding forgotten in dw',
    convolve(same, ({ w, x, dy }) => ({
      dw: convolutionKernelGradient(w.shape, dy, x, { size: 3, stride: 1, padding: 0 })
    })),
    'The weight gradient reads the images without the padding of 1, so it is shifted by one pixel.',
    all('padd|shift|offset|one pixel|border')
  ),
  row(
    'convolution: stride ignored in dw',
    convolve({ ...same, out: [2, 2], window: { size: 3, stride: 2, padding: 1 } }, ({ w, x, dy }) => ({
      dw: convolutionKernelGradient(w.shape, dy, x, { size: 3, stride: 1, padding: 1 })
    })),
    'The weight gradient moves by one pixel although the stride is 2.',
    all('stride|step|spac')
  ),
  row(
    'convolution: kernel turned in dx',
    convolve(same, ({ w, x, dy }) => ({
      dx: convolutionInputGradient(x.shape, dy, turned(w), { size: 3, stride: 1, padding: 1 })
    })),
    'The kernel is flipped the wrong way in the input gradient: backward correlates where it must convolve.',
    all('flip|turn|rotat|mirror|revers|180|correlat')
  ),
  row(
    'convolution: channels exchanged in dx',
    convolve(square, ({ w, x, dy }) => ({
      dx: convolutionInputGradient(x.shape, dy, permute([1, 0, 2, 3], w), { size: 3, stride: 1, padding: 1 })
    })),
    'The input gradient exchanges the input and output channels of the weight.',
    all('channel|axes|axis', 'exchang|swap|transpos|order|permut|mixed|interchang|wrong'),
    all('transpos')
  ),
  row(
    'grouped convolution: groups crossed in dx',
    convolve({ ...same, channels: 2, outputs: 2, groups: 2 }, ({ dx }) => ({ dx: exchanged(dx) })),
    'The gradients of the two groups arrive at the channels of the other group.',
    all('group|channel', 'exchang|swap|order|cross|other|permut|mixed|wrong|interchang')
  ),
  row(
    'dilated convolution: dilation ignored in dw',
    convolve({ ...same, window: { size: 3, stride: 1, padding: 2, dilation: 2 } }, ({ w, x, dy }) => ({
      dw: convolutionKernelGradient(w.shape, dy, x, { size: 3, stride: 1, padding: 2 })
    })),
    'The weight gradient reads neighbouring pixels, although the kernel is dilated by 2.',
    all('dilat|spac|apart|gap')
  ),
  row(
    'convolution: bias gradient is a mean over pixels',
    convolve(same, ({ db }) => ({ db: scale(1 / 16, db) })),
    'The bias gradient averages over the 16 pixels instead of adding them.',
    all(pixels + '|\\b16\\b|1/16|0\\.0625', norm)
  ),
  row(
    'max pool: gradient shared by the window',
    plain<T4['shape'], T4['shape']>(
      'myMaxPool',
      [1, 4, 4],
      [1, 2, 2],
      x => Algebra.maxPool<T4['shape']>([x.shape[0], 1, 2, 2], x, { size: 2, stride: 2, padding: 0 }),
      (x, dy) => Algebra.averagePoolGradient(x.shape, dy, { size: 2, stride: 2, padding: 0 })
    ),
    'The gradient is spread over the whole window as for an average, instead of going to the maximum.',
    all('max', 'average|mean|spread|share|all|every|equal|whole|evenly|only|arg'),
    all('average pool')
  ),
  row(
    'max pool with overlap: counted as one',
    spoiled(eraseTypes(maxPool<1, 3, 3, 2, 1>(2, { stride: 1 })), ({ x, y, dx }) => {
      const wins = Algebra.maxPoolGradient(x, add(1, scale(0, y)), { size: 2, stride: 1, padding: 0 })
      return { dx: Algebra.divide(dx, Algebra.maximum(wins, 1)) }
    }),
    'A pixel that is the maximum of several windows gets the mean of their gradients instead of the sum.',
    all('overlap|several|windows|more than one|multiple|shared', 'sum|add|mean|average|overwrit|count|divi|accumul')
  ),
  row(
    'average pool: not divided by the window',
    plain<T4['shape'], T4['shape']>(
      'myAveragePool',
      [1, 4, 4],
      [1, 2, 2],
      x => Algebra.averagePool<T4['shape']>([x.shape[0], 1, 2, 2], x, { size: 2, stride: 2, padding: 0 }),
      (x, dy) => scale(4, Algebra.averagePoolGradient(x.shape, dy, { size: 2, stride: 2, padding: 0 }))
    ),
    'The gradient is not divided by the 4 pixels of a window.',
    all('divi|factor|times|1/4|0\\.25|scal|mean|average', 'window|pixel|\\b4\\b|size|count|number of')
  ),
  row(
    'global max pool: maximum of the whole batch',
    plain<T4['shape'], readonly [number, number]>(
      'myGlobalMaxPool',
      [2, 2, 2],
      [2],
      x => Algebra.maxAlong([2, 3], x),
      (x, dy) => {
        const highest = repeatAlong([0, 2, 3], x.shape, Algebra.maxAlong([0, 2, 3], x))
        return multiply(repeatAlong([2, 3], x.shape, dy), equal(x, highest))
      }
    ),
    'The mask compares with the maximum over the batch, so all examples but one get no gradient.',
    all('batch|example|row')
  )
]
