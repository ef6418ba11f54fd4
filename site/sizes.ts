/** Sizes of the built playground. */
import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

/** The parts of the playground, the beginnings of the names of their files, and the most bytes that they may have in gzip. */
export const parts = [
  { part: 'page: HTML, style and script', files: ['index'], most: 45_000 },
  { part: 'train worker, until the first picture', files: ['train.worker-', 'rolldown-runtime-'], most: 25_000 },
  { part: 'compiler of the train worker, loaded after it', files: ['compiler-'], most: 12_000 },
  { part: 'laws worker', files: ['laws.worker-'], most: 55_000 },
  { part: 'diagnosis of the laws worker, loaded when a law fails', files: ['diagnose-'], most: 28_000 }
] as const

/**
 * The files of each part and their size in gzip.
 *
 * @param folder the folder `playground` of the built site
 * @throws Error if a file belongs to no part
 */
export const sizesOf = (folder: string) => {
  const paths = ['index.html', ...readdirSync(`${folder}/assets`).map(name => `assets/${name}`)]
  const partOf = (path: string) =>
    parts.find(({ files }) => files.some(start => path.replace('assets/', '').startsWith(start)))
  const stray = paths.find(path => partOf(path) === undefined)
  if (stray !== undefined) throw new Error(`${stray} belongs to no part of the playground: name its part in sizes.ts`)
  return parts.map(part => {
    const files = paths.filter(path => partOf(path) === part)
    const sizes = files.map(path => gzipSync(readFileSync(`${folder}/${path}`), { level: 9 }).length)
    return { ...part, files, size: sizes.reduce((sum, size) => sum + size, 0) }
  })
}
