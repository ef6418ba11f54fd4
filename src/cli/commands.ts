import { type Command } from './Command.js'
import { evaluate } from './command/evaluate.js'
import { exercise } from './command/exercise.js'
import { explain } from './command/explain.js'
import { exportModel } from './command/export.js'
import { grade } from './command/grade.js'
import { laws } from './command/laws.js'
import { generate } from './command/generate.js'
import { layers } from './command/layers.js'
import { mnist } from './command/mnist.js'
import { predict } from './command/predict.js'
import { show } from './command/show.js'
import { sweep } from './command/sweep.js'
import { text } from './command/text.js'
import { train } from './command/train.js'
import { worker } from './command/worker.js'
import { xor } from './command/xor.js'

/** The commands, in the order of help. The first one is the default. */
export const commands: readonly [Command, ...Command[]] = [
  xor,
  mnist,
  train,
  sweep,
  predict,
  evaluate,
  text,
  generate,
  show,
  exportModel,
  layers,
  explain,
  laws,
  exercise,
  grade,
  worker
]
