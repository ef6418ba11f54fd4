import { type Category2 } from 'fp-ts/lib/Category.js'
import { beside } from '../../src/layer/combinator/beside.js'
import { fork } from '../../src/layer/combinator/fork.js'
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { repeat } from '../../src/layer/combinator/repeat.js'
import { residual } from '../../src/layer/combinator/residual.js'
import { share } from '../../src/layer/combinator/share.js'
import { andThen as andThenDescent, descend, type Descent } from '../../src/layer/Descent.js'
import { andThen, identity } from '../../src/layer/andThen.js'
import { Category, type URI } from '../../src/layer/Pullback.js'
import { type Params, type Value } from '../../src/algebra/Value.js'

export type HiddenDescent = Descent<Params, Value, Value>

/** The combinators of layers, on layers with erased types. The laws of composition verify them. */
export interface Combinators {
  /** The identity layer. */
  readonly identity: UntypedLayer
  /** The first layer, then the next. */
  readonly andThen: (first: UntypedLayer, next: UntypedLayer) => UntypedLayer
  /** One layer on each part of a pair. */
  readonly beside: (one: UntypedLayer, other: UntypedLayer) => UntypedLayer
  /** Two layers on the same input. */
  readonly fork: (one: UntypedLayer, other: UntypedLayer) => UntypedLayer
  /** The same layer, with the same parameters, on each part of a pair. */
  readonly share: (shared: UntypedLayer) => UntypedLayer
  /** The input plus the output of the body. */
  readonly residual: (body: UntypedLayer) => UntypedLayer
  /** The body several times, each time with its own parameters. */
  readonly repeat: (times: number, body: UntypedLayer) => UntypedLayer
  /** The layer whose backward returns the new parameters. */
  readonly descend: (learningRate: number, layer: UntypedLayer) => HiddenDescent
  /** The first descent, then the next. */
  readonly andThenDescent: (first: HiddenDescent, next: HiddenDescent) => HiddenDescent
  /** The category of pullbacks, as an instance of fp-ts. */
  readonly category: Pick<Category2<URI>, 'compose' | 'id'>
}

export const combinators: Combinators = {
  identity: eraseTypes(identity<Value>()),
  andThen: (first, next) => eraseTypes(andThen(next)(first)),
  beside: (one, other) => eraseTypes(beside(one, other)),
  fork: (one, other) => eraseTypes(fork(one, other)),
  share: shared => eraseTypes(share(shared)),
  residual: body => eraseTypes(residual(start => andThen(body)(start))),
  repeat: (times, body) => eraseTypes(repeat<number, Params, Value>(times, body)),
  descend: (learningRate, layer) => descend(learningRate)(layer),
  andThenDescent: (first, next) => andThenDescent(next)(first),
  category: Category
}
