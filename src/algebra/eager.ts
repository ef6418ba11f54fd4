import { type Interpreter } from './Interpreter.js'
import * as convolution from './kernel/convolution.js'
import * as elementwise from './kernel/elementwise.js'
import { erf } from './kernel/erf.js'
import * as layout from './kernel/layout.js'
import * as pooling from './kernel/pooling.js'
import { matmul } from './kernel/product.js'
import * as reduction from './kernel/reduction.js'
import * as rows from './kernel/rows.js'
import { scan } from './kernel/scan.js'

/**
 * The eager interpreter: computes every operation at once, in float64. `Algebra` uses the same kernels for tensors with numbers.
 */
export const eager: Interpreter = {
  ...elementwise,
  erf,
  matmul,
  ...reduction,
  ...layout,
  ...rows,
  ...convolution,
  ...pooling,
  scan,
  batchSize: x => x.shape[0] ?? 1
}
