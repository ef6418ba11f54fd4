/** The laws of the operations that layers are written in: of the eager interpreter, or of another one that holds numbers. */
import { type Interpreter } from '../../src/algebra/Interpreter.js'
import { eager } from '../../src/algebra/eager.js'
import { adjoint } from './adjoint.js'
import { arrangement } from './arrangement.js'
import { elementwise } from './elementwise.js'
import { images } from './images.js'
import { operations } from './operations.js'
import { product } from './product.js'
import { views } from './views.js'
import { type Law } from '../law/Law.js'

export const algebraLaws = (interpreter: Interpreter = eager): readonly Law[] => [
  ...[elementwise, arrangement, product, adjoint, images].flatMap(laws => laws(interpreter)),
  ...views(operations(interpreter))
]
