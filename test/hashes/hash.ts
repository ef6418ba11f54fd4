import { type Params, toArray } from '../../src/index.js'

/** The first 16 digits of SHA-256 over the bits of all parameters in order. */
export const hash = async (params: Params): Promise<string> => {
  const numbers = Float64Array.from(params.flatMap(parameter => toArray(parameter)))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', numbers))
  return Array.from(digest.subarray(0, 8), byte => byte.toString(16).padStart(2, '0')).join('')
}
