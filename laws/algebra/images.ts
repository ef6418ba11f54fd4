/**
 * Operations on rows and images, on integers with ===.
 *
 *     gatherRows and scatterRows, convolution and its gradients, each pool and its gradient are adjoint:
 *     ⟨gather x, y⟩ = ⟨x, scatter y⟩      ⟨x ∗ w, y⟩ = ⟨x, input gradient⟩ = ⟨w, kernel gradient⟩      ⟨pool x, y⟩ = ⟨x, its gradient⟩
 *
 * The law holds for max pooling, too, which is linear as long as the index of the maximum stays the same.
 */
import * as fc from 'fast-check'
import { type Interpreter } from '../../src/algebra/Interpreter.js'
import { bothSides, type KernelWindow, spans } from '../../src/algebra/kernel/Window.js'
import { elementCount, type Shape } from '../../src/tensor/Shape.js'
import { type AnyTensor, fromArray } from '../../src/tensor/Tensor.js'
import { tensor } from '../generator/value.js'
import { allOf, type Finding, type Law } from '../law/Law.js'
import { lawOver } from '../law/lawOver.js'
import { indices, showTensor } from '../value/Numbers.js'
import { dot, equal } from './adjoint.js'
import { at, isGathered, isSame } from './arrangement.js'
import { type Scene, scenes } from './scenes.js'
import { selections } from './shapes.js'

const selected = lawOver<{ readonly matrix: AnyTensor; readonly places: AnyTensor; readonly y: AnyTensor }>({
  arbitrary: selections.chain(({ rows, features, places }) =>
    fc.record({
      matrix: tensor([rows, features], 'integers'),
      places: fc.constant(places),
      y: tensor([...places.shape, features], 'integers')
    })
  ),
  exhibits: ({ matrix, places, y }) => [
    ['matrix', showTensor(matrix)],
    ['places', showTensor(places)],
    ['y', showTensor(y)]
  ]
})

interface Pictures {
  readonly scene: Scene
  readonly x: AnyTensor
  readonly kernels: AnyTensor
  readonly convolved: AnyTensor
  readonly pooled: AnyTensor
}

const pictures = lawOver<Pictures>({
  arbitrary: scenes.chain(scene =>
    fc.record({
      scene: fc.constant(scene),
      x: tensor(scene.images, 'integers'),
      kernels: tensor(scene.kernels, 'integers'),
      convolved: tensor(scene.convolved, 'integers'),
      pooled: tensor(scene.pooled, 'integers')
    })
  ),
  exhibits: ({ scene: { kernelWindow }, x, kernels, convolved, pooled }) => [
    ['images', showTensor(x)],
    ['kernels', showTensor(kernels)],
    ['window', JSON.stringify(kernelWindow)],
    ['y', showTensor(convolved)],
    ['y of a pool', showTensor(pooled)]
  ],
  reached: ({ scene: { kernelWindow, groups, convolved } }) => {
    const axes = spans(kernelWindow)
    return [
      ...(axes.some(({ padding }) => padding > 0) ? ['padding'] : []),
      ...(axes.some(({ stride }) => stride > 1) ? ['a stride'] : []),
      ...(axes.some(({ dilation, size }) => dilation > 1 && size > 1) ? ['dilation'] : []),
      ...(axes[0].size !== axes[1].size ? ['a rectangle'] : []),
      ...(groups > 1 && convolved[2] !== 1 ? ['groups'] : [])
    ]
  }
})

/** The numbers under the window at [i, j] of one channel; `undefined` beyond the image. */
const underWindow = (x: AnyTensor, window: KernelWindow, [n = 0, c = 0, i = 0, j = 0]: Shape) => {
  const [, , height = 0, width = 0] = x.shape
  const [rows, columns] = spans(window).map(({ size, stride, padding, dilation }, axis) =>
    Array.from({ length: size }, (_, step) => (axis === 0 ? i : j) * stride + step * dilation - padding)
  )
  return (rows ?? []).flatMap(row =>
    (columns ?? []).map(column =>
      row >= 0 && row < height && column >= 0 && column < width ? at(x, [n, c, row, column]) : undefined
    )
  )
}

const add = (numbers: readonly number[]): number => numbers.reduce((total, x) => total + x, 0)

const convolved = ({ scene, x, kernels }: Pictures, [n = 0, o = 0, i = 0, j = 0]: Shape): number => {
  const [outputs = 1, channels = 1, , width = 1] = kernels.shape
  const first = Math.floor((o * scene.groups) / outputs) * channels
  return add(
    Array.from({ length: channels }, (_, c) =>
      add(
        underWindow(x, scene.kernelWindow, [n, first + c, i, j]).map(
          (pixel, k) => (pixel ?? 0) * at(kernels, [o, c, Math.floor(k / width), k % width])
        )
      )
    )
  )
}

/** The tensor with numbers computed from their indices. */
const filled = (shape: Shape, f: (places: Shape) => number): AnyTensor =>
  fromArray(
    shape,
    Array.from({ length: elementCount(shape) }, (_, i) => f(indices(shape, i)))
  )

export const images = (interpreter: Interpreter): readonly Law[] => {
  const { gatherRows, scatterRows, convolution, convolutionInputGradient, convolutionKernelGradient } = interpreter
  const { maxPool, maxPoolGradient, averagePool, averagePoolGradient } = interpreter
  const law = (name: string, statement: string, check: (drawn: Pictures) => Finding) =>
    pictures(`algebra: ${name}`, statement, check, ['padding', 'a stride', 'dilation', 'a rectangle', 'groups'])
  return [
    selected('algebra: gatherRows and scatterRows', '⟨gather x, y⟩ = ⟨x, scatter y⟩, exactly', drawn => {
      const { matrix, places, y } = drawn
      const gathered = gatherRows(y.shape, matrix, places, 'gatherRows')
      return allOf([
        isGathered(matrix, gathered, where => [at(places, where.slice(0, -1)), where.at(-1) ?? 0]),
        equal(dot(gathered, y), dot(matrix, scatterRows(matrix.shape, places, y)))
      ])
    }),
    law('convolution', 'the result is that of loops, and ⟨x ∗ w, y⟩ = ⟨x, dx⟩ = ⟨w, dw⟩, exactly', drawn => {
      const { scene, x, kernels, convolved: y } = drawn
      const window = scene.kernelWindow
      const found = convolution(y.shape, x, kernels, window)
      return allOf([
        isSame(
          filled(y.shape, places => convolved(drawn, places)),
          found
        ),
        equal(dot(found, y), dot(x, convolutionInputGradient(x.shape, y, kernels, window))),
        equal(dot(found, y), dot(kernels, convolutionKernelGradient(kernels.shape, y, x, window)))
      ])
    }),
    law('averagePool', 'the result is that of loops, and ⟨pool x, y⟩ = ⟨x, dx⟩, exactly', ({ scene, x, pooled: y }) => {
      const { window } = scene
      const [height, width] = bothSides(window.size)
      const found = averagePool(y.shape, x, window)
      return allOf([
        isSame(
          filled(y.shape, places => add(underWindow(x, window, places).map(pixel => pixel ?? 0)) / (height * width)),
          found
        ),
        equal(dot(found, y), dot(x, averagePoolGradient(x.shape, y, window)))
      ])
    }),
    law('maxPool', 'the result is that of loops, and ⟨pool x, y⟩ = ⟨x, dx⟩, exactly', ({ scene, x, pooled: y }) => {
      const { window } = scene
      const found = maxPool(y.shape, x, window)
      return allOf([
        isSame(
          filled(y.shape, places => Math.max(...underWindow(x, window, places).map(pixel => pixel ?? -Infinity))),
          found
        ),
        equal(dot(found, y), dot(x, maxPoolGradient(x.shape, x, y, window)))
      ])
    })
  ]
}
