import { type Interpreter } from '../../src/algebra/Interpreter.js'
import { eager } from '../../src/algebra/eager.js'
import { adjoint } from './adjoint.js'
import { arrangement } from './arrangement.js'
import { elementwise } from './elementwise.js'
import { fold } from './fold.js'
import { images } from './images.js'
import { operations } from './operations.js'
import { product } from './product.js'
import { views } from './views.js'
import { type Law } from '../law/Law.js'

/**
 * The laws of the tensor operations: element-wise functions against `Math`, rearrangements and products against loops, each
 * linear operation against its adjoint, and every operation on strided views.
 *
 * @param interpreter an interpreter on tensors that hold numbers. Default: `eager`.
 * @example verify(algebraLaws())
 */
export const algebraLaws = (interpreter: Interpreter = eager): readonly Law[] => [
  ...[elementwise, arrangement, product, adjoint, images, fold].flatMap(laws => laws(interpreter)),
  ...views(operations(interpreter))
]
