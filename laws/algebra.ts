/** The laws of the operations that layers are written in: of the eager interpreter, or of another one that holds numbers. */
import { eager, type Interpreter } from '../src/Algebra.js'
import { adjoint } from './algebra/adjoint.js'
import { arrangement } from './algebra/arrangement.js'
import { elementwise } from './algebra/elementwise.js'
import { product } from './algebra/product.js'
import { views } from './algebra/views.js'
import { type Law } from './Law.js'

export const algebraLaws = (interpreter: Interpreter = eager): readonly Law[] =>
  [elementwise, arrangement, product, adjoint, views].flatMap(laws => laws(interpreter))
