/**
 * A description as JSON. What is empty is left out, and so are the parameters: their names and shapes follow from the rest.
 *
 *     { "kind": "sequence", "parts": [{ "kind": "dense", "configuration": { "inputs": 2, "outputs": 3 } }, { "kind": "tanh" }] }
 */
import * as t from 'io-ts/lib/index.js'
import { type Description } from '../layer/Description.js'
import { type Json } from './json.js'
import { configuration, setting } from './setting.js'

/** A description as it was written down. */
export interface Written {
  readonly kind: string
  readonly configuration?: Description['configuration']
  readonly parts?: readonly Written[]
}

export const written: t.Type<Written, unknown> = t.recursion<Written, unknown>('a description', self =>
  t.intersection([
    t.type({ kind: t.string }),
    t.partial({ configuration, parts: t.readonlyArray(self, 'a list of descriptions') })
  ])
)

export const descriptionToJson = ({ kind, configuration, parts }: Description): Json => ({
  kind,
  ...(Object.keys(configuration).length > 0 ? { configuration: setting.encode(configuration) } : {}),
  ...(parts.length > 0 ? { parts: parts.map(descriptionToJson) } : {})
})
