/** Judges the layers inside of a composition alone, and names the one whose gradient is wrong: `part 1, tanh(): …`. */
import * as fc from 'fast-check'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { componentsOf } from '../../src/layer/rebuilding.js'
import { showDescription } from '../../src/layer/Description.js'
import { type Case, layerCase } from '../generator/layer.js'
import { calibrated } from '../layer/calibrated.js'
import { validInput } from '../subject/domain.js'
import { type Subject } from '../subject/Subject.js'
import { gather, isWrong } from './Evidence.js'
import { isWrongScene, sceneOf } from './Scene.js'

const subjectOf = (layer: UntypedLayer): Subject => {
  const input = validInput(layer.description)
  return {
    name: showDescription(layer.description),
    layers: [calibrated(layer)],
    ...(input === undefined ? {} : { input })
  }
}

const isWrongIn = (drawn: Case): boolean => {
  const scene = sceneOf(drawn)
  return scene === undefined
    ? (['parameters', 'input'] as const).some(part => gather(drawn, part, []).some(isWrong))
    : isWrongScene(scene)
}

/** Whether the gradient of a layer is wrong in generic draws. False if the layer cannot be tried alone. */
const isWrongAlone = (subject: Subject): boolean => {
  try {
    return fc.sample(layerCase(subject, 'generic'), { seed: 1, numRuns: 4 }).some(isWrongIn)
  } catch {
    return false
  }
}

/** The cause in the parts of a layer. `explain` finds the cause of a wrong part. Undefined if no part is wrong alone. */
export const inParts = ({ layers }: Subject, explain: (part: Subject) => string | undefined): string | undefined => {
  for (const layer of layers)
    for (const [i, part] of componentsOf(layer).entries()) {
      const subject = subjectOf(part)
      if (!isWrongAlone(subject)) continue
      const cause = inParts(subject, explain) ?? explain(subject) ?? 'its gradient is wrong, also alone'
      return `part ${i}, ${subject.name}: ${cause}`
    }
  return undefined
}
