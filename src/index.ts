/** The public names. */
export * from './Shape.js'
export type { Plus, Minus, Times, FloorDivide, Product, Slide } from './Size.js'
export {
  type AnyTensor,
  type Batched,
  eqTensor,
  fill,
  fromArray,
  type Scalar,
  scalar,
  type Tensor,
  toArray,
  toNumber
} from './Tensor.js'
export * from './Nested.js'
export * as Random from './Random.js'
export * as Algebra from './Algebra.js'
export * as Value from './Value.js'
export { type RowsOf, scan, type Stacked } from './scan.js'
export type { Params } from './Value.js'
export {
  type Description,
  type Parameter,
  type Setting,
  parametersOf,
  showDescription,
  describe
} from './Description.js'
export {
  type Cache,
  type Definition,
  type Layer,
  type Training,
  andThen,
  fixed,
  identity,
  layer,
  unchanged
} from './Layer.js'
export { beside } from './combinator/beside.js'
export { concatenate } from './combinator/concatenate.js'
export { copy } from './combinator/copy.js'
export { fork } from './combinator/fork.js'
export { hide, type HiddenLayer } from './combinator/hide.js'
export { repeat, type Repeated } from './combinator/repeat.js'
export { residual } from './combinator/residual.js'
export { share } from './combinator/share.js'
export { sum } from './combinator/sum.js'
export * as Descent from './Descent.js'
export * as Pullback from './Pullback.js'
export * as Initializer from './Initializer.js'
export { activation, type ElementWise } from './layer/activation.js'
export { averagePool } from './layer/averagePool.js'
export { type BatchNorm, batchNorm } from './layer/batchNorm.js'
export {
  type BiasPer,
  type BiasShape,
  type Convolution,
  type ConvolutionOptions,
  convolution
} from './layer/convolution.js'
export { type Dense, dense } from './layer/dense.js'
export { dropout } from './layer/dropout.js'
export { elu } from './layer/elu.js'
export { type Embedding, embedding } from './layer/embedding.js'
export { flatten } from './layer/flatten.js'
export { gelu } from './layer/gelu.js'
export { geluTanh } from './layer/geluTanh.js'
export { hardSigmoid } from './layer/hardSigmoid.js'
export { hardSwish } from './layer/hardSwish.js'
export { hardTanh } from './layer/hardTanh.js'
export { type LayerNorm, layerNorm } from './layer/layerNorm.js'
export { leakyRelu } from './layer/leakyRelu.js'
export { logSoftmax } from './layer/logSoftmax.js'
export { maxPool } from './layer/maxPool.js'
export { mish } from './layer/mish.js'
export type { PoolingOptions } from './layer/pooling.js'
export type { Population } from './layer/population.js'
export { relu } from './layer/relu.js'
export { relu6 } from './layer/relu6.js'
export { reshape } from './layer/reshape.js'
export { type RmsNorm, rmsNorm } from './layer/rmsNorm.js'
export { sigmoid } from './layer/sigmoid.js'
export { silu } from './layer/silu.js'
export { softmax } from './layer/softmax.js'
export { softplus } from './layer/softplus.js'
export { softsign } from './layer/softsign.js'
export { tanh } from './layer/tanh.js'
export { hideLoss, type HiddenLoss, type Loss } from './Loss.js'
export { binaryCrossEntropy } from './loss/binaryCrossEntropy.js'
export { binaryCrossEntropyWithLogits } from './loss/binaryCrossEntropyWithLogits.js'
export { categoricalCrossEntropy } from './loss/categoricalCrossEntropy.js'
export { hinge } from './loss/hinge.js'
export { huber } from './loss/huber.js'
export { kullbackLeibler } from './loss/kullbackLeibler.js'
export { meanAbsoluteError } from './loss/meanAbsoluteError.js'
export { meanSquaredError } from './loss/meanSquaredError.js'
export { softmaxCrossEntropy } from './loss/softmaxCrossEntropy.js'
export * as Schedule from './Schedule.js'
export {
  followedBy,
  type Optimizer,
  optimizer,
  precededBy,
  remembering,
  type Transformation,
  transformation
} from './Optimizer.js'
export { accumulate } from './optimizer/accumulate.js'
export { adagrad } from './optimizer/adagrad.js'
export { adam, type AdamSettings } from './optimizer/adam.js'
export { adamw, type AdamwSettings } from './optimizer/adamw.js'
export { clipByGlobalNorm } from './optimizer/clipByGlobalNorm.js'
export { clipByValue } from './optimizer/clipByValue.js'
export { forParameters } from './optimizer/forParameters.js'
export { momentum } from './optimizer/momentum.js'
export { nesterov } from './optimizer/nesterov.js'
export { rmsprop, type RmspropSettings } from './optimizer/rmsprop.js'
export { scaleBy } from './optimizer/scaleBy.js'
export { sgd } from './optimizer/sgd.js'
export { weightDecay } from './optimizer/weightDecay.js'
export { eager, type Engine, type TensorFunction } from './Engine.js'
export { open, type Program } from './interpreter/Program.js'
export { networkModel, onnxModel } from './interpreter/onnx.js'
export { mermaid, showProgram } from './interpreter/show.js'
export { trace } from './interpreter/trace.js'
export { auto, type Available, type Choice } from './engine/auto.js'
export { javascript, javascriptOnly } from './engine/javascript.js'
export { orEager } from './engine/orEager.js'
export { type Learner, learner, predict, predictor, type State } from './Learner.js'
export { batch, batches, type Dataset, dataset, type Example, type Field, holdOut, select } from './Dataset.js'
export { type Binary } from './dataset/binary.js'
export { blobs } from './dataset/blobs.js'
export { circles } from './dataset/circles.js'
export { moons } from './dataset/moons.js'
export { oneHot } from './dataset/oneHot.js'
export { normalise, rescale, type Scaling, standardise } from './dataset/Scaling.js'
export { sine } from './dataset/sine.js'
export { spirals } from './dataset/spirals.js'
export { xor } from './dataset/xor.js'
export {
  accuracy,
  classesOf,
  type ClassScores,
  type ConfusionMatrix,
  confusionMatrix,
  f1,
  type Metric,
  precision,
  recall,
  scoresPerClass,
  topK
} from './Metric.js'
export * from './Training.js'
export * from './training/states.js'
export { earlyStopping, type Patience } from './training/earlyStopping.js'
export { evaluateOn, type Evaluation, type Scores } from './training/evaluateOn.js'
export { history } from './training/history.js'
export { onPlateau, type PlateauSettings } from './training/onPlateau.js'
export { builtFrom, nothing as noSettings } from './catalogue/Row.js'
export { lossFrom } from './catalogue/losses.js'
export { type Build, type Codec, type Kind, kind } from './codec/Codec.js'
export { type Json, parseJson } from './codec/json.js'
export { type LossBuilder, lossCodec } from './codec/loss.js'
export { type LayerBuilder, networkCodec } from './codec/network.js'
export { type OptimizerKind, optimizerCodec } from './codec/optimizer.js'
export { scheduleCodec } from './codec/schedule.js'
export { decodeSafetensors, encodeSafetensors, type Safetensors } from './codec/safetensors.js'
export { type Checkpoint, decodeCheckpoint, encodeCheckpoint, type History } from './codec/checkpoint.js'
export { decodeModel, encodeModel, type Model, type Own } from './codec/model.js'
export { modelCodec } from './codec/modelJson.js'
export { summary } from './codec/summary.js'
