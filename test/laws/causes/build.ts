/** Builders for the table of wrong gradients: layers and losses from two formulas, and what a printed cause must say. */
import {
  type AnyTensor,
  Algebra,
  type Data,
  type Description,
  describe,
  eraseLossTypes,
  eraseTypes,
  layer,
  type Layer,
  type Params,
  type Random,
  Randoms,
  type Scalar,
  type Seed,
  type Shape,
  type Shapes,
  type Tensor,
  type UntypedLayer,
  type UntypedLoss,
  type Value,
  Values,
  withFixedShapes
} from 'pullback'
import { type LossSubject } from '../../../laws/subject/losses.js'
import { type Subject } from '../../../laws/subject/Subject.js'

/** A vector, a matrix, and tensors with three and four axes. */
export type V = Tensor<readonly [number]>
export type M = Tensor<readonly [number, number]>
export type T3 = Tensor<readonly [number, number, number]>
export type T4 = Tensor<readonly [number, number, number, number]>

/** One wrong gradient: `says` holds alternatives, and a useful printed cause matches at least one of them. */
export type Blind = {
  readonly name: string
  /** What is wrong, in one sentence. */
  readonly cause: string
  readonly says: readonly RegExp[]
  /** The layer inside a composition that is wrong: a useful cause for a composition names its kind or its place. */
  readonly where?: RegExp
} & (
  | { readonly of: 'layer'; readonly subject: UntypedLayer; readonly known?: Partial<Omit<Subject, 'name' | 'layers'>> }
  | { readonly of: 'loss'; readonly subject: UntypedLoss; readonly known?: Partial<Omit<LossSubject, 'name' | 'loss'>> }
)

/** An expression that finds all words in any order; a word is a regular expression. */
export const all = (...words: readonly string[]): RegExp =>
  new RegExp(`^${words.map(word => `(?=.*(?:${word}))`).join('')}`, 'is')

/** A row of the table for a layer. */
export const row = (name: string, subject: UntypedLayer, cause: string, ...says: readonly RegExp[]): Blind => ({
  of: 'layer',
  name,
  subject,
  cause,
  says
})

/** A row for a layer that uses statistics of the batch. */
export const ofBatch = (...written: Parameters<typeof row>): Blind => {
  const [name, subject, cause, ...says] = written
  return { of: 'layer', name, subject, cause, says, known: { batchStatistics: true } }
}

type ParameterShapes = Readonly<Record<string, Shape>>

const draw =
  (shapes: readonly Shape[]): Random<Params> =>
  seed =>
    shapes.reduce<[AnyTensor[], Seed]>(
      ([drawn, from], shape) => {
        const [tensor, next] = Randoms.normal()(shape)(from)
        return [[...drawn, tensor], next]
      },
      [[], seed]
    )

/** A custom layer of fixed shapes, whose parameters start at normal noise. */
export interface Custom<
  P extends Params | readonly [],
  A extends Value | readonly [],
  B extends Value | readonly [],
  C extends Data
> {
  readonly kind: string
  readonly params?: ParameterShapes
  readonly domain?: NonNullable<Description['domain']>
  readonly takes: Shapes
  readonly gives: Shapes
  readonly forward: (params: P, input: A) => readonly [output: B, cache: C]
  readonly backward: (
    params: NoInfer<P>,
    cache: NoInfer<C>,
    outputGradient: NoInfer<B>
  ) => readonly [paramsGradient: NoInfer<P>, inputGradient: NoInfer<A>]
}

export const typed = <
  P extends Params | readonly [],
  A extends Value | readonly [],
  B extends Value | readonly [],
  C extends Data
>({
  kind,
  params = {},
  domain,
  takes,
  gives,
  forward,
  backward
}: Custom<P, A, B, C>): Layer<P, A, B> => {
  const parameters = Object.entries(params).map(([name, shape]) => ({ name, shape }))
  const description = describe(kind, {}, parameters, domain)
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- the shapes in `params` are those of P
  const init = draw(Object.values(params)) as unknown as Random<P>
  return layer<P, A, B, C>({ description, ...withFixedShapes(description, takes, gives), init, forward, backward })
}

export const custom = <
  P extends Params | readonly [],
  A extends Value | readonly [],
  B extends Value | readonly [],
  C extends Data
>(
  definition: Custom<P, A, B, C>
): UntypedLayer => eraseTypes(typed(definition))

/** An element-wise layer on rows of three numbers. `slope` computes dx from x, dy and y. */
export const elementWise = (kind: string, f: (x: M) => M, slope: (x: M, dy: M, y: M) => M): UntypedLayer =>
  custom({
    kind,
    takes: [3],
    gives: [3],
    forward: (_: readonly [], x: M) => {
      const y = f(x)
      return [y, [x, y] as const]
    },
    backward: (none, [x, y], dy) => [none, slope(x, dy, y)]
  })

/** A layer without parameters on one tensor per example. The cache is the input. */
export const plain = <A extends Shape, B extends Shape>(
  kind: string,
  takes: Shape,
  gives: Shape,
  forward: (x: Tensor<A>) => Tensor<B>,
  backward: (x: Tensor<A>, dy: Tensor<B>) => Tensor<A>
): UntypedLayer =>
  custom({
    kind,
    takes,
    gives,
    forward: (_: readonly [], x: Tensor<A>) => [forward(x), x],
    backward: (none, x, dy) => [none, backward(x, dy)]
  })

/** A gradient whose shape the types would refuse: for mistakes of shape only. */
export const misshapen = <S extends Shape>(x: AnyTensor): Tensor<S> =>
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- the wrong shape is the mistake
  x as unknown as Tensor<S>

/** What a library layer computes, for a backward that is right but for one part. */
export interface Computed {
  readonly p: readonly AnyTensor[]
  readonly x: AnyTensor
  readonly y: AnyTensor
  readonly dy: AnyTensor
  readonly dp: readonly AnyTensor[]
  readonly dx: AnyTensor
}

const one = (value: Value): AnyTensor => {
  if (Values.isTensor(value)) return value
  throw new TypeError('The layer must take and give one tensor')
}

/** A library layer on one tensor under its own kind, `my…`, with a backward that changes the right gradients. */
export const spoiled = (
  right: UntypedLayer,
  change: (computed: Computed) => { readonly dp?: Params; readonly dx?: AnyTensor }
): UntypedLayer => {
  const { description, inputShape, outputShape, init } = right
  const kind = `my${description.kind.replace(/^./, first => first.toUpperCase())}`
  return eraseTypes(
    layer<Params, Value, Value, AnyTensor>({
      description: { ...description, kind },
      inputShape,
      outputShape,
      init,
      forward: (p, x) => [right.forward(p, x)[0], one(x)],
      backward: (p, x, dy) => {
        const [y, cache] = right.forward(p, x)
        const [dp, dx] = right.backward(p, cache, dy)
        const changed = change({ p, x, y: one(y), dy: one(dy), dp, dx: one(dx) })
        return [changed.dp ?? dp, changed.dx ?? dx]
      }
    })
  )
}

/** A loss on rows, from its value and its gradient. */
export const lossOf = (
  kind: string,
  value: (y: M, t: M) => Scalar,
  gradient: (y: M, t: M) => M,
  settings: Description['configuration'] = {}
): UntypedLoss => eraseLossTypes({ description: describe(kind, settings), value, gradient })

type KnownLoss = Partial<Omit<LossSubject, 'name' | 'loss'>>

/** A row of the table for a loss on rows of three numbers. */
export const lossRow = (
  name: string,
  subject: UntypedLoss,
  known: KnownLoss,
  cause: string,
  ...says: readonly RegExp[]
): Blind => ({ of: 'loss', name, subject, known: { shapes: [[3]], ...known }, cause, says })

/** The mean over the batch of the sum of each example. */
export const perBatch = (x: M): Scalar => Algebra.perExample(Algebra.sumOfAll(x), x)
