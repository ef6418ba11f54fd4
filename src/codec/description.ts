import * as t from 'io-ts/lib/index.js'
import { type Description } from '../layer/Description.js'
import { type Json } from './json.js'
import { configuration, setting } from './setting.js'

/** A description read from JSON. Empty fields and the parameters are absent: the builder of the kind restores them. */
export interface Written {
  /** Name of the function that builds the value: `dense`. */
  readonly kind: string
  /** Arguments of that function, by name. Default: {}. */
  readonly configuration?: Description['configuration']
  /** The parts of a combinator. Default: none. */
  readonly parts?: readonly Written[]
}

/** Decoder of a description. */
export const written: t.Type<Written, unknown> = t.recursion<Written, unknown>('a description', self =>
  t.intersection([
    t.type({ kind: t.string }),
    t.partial({ configuration, parts: t.readonlyArray(self, 'a list of descriptions') })
  ])
)

/**
 * A description as JSON. Empty fields are omitted. Parameters are omitted too: their names and shapes follow from the rest.
 *
 *     { "kind": "sequence", "parts": [{ "kind": "dense", "configuration": { "inputs": 2, "outputs": 3 } }, { "kind": "tanh" }] }
 */
export const descriptionToJson = ({ kind, configuration, parts }: Description): Json => ({
  kind,
  ...(Object.keys(configuration).length > 0 ? { configuration: setting.encode(configuration) } : {}),
  ...(parts.length > 0 ? { parts: parts.map(descriptionToJson) } : {})
})
