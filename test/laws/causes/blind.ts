/** Wrong gradients written without knowledge of the diagnosis, with the cause that it should name. */
import { activations } from './activations.js'
import { affine } from './affine.js'
import { attentions } from './attention.js'
import { type Blind } from './build.js'
import { chains } from './chains.js'
import { composites } from './composites.js'
import { images } from './images.js'
import { losses } from './losses.js'
import { normalization } from './normalization.js'
import { recurrent } from './recurrent.js'
import { shapes } from './shapes.js'

/** All rows. Every name occurs once. */
export const blind: readonly Blind[] = [
  ...affine,
  ...activations,
  ...losses,
  ...images,
  ...normalization,
  ...attentions,
  ...recurrent,
  ...composites,
  ...chains,
  ...shapes
]

/**
 * Whether a printed cause says what is wrong in a row and, in a composition, where. `printed` is the cause alone: the numbers of a
 * report could match an expression such as `\b2\b` by accident.
 */
export const names = ({ says, where }: Blind, printed: string): boolean =>
  says.some(expression => expression.test(printed)) && (where === undefined || where.test(printed))
