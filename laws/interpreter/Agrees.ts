/** Whether what an engine gives will do for what it is eagerly. */
import { type Value } from '../../src/Value.js'
import { fails, type Finding, holds } from '../Law.js'
import { showValue } from '../Numbers.js'

/** `sameValue`: bit for bit, the sign of zero included. For a float32 engine it says how far that may be off. */
export type Agrees = (found: Value, expected: Value) => boolean

export const compare = (agrees: Agrees, found: Value, expected: Value): Finding =>
  agrees(found, expected)
    ? holds()
    : fails(`the engine gives ${showValue(found)}, eagerly it is ${showValue(expected)}`)
