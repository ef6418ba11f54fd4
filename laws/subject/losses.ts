import { type LossRow } from '../../src/catalogue/losses.js'

/** A loss, and what is known of it. */
export type LossSubject = Omit<LossRow, 'formula' | 'build'>
