import { brokenLayers } from './broken.js'
import { wrongDenseLayers } from './dense.js'
import { elementWise } from './elementWise.js'
import { impure } from './impure.js'
import { pairs } from './pairs.js'
import { rows } from './rows.js'
import { windows } from './windows.js'
import { type Wrong } from './Wrong.js'

/** All wrong layers, each with one realistic mistake. */
export const wrongLayers: readonly Wrong[] = [
  ...wrongDenseLayers,
  ...elementWise,
  ...rows,
  ...windows,
  ...pairs,
  ...impure,
  ...brokenLayers
]
