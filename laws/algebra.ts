/** The laws of the operations that layers are written in: of the eager interpreter, or of another one that holds numbers. */
import { type Interpreter } from '../src/algebra/Interpreter.js'
import { eager } from '../src/algebra/eager.js'
import { adjoint } from './algebra/adjoint.js'
import { arrangement } from './algebra/arrangement.js'
import { elementwise } from './algebra/elementwise.js'
import { images } from './algebra/images.js'
import { operations } from './algebra/operations.js'
import { product } from './algebra/product.js'
import { views } from './algebra/views.js'
import { type Law } from './Law.js'

export const algebraLaws = (interpreter: Interpreter = eager): readonly Law[] => [
  ...[elementwise, arrangement, product, adjoint, images].flatMap(laws => laws(interpreter)),
  ...views(operations(interpreter))
]
