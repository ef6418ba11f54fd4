/**
 * The notebook's XOR job.
 *
 * dense(2, 3) tanh dense(3, 1) tanh, mean squared error, one example at a time in the order given, learning rate 0.1. The error
 * of an epoch is the mean over the four examples of the loss before the update. The timed job is 10,000 epochs from the start
 * parameters of the reference run. Before that, a contestant must compute the right error after each number of epochs in the
 * reference run.
 */
import { present } from '../Contestant.js'
import { exactEngines, onEngines } from '../engines.js'
import { type Race } from '../race.js'
import { brain } from './brain.js'
import { golden } from './golden.js'
import * as mutable from './mutable.js'
import { numpy } from './numpy.js'
import { trainedOn } from './trained.js'

export const xor = (): Race => ({
  title: 'XOR as in the notebook, 10,000 epochs, one example at a time',
  unit: 'epoch',
  contestants: {
    'mutable loop': () => present(epochs => mutable.run(epochs).error),
    ...onEngines(trainedOn, exactEngines),
    'brain.js': brain,
    numpy
  },
  answers: () => golden.derived.map(({ epoch, error }) => ({ count: epoch, error })),
  tolerance: 1e-9,
  references: ['mutable loop', 'numpy'],
  bounds: [
    { of: 'javascript', to: 'mutable loop', speed: 0.9 },
    { of: 'eager', to: 'numpy', speed: 10 },
    { of: 'javascript', to: 'brain.js', speed: 2 },
    { of: 'javascript', to: 'numpy', speed: 100 }
  ]
})
