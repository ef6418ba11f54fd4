/** The optimizers that can be asked for by name. */
import { adagrad, adam, adamw, momentum, nesterov, type Optimizer, rmsprop, sgd } from '../../index.js'

export const optimizers = [
  { name: 'adam', make: adam },
  { name: 'adamw', make: adamw },
  { name: 'sgd', make: sgd },
  { name: 'momentum', make: momentum },
  { name: 'nesterov', make: nesterov },
  { name: 'rmsprop', make: rmsprop },
  { name: 'adagrad', make: adagrad }
] as const satisfies readonly { readonly name: string; readonly make: (learningRate: number) => Optimizer }[]
