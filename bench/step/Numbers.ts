import { type Shape } from '../../src/index.js'

/** The numbers of a job, for those who do it with another library. */
export interface Numbers {
  readonly batch: number
  readonly learningRate: number
  readonly inputs: Float32Array
  /** One-hot. */
  readonly targets: Float32Array
  readonly parameters: readonly { readonly shape: Shape; readonly numbers: Float32Array }[]
}
