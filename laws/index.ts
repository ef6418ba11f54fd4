/** The public names of `pullback/laws`. */
export {
  allOf,
  type Details,
  type Entry,
  type Explain,
  type Exhibit,
  fails,
  type Failure,
  type Finding,
  holds,
  type Law,
  skipped,
  type Symptom,
  type Trial
} from './law/Law.js'
export { type Counterexample, type Options, type Report, type Result } from './law/verify.js'
export { verify } from './run/verify.js'
export { type Gradients, type Mutant, type MutantOptions, mutantsOf } from './mutant/mutantsOf.js'
export {
  type Score,
  scoreOf,
  showScore,
  type TriedMutant,
  tryMutants,
  type TryMutantsOptions
} from './mutant/tryMutants.js'
export { diagnose } from './diagnosis/diagnose.js'
export { proofOf, proveOne, prove, type Proof, type Proven, showProof } from './wrong/prove.js'
export { register, type Test } from './run/register.js'
export { overviewToJunit } from './run/junit.js'
export { allHold, type Overview, overviewToJson, showOverview, type Tried } from './run/overview.js'
export { reportToJson, showReport, showResult } from './run/render.js'
export { type Draws, lawOver } from './law/lawOver.js'
export { algebraLaws } from './algebra/algebraLaws.js'
export { lawsOfOptimizer, optimizerLaws } from './learning/optimizerLaws.js'
export { learnerLaws, type Unfold } from './learning/learnerLaws.js'
export { resumptionLaw } from './learning/resumptionLaw.js'
export { everything, type Group } from './everything.js'
export { asItLearnsLaw, codecLaws, everyCodecLaw, type Filed, inText } from './codec/codecLaws.js'
export { type Drawn } from './codec/Drawn.js'
export { compositionLaws, lawsOfComposition } from './composition/compositionLaws.js'
export { type Chain, chainOf, type Triple } from './composition/Chain.js'
export { type Combinators } from './composition/Combinators.js'
export { lawsOfLoss, lossLaws } from './learning/lossLaws.js'
export { networkCoverage, networkLaws } from './composition/networkLaws.js'
export { type SequenceCombinators, sequenceLaws } from './composition/sequenceLaws.js'
export { stepwiseLaws } from './composition/stepwiseLaws.js'
export { initializerLaws } from './layer/initializerLaws.js'
export { causality } from './layer/causality.js'
export { incremental } from './layer/incremental.js'
export { layerLaws, lawsOf } from './layer/layerLaws.js'
export { type LayerSubject as Row } from './subject/LayerSubject.js'
export { layerSubjects as table } from './subject/layers.js'
export { type Case, layerCase } from './generator/layer.js'
export { type Subject } from './subject/Subject.js'
export { layout } from './generator/layout.js'
export { numbers, type PaletteName } from './generator/numbers.js'
export { anyNetwork, combinators, continuing, coverage, type Network } from './composition/network.js'
export { batchSize, params, shape, tensor, value } from './generator/value.js'
export { denseWithOneEntryWrong, notebookDense } from './wrong/dense.js'
export { everythingWrong, type Mistakes } from './wrong/everything.js'
export { wrongLayers } from './wrong/table.js'
export { type Wrong, wrongLayer } from './wrong/Wrong.js'
export { differentiate, type Estimate, type Line } from './derivative/derivative.js'
export { judge, type Judgement } from './derivative/judgement.js'
export { type Agrees } from './interpreter/Agrees.js'
export { agreementOfChains } from './interpreter/chains.js'
export { agreement } from './interpreter/layer.js'
export { agreementMatrix, type Cell, showMatrix } from './interpreter/matrix.js'
export { agreementOfOperations } from './interpreter/operations.js'
export { type LaterLaw, laterOver, verifyLater } from './law/later.js'
export { type Distribute, poolLaws, type PoolLawsSettings } from './distributed/poolLaws.js'
export { type LawPart } from './distributed/lawWires.js'
export { wireLaws } from './distributed/wireLaws.js'
export { everyWireLaw } from './distributed/wires.js'
export { verifyWork } from './verifyWork.js'
