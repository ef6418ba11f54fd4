import { expect, test } from 'vitest'
import { prove, showProof } from '../../laws/wrong/prove.js'
import { wrongOf } from '../laws/wrong/Blind.js'
import { blindLarge } from '../laws/wrong/blindLarge.js'
import { blindPlain } from '../laws/wrong/blindPlain.js'
import { blindUsual } from '../laws/wrong/blindUsual.js'
import { heldOutLayers } from '../laws/wrong/heldOut.js'

const tables = {
  first: heldOutLayers,
  plain: blindPlain.map(wrongOf),
  large: blindLarge.map(wrongOf),
  usual: blindUsual.map(wrongOf)
}
const proofs = Object.entries(tables).map(([name, table]) => [name, prove(table, { seed: 1 })] as const)

test.each(proofs)(
  'mistakes in the table %s are rejected, and the diagnosis names the cause of four in five',
  (_, proof) => {
    console.info(showProof(proof))
    expect(proof.holds).toBe(true)
    expect(proof.named / proof.rows.length).toBeGreaterThanOrEqual(0.8)
  }
)
