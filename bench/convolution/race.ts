/** One convolution layer, forward and backward: the eager interpreter against tfjs in plain JavaScript. */
import { loaded, present } from '../Contestant.js'
import { race } from '../race.js'
import { type Effort, type Section } from '../Section.js'
import * as eager from './eager.js'
import { tfjs } from './tfjs.js'

export const convolution = async (effort: Effort): Promise<Section> => {
  const error = eager.run(1)
  return race({
    name: 'convolution',
    title: 'Convolution layer 3 × 3, 8 channels to 16, 32 images of 28 × 28, forward and backward',
    unit: 'run',
    contestants: [present('eager', eager.run), await loaded('tfjs', () => tfjs(Number((1e-4 * error).toPrecision(2))))],
    plan: { answers: [{ count: 1, error }], tolerance: 0, ...effort, rounds: Math.min(3, effort.rounds) },
    references: ['tfjs'],
    bounds: []
  })
}
