import { type MistakeName, mistakeNames } from './mistakes.js'

/** What can be chosen for each setting, in the order of the page. */
export const choices = {
  data: ['xor', 'moons', 'circles', 'spirals'],
  count: [4, 100, 200, 400],
  noise: [0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3],
  activation: ['tanh', 'relu', 'sigmoid'],
  loss: ['cross-entropy', 'squared error'],
  optimizer: ['sgd', 'momentum', 'adam'],
  rate: [0.001, 0.003, 0.01, 0.02, 0.03, 0.1, 0.3, 1],
  batch: [1, 10, 20, 50, 100],
  mistake: ['none', ...mistakeNames]
} as const

/** Bounds of the hidden layers and of the numbers that are typed. */
export const bounds = { layers: 3, units: 8, seed: 2 ** 32 - 1, step: 1_000_000 }

/** The settings of a run: everything that its bits depend on, without the forks. */
export interface Settings {
  readonly data: (typeof choices.data)[number]
  /** Number of examples. */
  readonly count: number
  readonly noise: number
  /** Units of each hidden layer. */
  readonly hidden: readonly number[]
  readonly activation: (typeof choices.activation)[number]
  readonly loss: (typeof choices.loss)[number]
  readonly optimizer: (typeof choices.optimizer)[number]
  readonly rate: number
  readonly batch: number
  readonly seed: number
  /** The mistake in one gradient. */
  readonly mistake: MistakeName | 'none'
  /** Which dense layer, or which activation, has the mistake. Counted from 1. */
  readonly layer: number
}

/** A change of the learning rate at a step: training continues there with the rate times the factor. */
export interface Fork {
  readonly step: number
  readonly factor: number
}

export const factors: readonly number[] = [0.1, 0.3, 3, 10]

const moons: Settings = {
  data: 'moons',
  count: 200,
  noise: 0.15,
  hidden: [6, 4],
  activation: 'tanh',
  loss: 'cross-entropy',
  optimizer: 'adam',
  rate: 0.02,
  batch: 20,
  seed: 1,
  mistake: 'none',
  layer: 1
}

/** Settings to start from. The XOR run is that of the notebook. */
export const presets: readonly (readonly [name: string, settings: Settings])[] = [
  [
    'XOR, the notebook',
    {
      ...moons,
      data: 'xor',
      count: 4,
      noise: 0,
      hidden: [3],
      loss: 'squared error',
      optimizer: 'sgd',
      rate: 0.1,
      batch: 1,
      seed: 42
    }
  ],
  ['Moons', moons],
  ['Spirals', { ...moons, data: 'spirals', noise: 0.02, hidden: [8, 8], rate: 0.03 }],
  ['A wrong gradient that learns', { ...moons, mistake: 'bias-mean' }]
]

/** The four corners of XOR are taken in their order, as in the notebook; other examples are shuffled in every epoch. */
export const isShuffled = ({ count }: Settings): boolean => count > 4

/** Number of layers that can have a mistake of this kind. */
export const placesOf = ({ hidden, loss }: Settings, kind: 'dense' | 'activation'): number =>
  kind === 'dense' ? hidden.length + 1 : hidden.length + (loss === 'squared error' ? 1 : 0)
