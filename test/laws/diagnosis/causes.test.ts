import { writeFileSync } from 'node:fs'
import { test } from 'vitest'
import { layerLaws } from '../../../laws/layer/layerLaws.js'
import { lawsOfLoss } from '../../../laws/learning/lossLaws.js'
import { verify } from '../../../laws/run/verify.js'
import { blind, names } from '../causes/blind.js'
test('causes', () => {
  const rows = []
  for (const row of blind as any[]) {
    const t = performance.now()
    let printed: string[] = [], rejected: string[] = [], messages: string[] = []
    try {
      const laws = row.of === 'loss' ? lawsOfLoss({ name: row.name, loss: row.subject, ...row.known }) : layerLaws(row.subject, row.known ?? {})
      const { results } = verify(laws, { seed: 1 })
      for (const { verdict, law, counterexample } of results) if (verdict === 'fails') {
        rejected.push(law.replace(/^.*: /, ''))
        if (counterexample?.cause !== undefined) printed.push(counterexample.cause)
        else messages.push((counterexample?.entry === undefined ? 'M ' : 'E ') + counterexample?.message)
      }
    } catch (e) { messages.push('THREW ' + e) }
    rows.push({ name: row.name, cause: row.cause, named: printed.some(one => names(row, one)), messageNamed: messages.some(m => m.startsWith('M ') && names(row, m)), rejected, printed: [...new Set(printed)], messages: [...new Set(messages)], ms: Math.round(performance.now() - t) })
  }
  writeFileSync(process.env['OUT_FILE']!, JSON.stringify(rows, null, 1))
  console.log(rows.filter(r => r.named).length, rows.filter(r => r.messageNamed).length, rows.filter(r => !r.named && r.printed.length === 0).length, rows.length)
}, 1000000)
