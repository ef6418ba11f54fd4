import { expect, test } from 'vitest'
import { prove, showProof } from '../../laws/prove.js'
import { wrongOf } from './Blind.js'
import { blindLarge } from './blindLarge.js'
import { blindPlain } from './blindPlain.js'
import { heldOutLayers } from './heldOut.js'

const tables = { first: heldOutLayers, plain: blindPlain.map(wrongOf), large: blindLarge.map(wrongOf) }
const proofs = Object.entries(tables).map(([name, table]) => [name, prove(table, { seed: 1 })] as const)

test.each(proofs)('mistakes of the table %s are rejected, and the cause of four in five is named', (_, proof) => {
  console.info(showProof(proof))
  expect(proof.holds).toBe(true)
  expect(proof.named / proof.rows.length).toBeGreaterThanOrEqual(0.8)
})
