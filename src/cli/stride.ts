/** Steps that are done between two looks at the keys and the bar. */
import { type Learner, parametersOf, type Params, count } from '../index.js'
import { type Value } from '../Value.js'

/** A few milliseconds' work of the fastest engine, a second's of the slowest. */
const work = 5e7

/** What a step of the smallest network costs beside its multiplications. */
const least = 25_000

export const strideFor = <P extends Params, A extends Value, B extends Value, T extends Value>(
  { network }: Pick<Learner<P, A, B, T>, 'network'>,
  batchSize: number
): number => {
  const parameters = parametersOf(network.description).reduce((sum, { shape }) => sum + count(shape), 0)
  return Math.max(1, Math.floor(work / (least + parameters * batchSize)))
}
