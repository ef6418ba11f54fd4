/** All ways to make layers of layers, on layers whose types are hidden: what the laws of composition speak of. */
import { type Category2 } from 'fp-ts/lib/Category.js'
import { beside } from '../../src/layer/combinator/beside.js'
import { fork } from '../../src/layer/combinator/fork.js'
import { hide, type HiddenLayer } from '../../src/layer/combinator/hide.js'
import { repeat } from '../../src/layer/combinator/repeat.js'
import { residual } from '../../src/layer/combinator/residual.js'
import { share } from '../../src/layer/combinator/share.js'
import { andThen as andThenDescent, descend, type Descent } from '../../src/layer/Descent.js'
import { andThen, identity } from '../../src/layer/Layer.js'
import { Category, type URI } from '../../src/layer/Pullback.js'
import { type Params, type Value } from '../../src/algebra/Value.js'

export type HiddenDescent = Descent<Params, Value, Value>

export interface Combinators {
  readonly identity: HiddenLayer
  readonly andThen: (first: HiddenLayer, next: HiddenLayer) => HiddenLayer
  readonly beside: (one: HiddenLayer, other: HiddenLayer) => HiddenLayer
  readonly fork: (one: HiddenLayer, other: HiddenLayer) => HiddenLayer
  readonly share: (shared: HiddenLayer) => HiddenLayer
  readonly residual: (body: HiddenLayer) => HiddenLayer
  readonly repeat: (times: number, body: HiddenLayer) => HiddenLayer
  readonly descend: (learningRate: number, layer: HiddenLayer) => HiddenDescent
  readonly andThenDescent: (first: HiddenDescent, next: HiddenDescent) => HiddenDescent
  /** Of pullbacks. */
  readonly category: Pick<Category2<URI>, 'compose' | 'id'>
}

export const combinators: Combinators = {
  identity: hide(identity<Value>()),
  andThen: (first, next) => hide(andThen(next)(first)),
  beside: (one, other) => hide(beside(one, other)),
  fork: (one, other) => hide(fork(one, other)),
  share: shared => hide(share(shared)),
  residual: body => hide(residual(start => andThen(body)(start))),
  repeat: (times, body) => hide(repeat<number, Params, Value>(times, body)),
  descend: (learningRate, layer) => descend(learningRate)(layer),
  andThenDescent: (first, next) => andThenDescent(next)(first),
  category: Category
}
