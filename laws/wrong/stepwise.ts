/** Layers on sequences whose steps, or whose outputs, do not fit the positions before. */
import { some } from 'fp-ts/lib/Option.js'
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { type Layer } from '../../src/layer/Layer.js'
import { attention } from '../../src/layer/sequence/attention.js'
import { gru } from '../../src/layer/sequence/gru.js'
import { learnedPositions } from '../../src/layer/sequence/learnedPositions.js'
import { rotary } from '../../src/layer/sequence/rotary.js'
import { type Params, type Value } from '../../src/algebra/Value.js'
import { stepwiseLaws } from '../composition/stepwiseLaws.js'
import { type Wrong } from './Wrong.js'

const wrong = <P extends Params, A extends Value, B extends Value>(name: string, layer: Layer<P, A, B>): Wrong => ({
  name,
  laws: stepwiseLaws([{ name, layers: [eraseTypes(layer)], shapes: [[3, 4]] }])
})

/** The layer with `forward` for a step, so that it forgets the positions before. */
const forgetful = <P extends Params, A extends Value, B extends Value>(layer: Layer<P, A, B>): Layer<P, A, B> => ({
  ...layer,
  stepwise: some('alone')
})

/** Each is rejected by the law of causality or by that of stepwise inference. */
export const wrongSteps: readonly Wrong[] = [
  wrong('attention: not causal', attention<number, 4, 2>(4, 2)),
  wrong('attention: steps without the keys before', forgetful(attention<number, 4, 2>(4, 2, { causal: true }))),
  wrong('gru: steps from a state of zeros', forgetful(gru<number, 4, 3>(4, 3))),
  wrong('learnedPositions: every step at position 0', forgetful(learnedPositions<number, 3, 4>(3, 4))),
  wrong('rotary: every step at position 0', forgetful(rotary<readonly [], number, 4>()))
]
