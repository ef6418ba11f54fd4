/** How often laws reject what is wrong, and what is right, over many seeds. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format } from 'prettier'
import { type Law } from '../../laws/law/Law.js'
import { verify } from '../../laws/run/verify.js'

const place = (path: string) => fileURLToPath(new URL(`../../docs/results/${path}`, import.meta.url))

export const write = async (file: string, result: object): Promise<void> => {
  mkdirSync(place(''), { recursive: true })
  writeFileSync(place(file), await format(JSON.stringify(result), { parser: 'json', printWidth: 120 }))
}

/** Those of the seeds for which one of the laws fails, and for which one cannot be decided. */
export const verdicts = (laws: () => readonly Law[], seeds: number) => {
  const failed: number[] = []
  const undecided: number[] = []
  for (let seed = 0; seed < seeds; seed++) {
    // One law after the other: what one rejects need not be tried on the others.
    const found = new Set<string>()
    for (const law of laws()) {
      for (const { verdict } of verify([law], { seed, shrinks: 0, explain: false }).results) found.add(verdict)
      if (found.has('fails')) break
    }
    if (found.has('fails')) failed.push(seed)
    else if (found.has('inconclusive')) undecided.push(seed)
  }
  return { failed, undecided }
}
