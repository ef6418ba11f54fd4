/** What ONNX Runtime makes of an operation is what the eager interpreter makes of it, up to the rounding of float32. */
import { InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-node'
import { evaluate } from 'fp-ts/lib/State.js'
import { pipe } from 'fp-ts/lib/function.js'
import { andThen, layerNorm, Randoms, tanh } from 'pullback'
import { describe, expect, test } from 'vitest'
import * as A from '../../src/algebra/Algebra.js'
import { networkModel, onnxModel } from '../../src/engine/compiler/onnx.js'
import { openBatch } from '../../src/tensor/open.js'
import { trace } from '../../src/engine/compiler/trace.js'
import { scan } from '../../src/algebra/scan.js'
import { type Shape } from '../../src/tensor/Shape.js'
import { type AnyTensor, filledTensor, fromArray, type Tensor, toArray } from '../../src/tensor/Tensor.js'

type Matrix = Tensor<readonly [number, number]>
type Images = Tensor<readonly [number, number, number, number]>

/** Ordinary numbers of both signs, the same every time. */
const tensorOf = (shape: Shape, which: number): AnyTensor =>
  fromArray(
    shape,
    Array.from(
      { length: shape.reduce((size, length) => size * length, 1) },
      (_, i) => 2 * Math.sin((i + 1) * (which + 1.7))
    )
  )

type Precision = 'float32' | 'float64'

const outputsOf = async (
  inputs: readonly AnyTensor[],
  f: (...inputs: never[]) => readonly AnyTensor[],
  precision: Precision,
  shapes: readonly Shape[] = inputs.map(({ shape }) => shape)
) => {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- every case is given tensors of its own shapes
  const of = (...given: readonly AnyTensor[]): readonly AnyTensor[] => f(...(given as never[]))
  const expected = of(...inputs)
  const program = trace(
    shapes.map((shape, i) => ({ name: `x${i}`, shape })),
    expected.map((_, i) => `y${i}`),
    of
  )
  const session = await InferenceSession.create(onnxModel(program, { precision }))
  const feeds = inputs.map((x, i) => {
    const numbers = toArray(x)
    const data = precision === 'float32' ? Float32Array.from(numbers) : Float64Array.from(numbers)
    return [`x${i}`, new OnnxTensor(precision, data, [...x.shape])] as const
  })
  const found = await session.run(Object.fromEntries(feeds))
  return expected.map((tensor, i) => {
    const { dims = [], data = [] } = found[`y${i}`] ?? {}
    return { expected: tensor, shape: dims, numbers: Array.from(data, Number) }
  })
}

const agrees = async (
  precision: Precision,
  inputs: readonly AnyTensor[],
  f: (...inputs: never[]) => readonly AnyTensor[],
  shapes?: readonly Shape[]
) => {
  const tolerance = precision === 'float32' ? 1e-5 : 1e-12
  for (const { expected, shape, numbers } of await outputsOf(inputs, f, precision, shapes)) {
    expect(shape).toEqual(expected.shape)
    const off = toArray(expected).filter(
      (x, i) => !(Math.abs(x - (numbers[i] ?? NaN)) <= tolerance * Math.max(1, Math.abs(x)))
    )
    expect(off).toEqual([])
  }
}

interface Case {
  readonly name: string
  readonly shapes: readonly Shape[]
  readonly f: (...inputs: never[]) => readonly AnyTensor[]
}

const elementWise: readonly Case[] = [
  ...([A.exp, A.expm1, A.sin, A.cos, A.tanh, A.abs, A.sign] as const).map((f, i) => ({
    name: ['exp', 'expm1', 'sin', 'cos', 'tanh', 'abs', 'sign'][i] ?? '',
    shapes: [[3, 4]],
    f: (x: Matrix) => [f(x)]
  })),
  ...([A.log, A.log1p, A.sqrt] as const).map((f, i) => ({
    name: ['log', 'log1p', 'sqrt'][i] ?? '',
    shapes: [[3, 4]],
    f: (x: Matrix) => [f(A.add(A.abs(x), 0.1))]
  })),
  ...([A.add, A.subtract, A.multiply, A.divide, A.maximum, A.minimum] as const).map((f, i) => ({
    name: ['add', 'subtract', 'multiply', 'divide', 'maximum', 'minimum'][i] ?? '',
    shapes: [
      [3, 4],
      [3, 4]
    ],
    f: (x: Matrix, y: Matrix) => [f(x, y), f(x, 2), f(-1, y)]
  })),
  {
    name: 'where',
    shapes: [
      [3, 4],
      [3, 4]
    ],
    f: (x: Matrix, y: Matrix) => [A.where(x, y, -3), A.where(x, 1, y)]
  }
]

const ofMatrices: readonly Case[] = [
  {
    name: 'matmul, either operand transposed',
    shapes: [
      [3, 4],
      [4, 2],
      [2, 4],
      [4, 3]
    ],
    f: (a: Matrix, b: Matrix, c: Matrix, d: Matrix) => [
      A.matmul(a, b),
      A.matmul(a, A.transpose(c)),
      A.matmul(A.transpose(d), b),
      A.matmul(A.transpose(d), A.transpose(c)),
      A.transpose(c)
    ]
  },
  {
    name: 'axes in another order',
    shapes: [[2, 3, 4, 5]],
    f: (x: Images) => [A.permute([0, 2, 1, 3], x), A.permute([3, 0, 1, 2], x), A.transpose(x)]
  },
  {
    name: 'products over leading axes',
    shapes: [
      [2, 3, 4, 5],
      [2, 3, 5, 2],
      [2, 4, 3, 2]
    ],
    f: (a: Images, b: Images, c: Images) => [
      A.matmul(a, b),
      A.add(A.permute([0, 2, 1, 3], c), A.matmul(a, b)),
      A.matmul(A.transpose(b), A.transpose(a)),
      A.transpose(b)
    ]
  },
  {
    name: 'a multiple of a product, added to itself',
    shapes: [
      [3, 4],
      [4, 2]
    ],
    f: (a: Matrix, b: Matrix) => {
      const multiple = A.scale(2, A.matmul(a, b))
      return [A.add(multiple, multiple)]
    }
  },
  {
    name: 'a row to every row, and broadcasts that nothing repeats',
    shapes: [[3, 4], [4]],
    f: (x: Matrix, row: Tensor<readonly [number]>) => {
      const rows = A.broadcast<readonly [number, number]>([3, 4], row)
      return [A.addToRows(row)(x), rows, A.multiply(rows, rows), A.sumOfAll(rows), A.broadcast([2, 3, 4], x)]
    }
  },
  {
    name: 'sums and maxima',
    shapes: [[3, 4]],
    f: (x: Matrix) => [
      A.sumOfFeatures(x),
      A.subtract(x, A.maxOfFeatures(x)),
      A.sumOfRows(4, x),
      A.sumOfAll(x),
      A.sumOverBatch(x),
      A.perExample(x, x)
    ]
  },
  {
    name: 'arrangements',
    shapes: [
      [3, 4],
      [3, 2]
    ],
    f: (x: Matrix, y: Matrix) => [
      A.reshape([2, 6], x),
      A.concatenate(x, y),
      ...A.split<readonly [number], number, number>(x, 1, 3)
    ]
  },
  {
    name: 'a single number of any rank',
    shapes: [[3, 4], []],
    f: (x: Matrix, one: Tensor<readonly []>) => [
      A.scale(one, x),
      A.add(x, A.reshape<readonly [number, number]>([1, 1], one))
    ]
  },
  {
    name: 'rows by their numbers, some of them twice',
    shapes: [
      [5, 3],
      [2, 2]
    ],
    f: (matrix: Matrix, x: Matrix) => {
      const places = A.abs(A.sign(x))
      const rows = A.gatherRows([2, 2, 3], matrix, places)
      return [rows, A.scatterRows([5, 3], places, rows)]
    }
  },
  {
    name: 'a fold, with what its steps read beside',
    shapes: [[3], [5, 3], [2]],
    f: (start: Tensor<readonly [number]>, rows: Matrix, beside: AnyTensor) => {
      const [last, outputs] = scan(
        (carry: Tensor<readonly [number]>, [row]) => {
          const next = A.add(A.multiply(carry, row), A.broadcast<readonly [number]>([3], A.sumOfAll(beside)))
          return [next, [A.tanh(carry), beside]] as const
        },
        start,
        [rows] as const
      )
      return [last, ...outputs]
    }
  },
  {
    name: 'a backward fold in a fold, and a forward fold in a backward fold',
    shapes: [[3], [4, 5, 3]],
    f: (start: Tensor<readonly [number]>, rows: Images) =>
      directions.flatMap(outer => {
        type Row = Tensor<readonly [number]>
        const inner = outer === 'forwards' ? 'backwards' : 'forwards'
        const [last, outputs] = scan(
          (carry: Row, [some]: readonly AnyTensor[]) => {
            const step = (sum: Row, [row]: readonly AnyTensor[]) => {
              const next = A.add(A.scale(0.5, sum), A.reshape<readonly [number]>([3], row ?? sum))
              return [next, [A.multiply(next, carry)]] as const
            }
            const [end, [all]] = scan(step, carry, [some ?? carry], inner)
            return [end, [all, carry]]
          },
          start,
          [rows],
          outer
        )
        return [last, ...outputs]
      })
  }
]

const directions = ['forwards', 'backwards'] as const

const windows = [
  { size: 3, stride: 1, padding: 0 },
  { size: 3, stride: 1, padding: 1 },
  { size: 2, stride: 2, padding: 0 },
  { size: 3, stride: 2, padding: 1 },
  { size: 3, stride: 2, padding: 0 }
]

const [examples, channels, height, width, depth] = [2, 3, 7, 8, 4]

const placesOf = (length: number, { size, stride, padding }: (typeof windows)[number]) =>
  Math.floor((length + 2 * padding - size) / stride) + 1

const convolutions: readonly Case[] = windows.map(window => {
  const rest = [placesOf(height, window), placesOf(width, window)]
  return {
    name: `convolution and its gradients, ${JSON.stringify(window)}`,
    shapes: [
      [examples, channels, height, width],
      [depth, channels, window.size, window.size]
    ],
    f: (x: Images, kernels: Images) => {
      const y = A.convolution([examples, depth, ...rest], x, kernels, window)
      return [
        y,
        A.convolutionInputGradient(x.shape, A.tanh(y), kernels, window),
        A.convolutionKernelGradient(kernels.shape, A.tanh(y), x, window)
      ]
    }
  }
})

/** Rectangles with dilation, groups, and zeros below and to the right only. */
const rectangle = { size: [3, 2], stride: [1, 2], padding: [0, 1], dilation: [2, 1] } as const

const groupedConvolution: Case = {
  name: 'convolution in groups and its gradients, with a rectangular kernel and dilation',
  shapes: [
    [examples, 4, height, width],
    [6, 2, 3, 2]
  ],
  f: (x: Images, kernels: Images) => {
    const y = A.convolution([examples, 6, 4, 5], x, kernels, rectangle)
    return [
      y,
      A.convolutionInputGradient(x.shape, A.tanh(y), kernels, rectangle),
      A.convolutionKernelGradient(kernels.shape, A.tanh(y), x, rectangle)
    ]
  }
}

const rectangularPooling: Case = {
  name: 'pooling and its gradients, with a rectangular window',
  shapes: [
    [examples, channels, height, width],
    [examples, channels, 4, 8]
  ],
  f: (x: Images, dy: Images) => {
    const window = { size: [3, 2], stride: [2, 1], padding: [1, 0] } as const
    return [
      A.maxPool(dy.shape, x, window),
      A.maxPoolGradient(x, dy, window),
      A.averagePool(dy.shape, x, window),
      A.averagePoolGradient(x.shape, dy, window)
    ]
  }
}

const poolings: readonly Case[] = windows.map(window => {
  const pooled = [examples, channels, placesOf(height, window), placesOf(width, window)]
  return {
    name: `pooling and its gradients, ${JSON.stringify(window)}`,
    shapes: [[examples, channels, height, width], pooled],
    f: (x: Images, dy: Images) => [
      A.maxPool(pooled, x, window),
      A.maxPoolGradient(x, dy, window),
      A.averagePool(pooled, x, window),
      A.averagePoolGradient(x.shape, dy, window)
    ]
  }
})

const erf: Case = { name: 'erf', shapes: [[3, 4]], f: (x: Matrix) => [A.erf(x)] }

const inputsOf = ({ shapes }: Case) => shapes.map(tensorOf)

describe('in float32', () => {
  test.each([...elementWise, erf, ...ofMatrices, ...convolutions, groupedConvolution, ...poolings, rectangularPooling])(
    '$name',
    async one => {
      await agrees('float32', inputsOf(one), one.f)
    }
  )
})

describe('in float64', () => {
  test.each([...elementWise, ...ofMatrices])('$name', async one => {
    await agrees('float64', inputsOf(one), one.f)
  })

  test.each([erf, ...convolutions.slice(0, 1), ...poolings.slice(0, 1)])(
    'ONNX Runtime has no $name, and says so',
    async one => {
      await expect(agrees('float64', inputsOf(one), one.f)).rejects.toThrow('Could not find an implementation')
    }
  )
})

test('a repeated constant is one number in the file', async () => {
  const f = (x: Tensor<readonly [100, 200]>) => {
    const repeated = A.broadcast([100, 200], filledTensor([1, 200], 0.5))
    return [A.add(x, repeated), A.matmul(A.transpose(x), repeated), A.add(x, A.permute([0, 1], repeated))]
  }
  const x = tensorOf([100, 200], 0)
  await agrees('float32', [x], f)
  const program = trace([{ name: 'x', shape: [100, 200] }], ['y'], given => f(given).slice(0, 1))
  expect(onnxModel(program).length).toBeLessThan(2000)
})

test('the model of a network of sequences is given the shape of one example', async () => {
  const network = pipe(layerNorm(3), andThen(tanh()))
  const params = evaluate(Randoms.seed(1))(network.init)
  expect(() => networkModel(tanh(), [])).toThrow('tanh() does not say which tensor it takes')
  expect(() => networkModel(network, params, { inputShape: [4, 2] })).toThrow('found [4, 2]')
  const session = await InferenceSession.create(networkModel(network, params, { inputShape: [4, 3] }))
  const { output } = await session.run({ input: new OnnxTensor('float32', new Float32Array(24).fill(1), [2, 4, 3]) })
  expect(output?.dims).toEqual([2, 4, 3])
})

test('the size of a batch may be open', async () => {
  const f = (x: Matrix, weight: Matrix) => {
    const y = A.matmul(x, weight)
    const rows = A.broadcast(y.shape, A.sumOfRows(2, weight))
    const images: Images = A.reshape<Images['shape']>([x.shape[0], 1, 2, 2], A.concatenate(y, y))
    const window = { size: 2, stride: 1, padding: 0 }
    return [
      y,
      A.add(rows, rows),
      A.perExample(A.sumOverBatch(y), y),
      A.sumOverBatch(rows),
      A.maxPoolGradient(images, A.maxPool([x.shape[0], 1, 1, 1], images, window), window)
    ]
  }
  const inputs = [tensorOf([5, 3], 0), tensorOf([3, 2], 1)]
  await agrees('float32', inputs, f, [
    [openBatch, 3],
    [3, 2]
  ])
})

test('an open batch may be folded with positions, and moved to another axis', async () => {
  type Sequences = Tensor<readonly [number, number, number]>
  const f = (x: Sequences, weight: Matrix, row: Tensor<readonly [number]>) => {
    const [batch, steps, features] = x.shape
    const flat = A.matmul(A.reshape<readonly [number, number]>([batch * steps, features], x), weight)
    const biased = A.addToRows(row)(flat)
    const y = A.reshape<readonly [number, number, number]>([batch, steps, 2], biased)
    const byStep = A.permute([1, 0, 2], y)
    const [last, [all]] = scan(
      (sum: Matrix, [one]: readonly AnyTensor[]) => {
        const next = A.add(A.tanh(sum), A.reshape(sum.shape, one ?? sum))
        return [next, [next]] as const
      },
      A.broadcast<Matrix['shape']>([batch, 2], filledTensor([2], 0.5)),
      [byStep],
      'backwards'
    )
    const inHeads = A.permute([0, 2, 1, 3], A.reshape<Images['shape']>([batch, steps, 2, 1], y))
    const scores = A.matmul(inHeads, A.transpose(inHeads))
    return [
      y,
      A.tanh(A.broadcast(flat.shape, row)),
      A.broadcast([batch, steps, 2], row),
      A.perExample(A.sumOverBatch(flat), flat),
      last,
      A.permute([1, 0, 2], all),
      A.reshape(
        [batch, steps * 2],
        A.permute([0, 2, 1, 3], A.matmul(A.softmaxOfFeatures(scores), A.scale(0.1, inHeads)))
      ),
      A.reshape([batch * 2, steps * steps], A.softmaxOfFeatures(scores))
    ]
  }
  await agrees('float32', [tensorOf([5, 4, 3], 0), tensorOf([3, 2], 1), tensorOf([2], 2)], f, [
    [openBatch, 4, 3],
    [3, 2],
    [2]
  ])
})

test('an operation that computes something else would be noticed', async () => {
  let calls = 0
  await expect(
    agrees('float32', [tensorOf([3], 0)], (x: Matrix) => [calls++ === 0 ? A.sin(x) : A.cos(x)])
  ).rejects.toThrow()
})
