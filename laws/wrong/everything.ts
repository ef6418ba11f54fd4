import { wrongInterpreters } from './algebra.js'
import { wrongAttention } from './attention.js'
import { wrongCodecs } from './codecs.js'
import { wrongCompositions } from './composition.js'
import { wrongInitializers } from './initializers.js'
import { wrongLosses } from './losses.js'
import { wrongNetworks } from './networks.js'
import { wrongOptimizers } from './optimizers.js'
import { wrongRecurrent } from './recurrent.js'
import { wrongResumptions } from './resumption.js'
import { wrongSequences } from './sequences.js'
import { wrongSteps } from './stepwise.js'
import { wrongLayers } from './table.js'
import { wrongTrainings } from './training.js'
import { wrongWires } from './wires.js'
import { type Wrong } from './Wrong.js'

/** Wrong subjects of one kind. */
export interface Mistakes {
  /** The kind, in the plural: `layers`. */
  readonly of: string
  /** The wrong subjects. */
  readonly wrong: readonly Wrong[]
}

/**
 * All wrong subjects, grouped by kind. `pullback laws --prove` tries the laws on them.
 *
 * @example for (const { of, wrong } of everythingWrong) console.log(of, prove(wrong).holds)
 */
export const everythingWrong: readonly Mistakes[] = [
  { of: 'layers', wrong: wrongLayers },
  { of: 'initializers', wrong: wrongInitializers },
  { of: 'losses', wrong: wrongLosses },
  { of: 'optimizers', wrong: wrongOptimizers },
  { of: 'operations', wrong: wrongInterpreters },
  { of: 'compositions', wrong: wrongCompositions },
  { of: 'sequences', wrong: [...wrongSequences, ...wrongRecurrent, ...wrongAttention, ...wrongSteps] },
  { of: 'networks', wrong: wrongNetworks },
  { of: 'training', wrong: wrongTrainings },
  { of: 'codecs', wrong: wrongCodecs },
  { of: 'wires', wrong: wrongWires },
  { of: 'resumption', wrong: wrongResumptions }
]
