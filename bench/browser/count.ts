import { batches } from '../step/denseJob.js'

/** Number of steps of a run in a page. The ONNX model is made for this number. */
export const count = 10 * batches + 1
