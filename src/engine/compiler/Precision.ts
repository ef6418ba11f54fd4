/** The numbers that an engine computes with. */
export type Precision = 'float32' | 'float64'
