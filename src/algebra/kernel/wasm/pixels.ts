/**
 * Pixels under the windows of a convolution, in WebAssembly: from an image to the pixel matrix (im2col), and back (col2im).
 *
 * Both follow a table of runs, three integers each: position in the image, position in the matrix, and length, all in bytes.
 */
import { type Expression, i32, type Local, loopWhile, set, type Statement } from './instructions.js'
import { procedure } from './module.js'
import { type Precision } from './precision.js'

/** A function `(matrix, image, runs, end of the runs, stride in bytes)`. */
const alongRuns = (
  { bytes }: { readonly bytes: number },
  visit: (place: Expression<'i32'>, pixel: Expression<'i32'>) => Statement
) =>
  procedure(['i32', 'i32', 'i32', 'i32', 'i32'], (declare, matrix, image, runs, end, stride) => {
    const [pixel, place, last] = [declare('i32'), declare('i32'), declare('i32')]
    const advance = (local: Local<'i32'>, step: Expression<'i32'>): Statement => set(local, i32.add(local, step))
    return [
      loopWhile(i32.less(runs, end), [
        set(pixel, i32.add(image, i32.load(runs))),
        set(place, i32.add(matrix, i32.load(runs, 4))),
        set(last, i32.add(place, i32.load(runs, 8))),
        loopWhile(i32.less(place, last), [
          visit(place, pixel),
          advance(place, i32.const(bytes)),
          advance(pixel, stride)
        ]),
        advance(runs, i32.const(12))
      ])
    ]
  })

/** Copies the pixels under the windows to the pixel matrix. */
export const pixelReading = <T extends 'f32' | 'f64'>({ bytes, load, store }: Precision<T>) =>
  alongRuns({ bytes }, (place, pixel) => store(place, load(pixel)))

/** Adds the pixel matrix to the pixels under the windows. */
export const pixelAdding = <T extends 'f32' | 'f64'>({ bytes, load, store, sum }: Precision<T>) =>
  alongRuns({ bytes }, (place, pixel) => store(pixel, sum(load(pixel), load(place))))
