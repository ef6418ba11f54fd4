/** `pullback`: layers, losses, optimizers, training, engines, and codecs without access to files. */
export * from './tensor/Shape.js'
export type { CeilDivide, Extent, FloorDivide, Minus, PerGroup, Plus, Product, Slide, Times } from './tensor/Size.js'
export {
  type AnyBatch,
  type AnyTensor,
  type Batched,
  eqTensor,
  filledTensor,
  fromArray,
  type Scalar,
  scalar,
  type Tensor,
  toArray,
  toFloat32Array,
  toFloat64Array,
  toNumber
} from './tensor/Tensor.js'
export { type Nested, type NestedOf, type ShapeOf, showTensor, tensor, toNested } from './tensor/Nested.js'
export * as Randoms from './tensor/Random.js'
export type { Random, Seed } from './tensor/Random.js'
// The compiler prints inferred types with names exported here, so each type of a namespace is exported by itself too.
export * as Algebra from './algebra/Algebra.js'
export * as Values from './algebra/Value.js'
export { type RowsOf, scan, type Stacked } from './algebra/scan.js'
export type { KeepsShape, Named, Params, Value, WithAnyRows } from './algebra/Value.js'
export {
  type Description,
  type Domain,
  type Parameter,
  type Setting,
  parametersOf,
  showDescription,
  describe
} from './layer/Description.js'
export {
  type Cache,
  type Data,
  type Definition,
  type Layer,
  type Passes,
  type Steps,
  steps,
  type Stepwise,
  type Training,
  withFixedShapes,
  layer,
  withUnchangedShape
} from './layer/Layer.js'
export { calibrate, drawNoise, hasStatistics, noiseCount, trainingForm } from './layer/trainingForm.js'
export { andThen, identity, inSequence } from './layer/andThen.js'
export {
  type AllInputs,
  type AllOutputs,
  type AllParams,
  type AnyLayer,
  type InputOf,
  type OutputOf,
  type ParamsOf,
  type UntypedLayer
} from './layer/AnyLayer.js'
export { combinator, type Combination, type PartPasses } from './layer/combinator.js'
export { beside } from './layer/combinator/beside.js'
export { concatenate } from './layer/combinator/concatenate.js'
export { copy } from './layer/combinator/copy.js'
export { fork } from './layer/combinator/fork.js'
export { type Half, halves } from './layer/combinator/halves.js'
export { multiplied } from './layer/combinator/multiplied.js'
export { eraseTypes } from './layer/eraseTypes.js'
export { named } from './layer/named.js'
export {
  type Attention,
  attention,
  type AttentionOptions,
  crossAttention,
  maskedAttention
} from './layer/sequence/attention.js'
export { frozen } from './layer/frozen.js'
export { type NamedTensors, paramsByName, paramsFromNames } from './layer/paramsByName.js'
export { packParams, unpackParams } from './layer/packParams.js'
export { type EachParams, splitParams } from './layer/splitParams.js'
export { dotProduct, type DotProductOptions } from './layer/sequence/dotProduct.js'
export { type DividesInto, joinHeads, type PerHead, splitHeads } from './layer/sequence/heads.js'
export { type LearnedPositions, learnedPositions } from './layer/sequence/learnedPositions.js'
export { maskedDotProduct } from './layer/sequence/maskedDotProduct.js'
export { perPosition } from './layer/sequence/perPosition.js'
export { rotary } from './layer/sequence/rotary.js'
export { sinusoidalPositions } from './layer/sequence/sinusoidalPositions.js'
export {
  type TransformerBlock,
  transformerBlock,
  type TransformerBlockOptions
} from './layer/sequence/transformerBlock.js'
export { repeat, type Repeated } from './layer/combinator/repeat.js'
export { residual } from './layer/combinator/residual.js'
export { first, second } from './layer/combinator/first.js'
export { recompute } from './layer/combinator/recompute.js'
export { share } from './layer/combinator/share.js'
export { sum } from './layer/combinator/sum.js'
export { tie } from './layer/combinator/tie.js'
export * as Descents from './layer/Descent.js'
export type { Descent } from './layer/Descent.js'
export * as Pullbacks from './layer/Pullback.js'
export type { Pullback } from './layer/Pullback.js'
export * as Initializers from './layer/Initializer.js'
export type { Initializer } from './layer/Initializer.js'
export { activation, type ElementWise } from './layer/activation/activation.js'
export { averagePool } from './layer/image/averagePool.js'
export { averagePool1d } from './layer/image/averagePool1d.js'
export { type BatchNorm, batchNorm } from './layer/normalization/batchNorm.js'
export {
  type BiasPer,
  type BiasShape,
  type Convolution,
  type ConvolutionOptions,
  convolution
} from './layer/image/convolution.js'
export { type Convolution1d, type Convolution1dOptions, convolution1d } from './layer/image/convolution1d.js'
export {
  type GrowColumns,
  type GrowRows,
  type TransposedConvolution,
  transposedConvolution
} from './layer/image/transposedConvolution.js'
export { globalAveragePool } from './layer/image/globalAveragePool.js'
export { globalMaxPool } from './layer/image/globalMaxPool.js'
export { upsample } from './layer/image/upsample.js'
export { type Bilinear, bilinear } from './layer/bilinear.js'
export { cosineSimilarity } from './layer/cosineSimilarity.js'
export { type Dense, dense } from './layer/dense.js'
export { dropout } from './layer/dropout.js'
export { elu } from './layer/activation/elu.js'
export { type Embedding, embedding } from './layer/embedding.js'
export { flatten } from './layer/flatten.js'
export { gelu } from './layer/activation/gelu.js'
export { geluTanh } from './layer/activation/geluTanh.js'
export { geglu } from './layer/activation/geglu.js'
export { glu } from './layer/activation/glu.js'
export { hardSigmoid } from './layer/activation/hardSigmoid.js'
export { hardSwish } from './layer/activation/hardSwish.js'
export { hardTanh } from './layer/activation/hardTanh.js'
export type { GroupNorm } from './layer/normalization/grouped.js'
export { groupNorm } from './layer/normalization/groupNorm.js'
export { instanceNorm } from './layer/normalization/instanceNorm.js'
export { type LayerNorm, layerNorm } from './layer/normalization/layerNorm.js'
export { leakyRelu } from './layer/activation/leakyRelu.js'
export { logSoftmax } from './layer/activation/logSoftmax.js'
export { maxPool } from './layer/image/maxPool.js'
export { maxPool1d } from './layer/image/maxPool1d.js'
export { maxout } from './layer/maxout.js'
export { mish } from './layer/activation/mish.js'
export type { Pooling1dOptions, PoolingOptions } from './layer/image/pooling.js'
export type { HeightOf, Padding, SlideColumns, SlideRows, WidthOf } from './layer/image/sliding.js'
export type { SlideAlong } from './layer/image/series.js'
export type { Population } from './layer/normalization/population.js'
export { type Prelu, prelu, type PreluOptions } from './layer/activation/prelu.js'
export { relu } from './layer/activation/relu.js'
export { relu6 } from './layer/activation/relu6.js'
export { reshape } from './layer/reshape.js'
export { type RmsNorm, rmsNorm } from './layer/normalization/rmsNorm.js'
export { sigmoid } from './layer/activation/sigmoid.js'
export { silu } from './layer/activation/silu.js'
export { softmax } from './layer/activation/softmax.js'
export { softplus } from './layer/activation/softplus.js'
export { softsign } from './layer/activation/softsign.js'
export { swiglu } from './layer/activation/swiglu.js'
export { tanh } from './layer/activation/tanh.js'
export { type CellStart, type GatedCell, type Gates } from './layer/sequence/gates.js'
export { type Gru, gru } from './layer/sequence/gru.js'
export { gruCell } from './layer/sequence/gruCell.js'
export { keeping } from './layer/sequence/keeping.js'
export { lastPosition } from './layer/sequence/lastPosition.js'
export { type Lstm, lstm } from './layer/sequence/lstm.js'
export { lstmCell, type LstmState } from './layer/sequence/lstmCell.js'
export { backInTime, type Cell, type OverTime, overTime } from './layer/sequence/overTime.js'
export { type RecurrentStart } from './layer/sequence/recurrent.js'
export { type Rnn, rnn, rnnCell } from './layer/sequence/rnn.js'
export type { Series } from './layer/sequence/Series.js'
export {
  fromLearned,
  fromZeros,
  learnedState,
  type StateParams,
  units,
  zeroState
} from './layer/sequence/startState.js'
export { unembedding } from './layer/sequence/unembedding.js'
export {
  type AllPredictions,
  type AllTargets,
  type AnyLoss,
  eraseLossTypes,
  type UntypedLoss,
  type Loss
} from './learning/Loss.js'
export type { Penalty, PenaltyOn } from './learning/Penalty.js'
export { addLosses } from './learning/loss/addLosses.js'
export { binaryCrossEntropy } from './learning/loss/binaryCrossEntropy.js'
export { binaryCrossEntropyWithLogits } from './learning/loss/binaryCrossEntropyWithLogits.js'
export { categoricalCrossEntropy } from './learning/loss/categoricalCrossEntropy.js'
export { contrastive } from './learning/loss/contrastive.js'
export { focal, type FocalSettings } from './learning/loss/focal.js'
export { hinge } from './learning/loss/hinge.js'
export { huber } from './learning/loss/huber.js'
export { kullbackLeibler } from './learning/loss/kullbackLeibler.js'
export { l1 } from './learning/loss/l1.js'
export { l2 } from './learning/loss/l2.js'
export { labelSmoothing } from './learning/loss/labelSmoothing.js'
export { meanAbsoluteError } from './learning/loss/meanAbsoluteError.js'
export { meanSquaredError } from './learning/loss/meanSquaredError.js'
export { onClasses } from './learning/loss/onClasses.js'
export { penalised } from './learning/loss/penalised.js'
export { quantile } from './learning/loss/quantile.js'
export { softmaxCrossEntropy } from './learning/loss/softmaxCrossEntropy.js'
export { softmaxFocal } from './learning/loss/softmaxFocal.js'
export { sumOf } from './learning/loss/sumOf.js'
export { weighted } from './learning/loss/weighted.js'
export { weightedExamples } from './learning/weightedExamples.js'
export * as Schedules from './learning/Schedule.js'
export type { Schedule, OneCycle } from './learning/Schedule.js'
export {
  followedBy,
  type Optimizer,
  optimizer,
  precededBy,
  statefulTransformation,
  type Transformation,
  transformation
} from './learning/Optimizer.js'
export { accumulate } from './learning/optimizer/accumulate.js'
export { adadelta, type AdadeltaSettings } from './learning/optimizer/adadelta.js'
export { adagrad } from './learning/optimizer/adagrad.js'
export { adam, type AdamSettings } from './learning/optimizer/adam.js'
export { adamw, type AdamwSettings } from './learning/optimizer/adamw.js'
export { clipByGlobalNorm } from './learning/optimizer/clipByGlobalNorm.js'
export { clipByValue } from './learning/optimizer/clipByValue.js'
export { forParameters } from './learning/optimizer/forParameters.js'
export { lamb, type LambSettings } from './learning/optimizer/lamb.js'
export { lion, type LionSettings } from './learning/optimizer/lion.js'
export { momentum } from './learning/optimizer/momentum.js'
export { nadam, type NadamSettings } from './learning/optimizer/nadam.js'
export { nesterov } from './learning/optimizer/nesterov.js'
export { radam } from './learning/optimizer/radam.js'
export { rmsprop, type RmspropSettings } from './learning/optimizer/rmsprop.js'
export { scaleBy } from './learning/optimizer/scaleBy.js'
export { sgd } from './learning/optimizer/sgd.js'
export { trustRatio } from './learning/optimizer/trustRatio.js'
export { weightDecay } from './learning/optimizer/weightDecay.js'
export {
  type AsyncEngine,
  type AsyncTensorFunction,
  eager,
  type Engine,
  type StepsPerCall,
  type TensorFunction
} from './engine/Engine.js'
export { type Program } from './engine/compiler/Program.js'
export { openBatch } from './tensor/open.js'
export { networkModel, onnxModel } from './engine/compiler/onnx.js'
export { mermaid, showProgram } from './engine/compiler/show.js'
export { trace } from './engine/compiler/trace.js'
export { chooseEngine, type AvailableEngines, type EngineChoice } from './learning/auto.js'
export { javascript, javascriptOnly } from './engine/javascript.js'
export { type WasmSettings, wasmEngine } from './engine/wasm.js'
export { orEager } from './engine/orEager.js'
export { explain, type ExplainOptions } from './engine/explain.js'
export { type Learner, learner, predict, predictor, type State } from './learning/Learner.js'
export { type ValueAndGradient, valueAndGradient } from './learning/valueAndGradient.js'
export { type Compiled, compiled } from './learning/compiled.js'
export { type ParameterGradient, type Passed, walk } from './learning/walk.js'
export {
  asBatch,
  type BatchOf,
  batches,
  type Dataset,
  dataset,
  type Example,
  type Field,
  fromBatches,
  holdOut,
  joinBatches,
  selectExamples,
  tupleDataset
} from './data/Dataset.js'
export { balanceRows, splitRows } from './data/rows.js'
export { classWeights, oversample } from './data/classWeights.js'
export { inBatches } from './data/inBatches.js'
export { kFold } from './data/kFold.js'
export {
  type AnyStream,
  type AsyncStream,
  asyncStream,
  augment,
  batchStream,
  prefetch,
  type Stream,
  stream,
  type StreamSettings
} from './data/Stream.js'
export * as Datasets from './data/Datasets.js'
export { type BinaryDataset } from './data/generated/binary.js'
export { oneHot } from './data/oneHot.js'
export { denormalise, normalise, rescale, type Scaling, standardise } from './data/Scaling.js'
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
} from './learning/Metric.js'
export { areaUnderCurve } from './learning/metric/areaUnderCurve.js'
export { calibrationError } from './learning/metric/calibrationError.js'
export { metricOf } from './learning/metric/metricOf.js'
export { exactMatch, multiLabelAccuracy, multiLabelF1, scoresPerLabel } from './learning/metric/multiLabel.js'
export { perplexity } from './learning/metric/perplexity.js'
export { rootMeanSquaredError } from './learning/metric/rootMeanSquaredError.js'
export { rSquared } from './learning/metric/rSquared.js'
export { type Choice, chooseClass } from './learning/chooseClass.js'
export { type Generation, generate } from './learning/generate.js'
export { strideFor } from './learning/stride.js'
export { type StreamPlan, streamTrajectory, type StreamTrajectoryOn } from './learning/streamTrajectory.js'
export { trajectory } from './learning/Training.js'
export { type Plateau, initialState, type TrainingState } from './learning/TrainingState.js'
export type { AsyncTrajectory, Plan, Trajectory, TrajectoryOn } from './learning/Trajectory.js'
export type { Consumed, Driven, States, Transformed } from './learning/states/States.js'
export { lastState } from './learning/states/last.js'
export { observe } from './learning/states/observe.js'
export { take } from './learning/states/take.js'
export { train } from './learning/states/train.js'
export { until } from './learning/states/until.js'
export { earlyStopping, type Patience } from './learning/states/earlyStopping.js'
export type { Averaged } from './learning/states/averaging.js'
export { type Averaging, ema } from './learning/states/ema.js'
export { polyak } from './learning/states/polyak.js'
export { evaluateOn, type Evaluation, type Scores } from './learning/states/evaluateOn.js'
export { history } from './learning/states/history.js'
export { onPlateau, type PlateauSettings } from './learning/states/onPlateau.js'
export { builtFrom } from './catalogue/LayerRow.js'
export type { Builder } from './catalogue/Row.js'
export { noSettings } from './catalogue/Row.js'
export { lossFrom } from './catalogue/losses.js'
export { type CodecBuild, type Codec, type CodecKind, codecKind } from './codec/Codec.js'
export { type Json, parseJson } from './codec/json.js'
export { type LossBuilder, lossCodec } from './codec/loss.js'
export { type LayerBuilder, networkCodec } from './codec/network.js'
export { type OptimizerKind, optimizerCodec } from './codec/optimizer.js'
export { scheduleCodec } from './codec/schedule.js'
export { decodeSafetensors, encodeSafetensors, type Safetensors } from './codec/safetensors.js'
export { type Checkpoint, decodeCheckpoint, encodeCheckpoint, type History } from './codec/checkpoint.js'
export { decodeModel, encodeModel, type Model, type OwnKinds, type TypedModel } from './codec/model.js'
export { modelCodec } from './codec/modelJson.js'
export {
  decodePieces,
  decodeText,
  encodeText,
  type Vocabulary,
  vocabularyOf,
  vocabularySize
} from './codec/vocabulary.js'
export { summary } from './codec/summary.js'
