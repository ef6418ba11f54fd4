/** Counts over many seeds how often laws reject correct and wrong subjects. */
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

/** The seeds for which a law fails, and those for which a law is inconclusive. */
export const verdicts = (laws: () => readonly Law[], seeds: number) => {
  const failed: number[] = []
  const undecided: number[] = []
  for (let seed = 0; seed < seeds; seed++) {
    // Laws run in order: a subject that one law rejects is not tried on the others.
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
