/** One convolution layer, forward and backward, on every engine, and in tfjs in plain JavaScript. */
import { exactEngines, onEngines } from '../engines.js'
import { type Race } from '../race.js'
import { checksum, onEngine } from './onEngine.js'
import { tfjs } from './tfjs.js'

export const convolution = (): Race => ({
  title: 'Convolution layer 3 × 3, 8 channels to 16, 32 images of 28 × 28, forward and backward',
  unit: 'run',
  contestants: {
    ...onEngines(onEngine, exactEngines),
    tfjs: () => tfjs(Number((1e-4 * checksum()).toPrecision(2)))
  },
  answers: () => [{ count: 1, error: checksum() }],
  tolerance: 0,
  rounds: 3,
  references: ['tfjs'],
  bounds: []
})
