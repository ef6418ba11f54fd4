import { type Params, type Value } from '../algebra/Value.js'
import { type Dataset } from '../data/Dataset.js'
import { type AsyncEngine, type Engine } from '../engine/Engine.js'
import { foldOfSteps } from './foldOfSteps.js'
import { type Learner, type State } from './Learner.js'
import { singleStep } from './singleStep.js'
import { type StepProgram } from './StepProgram.js'

/**
 * The training steps of a learner as a program with one or with many steps per call, whichever suits the engine.
 *
 * @param like any state of the learner: the program reads the number and the shapes of its tensors
 */
export const programFor = <P extends Params, A extends Value, B extends Value, T extends Value>(
  { stepsPerCall = 'many' }: Engine | AsyncEngine,
  learner: Learner<P, A, B, T>,
  examples: Dataset<A, T>,
  like: State<P>
): StepProgram<P> => (stepsPerCall === 'one' ? singleStep : foldOfSteps)(learner, examples, like)
