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

/** Images with a frame: the images themselves where there is no padding. */
export const framed = ({ code, work }: Scope, images: Strip, input: Shape, padding: number): Framed => {
  const [examples = 0, channels = 0, height = 0, width = 0] = input
  const shape = [examples * channels, height + 2 * padding, width + 2 * padding] as const
  if (padding === 0) {
    const strip = { ...images, strides: rowMajor(shape) }
    return { shape, strip, inside: strip }
  }
  const strip = denseAt(shape, work(elementCount(shape)))
  const corner = padding * (shape[2] + 1) * code.arithmetic.bytes
  return { shape, strip, inside: { ...strip, plus: strip.plus + corner } }
}

/** The shape of all images as one list. */
export const imagesOf = ([examples = 0, channels = 0, height = 0, width = 0]: Shape): Shape => [
  examples * channels,
  height,
  width
]

/** Images with a frame of one number. They are copied into it where there is padding. */
export const withFrame = (scope: Scope, images: Strip, input: Shape, padding: number, around: number): Framed => {
  const source = { ...images, strides: rowMajor(imagesOf(input)) }
  const frame = framed(scope, source, input, padding)
  if (padding > 0) {
    fill(scope, frame.shape, frame.strip, around)
    copy(scope.code, imagesOf(input), source, frame.inside)
  }
  return frame
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
