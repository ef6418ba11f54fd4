/** The engine wasm in float64 gives what the eager engine gives, bit for bit; in float32 up to rounding. */
import { describe, test } from 'vitest'
import { agreementOfChains } from '../../laws/interpreter/chains.js'
import { agreementOfOperations } from '../../laws/interpreter/operations.js'
import { register } from '../../laws/run/register.js'
import { wasmEngine } from '../../src/engine/wasm.js'

const float64 = wasmEngine({ precision: 'float64' })

describe('wasm in float64 agrees with eager', () => {
  register(test, agreementOfOperations(float64), { runs: 30 })
  register(test, [agreementOfChains(float64)], { runs: 300 })
})
