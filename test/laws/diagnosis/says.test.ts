import { test } from 'vitest'
import { readFileSync } from 'node:fs'
import { blind } from '../causes/blind.js'
test('s', () => {
  const rows = JSON.parse(readFileSync('/work/wt/tmp-diagnosis/first-mine.json', 'utf8'))
  for (const b of blind) { const r = rows.find((x: any) => x.name === b.name); if (!r.named) console.log(b.name, b.says, b.where ?? '') }
})
