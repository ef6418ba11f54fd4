import { causality } from '../layer/causality.js'
import { incremental } from '../layer/incremental.js'
import { type Law } from '../law/Law.js'
import { stepwise } from '../subject/stepwise.js'
import { type Subject } from '../subject/Subject.js'

/**
 * The laws of layers that take the positions of a sequence one after the other.
 *
 *     causality      what comes later changes no output
 *     incremental    the steps give the outputs of forward, bit for bit
 *
 * @param subjects the layers. Default: those of the library.
 * @example verify(stepwiseLaws([{ name: 'lstm', layers: [eraseTypes(lstm(2, 3))], shapes: [[4, 2]] }]))
 */
export const stepwiseLaws = (subjects: readonly Subject[] = stepwise): readonly Law[] =>
  subjects.flatMap(subject => [causality(subject), incremental(subject)])
