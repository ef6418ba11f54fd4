/**
 * Layers that slide a window of two over a row of five, with a mistake in where gradients go.
 *
 *     convolution    yⱼ = Σₖ wₖ x(s j + k) + b      dw = Σⱼ dyⱼ x(s j + k)      dx(s j + k) += wₖ dyⱼ
 *     max pooling    yⱼ = max over the window       dx at the largest = dyⱼ
 */
import { at, type Gradients, type Numbers, onNumbers, range, sumOf } from './onNumbers.js'
import { type Wrong, wrongLayer } from './Wrong.js'

const width = 5

/** One example of a convolution. */
interface Window {
  readonly stride: number
  readonly count: number
  readonly w: Numbers
  readonly x: Numbers
  readonly dy: Numbers
}

const kernelGradient = ({ stride, count, x, dy }: Window): Numbers =>
  range(2).map(k => sumOf(count, j => at(dy, j) * at(x, stride * j + k)))

const inputGradient = ({ stride, count, w, dy }: Window): Numbers =>
  range(width).map(i => sumOf(count, j => sumOf(2, k => (stride * j + k === i ? at(w, k) * at(dy, j) : 0))))

const add = (rows: readonly Numbers[]): Numbers => rows.reduce((sum, row) => sum.map((u, i) => u + at(row, i)))

interface Change {
  readonly dw?: (window: Window) => Numbers
  readonly db?: (window: Window) => number
  readonly dx?: (window: Window) => Numbers
}

const wrongConvolution = (name: string, cause: RegExp, change: Change): Wrong =>
  wrongLayer(`convolution: ${name}`, cause, () =>
    [1, 2].map(stride => {
      const count = stride === 1 ? 4 : 2
      return onNumbers({
        name: 'wrongConvolution',
        configuration: { stride },
        parameters: [
          { name: 'kernel', shape: [2] },
          { name: 'bias', shape: [] }
        ],
        input: [width],
        output: [count],
        forward: ({ n, p: [w, b], x: [x] }) =>
          range(n * count).map(
            k => sumOf(2, i => at(w, i) * at(x, Math.floor(k / count) * width + stride * (k % count) + i)) + at(b, 0)
          ),
        backward: ({ n, p: [w = []], x: [x = []], dy }): Gradients => {
          const windows = range(n).map(b => ({
            stride,
            count,
            w,
            x: x.slice(b * width, (b + 1) * width),
            dy: dy.slice(b * count, (b + 1) * count)
          }))
          const bias = change.db ?? (window => sumOf(count, j => at(window.dy, j)))
          return {
            dp: [
              add(windows.map(change.dw ?? kernelGradient)),
              [sumOf(n, b => (windows[b] === undefined ? 0 : bias(windows[b])))]
            ],
            dx: [windows.flatMap(change.dx ?? inputGradient)]
          }
        }
      })
    })
  )

const wrongPooling = (
  name: string,
  cause: RegExp,
  backward: (pair: readonly [number, number], dy: number) => readonly [number, number]
): Wrong =>
  wrongLayer(`max pooling: ${name}`, cause, () => [
    onNumbers({
      name: 'wrongPooling',
      input: [4],
      output: [2],
      forward: ({ n, x: [x] }) => range(2 * n).map(j => Math.max(at(x, 2 * j), at(x, 2 * j + 1))),
      backward: ({ n, x: [x], dy }) => ({
        dx: [range(2 * n).flatMap(j => backward([at(x, 2 * j), at(x, 2 * j + 1)], at(dy, j)))]
      })
    })
  ])

export const windows: readonly Wrong[] = [
  wrongConvolution('dx through the kernel not flipped', /revers|flip/, {
    dx: window => inputGradient({ ...window, w: window.w.toReversed() })
  }),
  wrongConvolution('kernel gradient flipped', /revers|flip/, { dw: window => kernelGradient(window).toReversed() }),
  wrongConvolution('stride ignored in dx', /./, { dx: window => inputGradient({ ...window, stride: 1 }) }),
  wrongConvolution('kernel gradient of the first position only', /first/, {
    dw: window => kernelGradient({ ...window, count: 1 })
  }),
  wrongConvolution('bias gradient of one position', /first/, { db: ({ dy }) => at(dy, 0) }),
  wrongConvolution('bias gradient averaged over positions', /mean|number of outputs/, {
    db: ({ dy, count }) => sumOf(count, j => at(dy, j)) / count
  }),
  wrongConvolution('last position missing in dx', /last/, {
    dx: window => inputGradient({ ...window, count: window.count - 1 })
  }),
  wrongPooling('the gradient goes to both', /./, (_, dy) => [dy, dy]),
  wrongPooling('the gradient goes to the smaller', /./, ([a, b], dy) => (a < b ? [dy, 0] : [0, dy])),
  wrongPooling('half of the gradient to each', /./, (_, dy) => [dy / 2, dy / 2])
]
