/** `pullback/files`: reads and writes models, checkpoints and tables on disk. Requires Node. */
export { answersOf, outputsOf, predictTable, type TableModel } from './codec/answers.js'
export { type Keeping, resumeFrom, saveCheckpoint } from './codec/checkpointFolder.js'
export { type Read, readBytes, writeBytes } from './codec/file.js'
export { withLock } from './codec/lock.js'
export { type Idx } from './codec/idx.js'
export { readIdx } from './codec/idxFile.js'
export { type Digits, type Mnist, readMnist } from './codec/mnist.js'
export { readModel, writeModel } from './codec/modelFile.js'
export { loadParams, type Loading, saveParams } from './codec/paramsFile.js'
export {
  encodeColumns,
  examplesOf,
  type Fill,
  fitPreparation,
  type Preparation,
  type PreparedColumn
} from './codec/preparation.js'
export { type Column, type Expected, type Fault, type Table, type Wanted } from './codec/Table.js'
export { readTable, tableFrom } from './codec/tableFile.js'
