import { v128 } from '../../../algebra/kernel/wasm/instructions.js'
import { procedure, run } from '../../../algebra/kernel/wasm/module.js'
import { elementCount, type Shape } from '../../../tensor/Shape.js'
import { rowMajor } from '../../../tensor/strides.js'
import { copy } from './copy.js'
import { nest } from './nest.js'
import { type Scope } from './Scope.js'
import { addressOf, denseAt, type Strip } from './Strip.js'

/** Images as one list, with a frame of padding. */
export interface Framed {
  readonly shape: readonly [images: number, height: number, width: number]
  /** The framed images. */
  readonly strip: Strip
  /** The images inside the frames. */
  readonly inside: Strip
}

/** Number of pixels that a frame adds on each side. */
export interface Frame {
  readonly top: number
  readonly left: number
  readonly bottom: number
  readonly right: number
}

export const equalFrame = (padding: number): Frame => ({
  top: padding,
  left: padding,
  bottom: padding,
  right: padding
})

/** Whether a frame adds no pixel. */
export const isEmpty = ({ top, left, bottom, right }: Frame): boolean => top + left + bottom + right === 0

/** Images with a frame: the images themselves where the frame is empty. */
export const framed = ({ code, work }: Scope, images: Strip, input: Shape, frame: Frame): Framed => {
  const [examples = 0, channels = 0, height = 0, width = 0] = input
  const { top, left, bottom, right } = frame
  const shape = [examples * channels, top + height + bottom, left + width + right] as const
  if (isEmpty(frame)) {
    const strip = { ...images, strides: rowMajor(shape) }
    return { shape, strip, inside: strip }
  }
  const strip = denseAt(shape, work(elementCount(shape)))
  const corner = (top * shape[2] + left) * code.arithmetic.bytes
  return { shape, strip, inside: { ...strip, plus: strip.plus + corner } }
}

/** The shape of all images as one list. */
export const imagesOf = ([examples = 0, channels = 0, height = 0, width = 0]: Shape): Shape => [
  examples * channels,
  height,
  width
]

/** Images with a frame of one number. They are copied into it where the frame is not empty. */
export const withFrame = (scope: Scope, images: Strip, input: Shape, frame: Frame, around: number): Framed => {
  const source = { ...images, strides: rowMajor(imagesOf(input)) }
  const found = framed(scope, source, input, frame)
  if (!isEmpty(frame)) {
    fill(scope, found.shape, found.strip, around)
    copy(scope.code, imagesOf(input), source, found.inside)
  }
  return found
}

/** Fills a tensor with one number. */
const fill = ({ code }: Scope, shape: Shape, to: Strip, value: number): void => {
  const { arithmetic } = code
  const { bytes, lanes } = arithmetic
  const count = elementCount(shape)
  const f = code.shared(`fill ${count} ${value}`, () =>
    procedure(['i32'], (declare, target) =>
      nest(declare, [count], [{ at: target, steps: [bytes] }], lanes, [v128.store(target, arithmetic.constant(value))])
    )
  )
  code.add(run(f, addressOf(to)))
}
