import { type Shape } from '../../src/index.js'

/** The numbers of a job, for contestants that use another library. */
export interface Numbers {
  readonly batch: number
  readonly learningRate: number
  readonly inputs: Float32Array
  /** One-hot, or class numbers. */
  readonly targets: Float32Array
  readonly parameters: readonly { readonly shape: Shape; readonly numbers: Float32Array }[]
}
