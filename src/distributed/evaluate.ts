import * as t from 'io-ts/lib/index.js'
import { right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { map as mapRecord } from 'fp-ts/lib/Record.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { formed, type Params, tensorsOf, type Value } from '../algebra/Value.js'
import { whole } from '../codec/whole.js'
import { type Dataset, joinBatches, rowsAt } from '../data/Dataset.js'
import { eraseTypes } from '../layer/eraseTypes.js'
import { type Learner, predictor, requireExamples, type State } from '../learning/Learner.js'
import { eraseLossTypes } from '../learning/Loss.js'
import { type Metric } from '../learning/Metric.js'
import { type Scores } from '../learning/states/evaluateOn.js'
import { positiveInteger } from '../tensor/range.js'
import { toNumber } from '../tensor/Tensor.js'
import { type Assignment, assignmentWire } from './Assignment.js'
import { type Site } from './Site.js'
import { type DistributedPlan } from './distribute.js'
import { engineNamed } from './engines.js'
import { examplesAt } from './examplesFile.js'
import { orThrow } from './orThrow.js'
import { type Pool } from './Pool.js'
import { adapted, Form, formOf, inForm, jsonWire, packedWire, paramsWire } from './Wire.js'
import { type Work } from './Work.js'

/** Neighbouring rows of the examples. */
export interface Rows {
  readonly from: number
  readonly to: number
}

/** The work of an evaluation: the predictions for some rows. */
export const evaluateWork = (site: Site = {}): Work<Assignment, Params, Rows, Value> => ({
  name: 'evaluate',
  job: assignmentWire(site),
  state: paramsWire('state'),
  part: jsonWire('part', t.type({ from: whole, to: whole })),
  result: adapted(
    packedWire('result', t.type({ form: Form })),
    value => right({ content: { form: formOf(value) }, tensors: tensorsOf(value) }),
    ({ content: { form }, tensors }) => right(inForm(form, tensors))
  ),
  run: assignment => {
    const examples = examplesAt(site)(assignment.examples)
    const at = predictor(assignment.network, orThrow(engineNamed(assignment.engine)))
    return params =>
      ({ from, to }) => {
        if (!(from < to && to <= examples.size))
          throw new RangeError(`the rows must be within 0 to ${examples.size}, found ${from} to ${to}`)
        return at(params)(rowsAt(Array.from({ length: to - from }, (_, i) => from + i))(examples.inputs))
      }
  }
})

/**
 * Evaluates a learner on a pool: the loss and the metrics that `evaluateOn` computes.
 *
 * @param settings `batchSize`, the number of rows of a part (default: 256), and `engine`, `data` and `own` as in `distribute`
 * @returns a function from a state to its scores. A `Left` is one line.
 * @example const scores = await evaluateWith(pool)(student, validation, { accuracy })(state)()
 */
export const evaluateWith =
  (pool: Pool) =>
  <P extends Params, A extends Value, B extends Value, T extends Value, K extends string = never>(
    learner: Pick<Learner<P, A, B, T>, 'network' | 'loss' | 'optimizer'>,
    examples: Dataset<A, T>,
    metrics: Readonly<Record<K, Metric<NoInfer<B>, NoInfer<T>>>>,
    {
      batchSize = 256,
      engine = 'javascript',
      data,
      own = {}
    }: Pick<DistributedPlan<P>, 'batchSize' | 'engine' | 'data' | 'own'> = {}
  ): ((state: Pick<State<P>, 'params'>) => TE.TaskEither<string, Scores<K>>) => {
    requireExamples(learner, examples)
    positiveInteger('evaluateWith: batchSize', batchSize)
    const { network, loss, optimizer } = learner
    const { inputs, targets, size } = examples
    const send = pool.run(evaluateWork({ own }))({
      network: eraseTypes(network),
      loss: eraseLossTypes(loss),
      optimizer,
      examples: data ?? { inputs, targets, size },
      engine,
      batchSize,
      shuffle: false
    })
    const parts = Array.from({ length: Math.ceil(size / batchSize) }, (_, i) => ({
      from: i * batchSize,
      to: Math.min(size, (i + 1) * batchSize)
    }))
    return ({ params }) =>
      pipe(
        send(params)(parts),
        TE.map(found => {
          const [like] = network.forward(params, rowsAt([0])(inputs))
          const predictions = formed(like, tensorsOf(joinBatches(found)))
          const scores = mapRecord((metric: Metric<B, T>) => metric(predictions, targets))(metrics)
          return { ...scores, loss: toNumber(loss.value(predictions, targets)) }
        })
      )
  }
