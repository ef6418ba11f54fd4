/** All ways to make layers of layers, on layers whose types are hidden: what the laws of composition speak of. */
import { type Category2 } from 'fp-ts/lib/Category.js'
import { beside } from '../../src/layer/combinator/beside.js'
import { fork } from '../../src/layer/combinator/fork.js'
import { eraseTypes, type UntypedLayer } from '../../src/layer/eraseTypes.js'
import { repeat } from '../../src/layer/combinator/repeat.js'
import { residual } from '../../src/layer/combinator/residual.js'
import { share } from '../../src/layer/combinator/share.js'
import { andThen as andThenDescent, descend, type Descent } from '../../src/layer/Descent.js'
import { andThen, identity } from '../../src/layer/andThen.js'
import { Category, type URI } from '../../src/layer/Pullback.js'
import { type Params, type Value } from '../../src/algebra/Value.js'

export type HiddenDescent = Descent<Params, Value, Value>

export interface Combinators {
  readonly identity: UntypedLayer
  readonly andThen: (first: UntypedLayer, next: UntypedLayer) => UntypedLayer
  readonly beside: (one: UntypedLayer, other: UntypedLayer) => UntypedLayer
  readonly fork: (one: UntypedLayer, other: UntypedLayer) => UntypedLayer
  readonly share: (shared: UntypedLayer) => UntypedLayer
  readonly residual: (body: UntypedLayer) => UntypedLayer
  readonly repeat: (times: number, body: UntypedLayer) => UntypedLayer
  readonly descend: (learningRate: number, layer: UntypedLayer) => HiddenDescent
  readonly andThenDescent: (first: HiddenDescent, next: HiddenDescent) => HiddenDescent
  /** Of pullbacks. */
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
