/**
 * The notebook's XOR job.
 *
 * dense(2, 3) tanh dense(3, 1) tanh, mean squared error, one example at a time in the order given, learning rate 0.1. The error
 * of an epoch is the mean over the four examples of the loss before the update. The timed job is 10,000 epochs from the start
 * parameters of the reference run. Before that, a contestant must compute the right error after each number of epochs in the
 * reference run.
 */
import { loaded, present } from '../Contestant.js'
import { engines } from '../engines.js'
import { race } from '../race.js'
import { type Effort, type Section } from '../Section.js'
import { brain } from './brain.js'
import { golden } from './golden.js'
import * as mutable from './mutable.js'
import { numpy } from './numpy.js'
import { trainedOn } from './trained.js'

export const xor = async (effort: Effort): Promise<Section> =>
  race({
    name: 'xor',
    title: 'XOR as in the notebook, 10,000 epochs, one example at a time',
    unit: 'epoch',
    contestants: [
      present('mutable loop', epochs => mutable.run(epochs).error),
      trainedOn(engines.eager),
      trainedOn(engines.javascript),
      await loaded('brain.js', brain),
      await loaded('numpy', numpy)
    ],
    plan: { answers: golden.derived.map(({ epoch, error }) => ({ count: epoch, error })), tolerance: 1e-9, ...effort },
    references: ['mutable loop', 'numpy'],
    bounds: [
      { of: 'javascript', to: 'mutable loop', speed: 0.8, aim: 0.9 },
      { of: 'javascript', to: 'brain.js', speed: 2 },
      { of: 'javascript', to: 'numpy', speed: 100 }
    ]
  })
