/** What the compiler says of usual mistakes: its first line is part of the interface. */
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

const head = `
  import { pipe } from 'fp-ts/lib/function.js'
  import { none } from 'fp-ts/lib/Option.js'
  import { of } from 'fp-ts/lib/State.js'
  import { Algebra, andThen, type Batched, beside, dense, describe, fork, identity, layer, residual, tanh, withUnchangedShape } from 'pullback'
  import { adam, batchStream, dataset, type Dense, frozen, learner, meanSquaredError, named, type Params, predict } from 'pullback'
  import { splitParams, streamTrajectory, tensor, trajectory } from 'pullback'
  type Row<N extends number> = Batched<readonly [N]>
  const network = pipe(dense(2, 3), andThen(tanh()), andThen(dense(3, 1)))
  const student = learner(network, meanSquaredError(), adam(0.1))
  const corners = tensor([[0, 0], [0, 1]])
  declare const params: readonly [...Dense<2, 3>, ...Dense<3, 1>]
  declare const wide: readonly [...Dense<2, 4>, ...Dense<4, 1>]
`

/** Each mistake, and how the first line of its message begins or what it names. */
const mistakes: readonly (readonly [name: string, code: string, says: string])[] = [
  [
    'a cache that is a function',
    `layer<readonly [], Row<2>, Row<2>, () => Row<2>>({
      description: describe('mine'), ...withUnchangedShape, init: of([]),
      forward: (_, x) => [x, () => x], backward: (_, back, dy) => [[], dy]
    })`,
    "Type '() => Row<2>' does not satisfy the constraint 'Data'."
  ],
  [
    'a cache that holds a function, inferred',
    `layer({
      description: describe('mine'), ...withUnchangedShape, init: of<never, readonly []>([]),
      forward: (_: readonly [], x: Row<2>) => [x, { back: (dy: Row<2>) => dy }] as const,
      backward: (_: readonly [], cache: { readonly back: (dy: Row<2>) => Row<2> }, dy: Row<2>) => [[], cache.back(dy)] as const
    })`,
    'is not assignable to'
  ],
  [
    'a size that does not fit the next layer',
    'pipe(dense(2, 3), andThen(dense(4, 1)))',
    "is not assignable to parameter of type '(a: Layer<Dense<2, 3>, Batched<readonly [2]>, Batched<readonly [3]>>) =>"
  ],
  [
    'andThen missing before a layer',
    'pipe(dense(2, 3), dense(3, 1))',
    "Argument of type 'Layer<Dense<3, 1>, Batched<readonly [3]>, Batched<readonly [1]>>' is not assignable to parameter of type '(a: Layer<Dense<2, 3>,"
  ],
  [
    'andThen missing before an activation',
    'pipe(dense(2, 3), tanh(), andThen(dense(3, 1)))',
    "Argument of type 'Layer<readonly [], Batched<Shape>, Batched<Shape>>' is not assignable to parameter of type '(a: Layer<Dense<2, 3>,"
  ],
  [
    'a layer that is not called',
    'pipe(dense(2, 3), andThen(tanh))',
    "Argument of type '<S extends Shape>() => Layer<readonly [], Batched<S>, Batched<S>>' is not assignable to parameter of type 'Layer<Params, Batched<readonly [3]>, Value>'."
  ],
  [
    'an activation first, whose shape nothing determines',
    'pipe(tanh(), andThen(dense(2, 1)))',
    "is not assignable to parameter of type '(a: Layer<readonly [], Batched<Shape>, Batched<Shape>>) =>"
  ],
  [
    'targets of another size',
    'trajectory(student, dataset(corners, tensor([[0, 1], [1, 1]])), { from: 1 })',
    "Argument of type 'Dataset<Batched<[2]>, Batched<[2]>>' is not assignable to parameter of type 'Dataset<Batched<[2]>, Batched<readonly [1]>>'."
  ],
  [
    'targets of another size in a stream',
    'streamTrajectory(student, batchStream(2)(dataset(corners, tensor([[0, 1], [1, 1]]))), { from: 1 })',
    "Argument of type 'Stream<Batched<[2]>, Batched<[2]>>' is not assignable to parameter of type 'AnyStream<Batched<readonly [2]>, Batched<readonly [1]>>'."
  ],
  [
    'another number of targets than inputs',
    'dataset(corners, tensor([[0], [1], [1]]))',
    'a dataset needs one target per input'
  ],
  [
    'the parameters of another network',
    'predict(network, wide)',
    "Argument of type 'readonly [weight: Tensor<readonly [4, 2]>, bias: Tensor<readonly [4]>, weight: Tensor<readonly [1, 4]>, bias: Tensor<readonly [1]>]' is not assignable to parameter of type 'readonly [weight: Tensor<readonly [3, 2]>,"
  ],
  [
    'the parameters of another network, frozen',
    'frozen(network, wide)',
    "is not assignable to parameter of type 'readonly [weight: Tensor<readonly [3, 2]>,"
  ],
  [
    'parameters cut at parts of other sizes',
    'splitParams(dense(2, 3), dense(4, 1))(params)',
    "is not assignable to parameter of type 'readonly [weight: Tensor<readonly [3, 2]>, bias: Tensor<readonly [3]>, weight: Tensor<readonly [1, 4]>, bias: Tensor<readonly [1]>]'"
  ],
  [
    'another input in a fork of three',
    'fork(dense(2, 3), dense(2, 4), dense(5, 4))',
    "Argument of type 'Layer<Dense<5, 4>, Batched<readonly [5]>, Batched<readonly [4]>>' is not assignable to parameter of type 'From<Batched<readonly [2]>>'"
  ],
  [
    'another output of a residual layer',
    'residual(dense(8, 7))',
    "Argument of type 'Layer<Dense<8, 7>, Batched<readonly [8]>, Batched<readonly [7]>>' is not assignable to parameter of type"
  ]
]

const compiles = [
  'pipe(dense(2, 8), andThen(residual(dense(8, 8))), andThen(dense(8, 1)))',
  'pipe(dense(2, 8), andThen(residual(start => pipe(start, andThen(dense(8, 8)), andThen(tanh())))))',
  `const three: readonly [Row<1>, Row<3>, Row<4>] =
    fork(dense(2, 1), dense(2, 3), dense(2, 4)).forward(null!, null!)[0]`,
  `const pair: readonly [Row<2>, Row<3>] = beside(identity<Row<2>>(), dense(4, 3)).forward(null!, null!)[0]`,
  `const inputs: readonly [Row<2>, Row<4>, Row<5>] =
    beside(dense(2, 1), dense(4, 3), dense(5, 3)).backward(null!, null!, null!)[1]`,
  'pipe(fork(dense(2, 3), dense(2, 4)), andThen(beside(tanh(), tanh())))',
  'pipe(tanh<readonly [2]>(), andThen(dense(2, 1)))',
  `const [first, last]: readonly [Dense<2, 3>, Dense<3, 1>] = splitParams(pipe(dense(2, 3), andThen(tanh())), dense(3, 1))(params)
   predict(network, [...first, ...last])
   const head = pipe(frozen(named('first', dense(2, 3)), first), andThen(dense(3, 1)))
   predict(head, last)`
]

/** The messages of one program for each piece of code, in their order. */
const messagesOf = (codes: readonly string[]): readonly (readonly string[])[] => {
  const config = ts.getParsedCommandLineOfConfigFile(
    `${root}tsconfig.json`,
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined }
  )
  const options = { ...config?.options, noUnusedLocals: false, noUnusedParameters: false }
  const files = new Map(codes.map((code, i) => [`${root}message-${i}.ts`, `${head}\n${code}`]))
  const host = ts.createCompilerHost(options)
  host.fileExists = name => files.has(name) || ts.sys.fileExists(name)
  host.readFile = name => files.get(name) ?? ts.sys.readFile(name)
  const program = ts.createProgram([...files.keys()], options, host)
  return [...files.keys()].map(name =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(name))
      .map(({ messageText }) => (typeof messageText === 'string' ? messageText : messageText.messageText))
  )
}

test('compile errors name the mistake in their first line, and what is right compiles', () => {
  const found = messagesOf([...mistakes.map(([, code]) => code), ...compiles])
  mistakes.forEach(([name, , says], i) => {
    expect(found[i]?.[0] ?? 'it compiles', name).toContain(says)
  })
  expect(found.slice(mistakes.length)).toEqual(compiles.map(() => []))
}, 60_000)
