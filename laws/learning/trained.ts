/** The network and the examples that the laws of training use. */
import { pipe } from 'fp-ts/lib/function.js'
import { dataset } from '../../src/data/Dataset.js'
import { andThen } from '../../src/layer/andThen.js'
import { dense } from '../../src/layer/dense.js'
import { tanh } from '../../src/layer/activation/tanh.js'
import { tensor } from '../../src/tensor/Nested.js'

export const network = pipe(dense(2, 3), andThen(tanh()), andThen(dense(3, 1)))

/** Creates new tensors on each call, because a wrong learner may change them. */
export const examples = () =>
  dataset(
    tensor([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
      [0.5, -2]
    ]),
    tensor([[0], [1], [1], [0], [3]])
  )
