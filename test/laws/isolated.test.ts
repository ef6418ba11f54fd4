/** Laws in a thread of their own: `npm test` builds it first. */
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { type Isolation } from '../../laws/isolated.js'
import { type Report } from '../../laws/verify.js'

const built = (path: string) => pathToFileURL(fileURLToPath(new URL(`../../dist/${path}`, import.meta.url))).href

interface Built {
  readonly verifyIsolated: (isolation: Isolation) => () => Promise<Report>
}

/** A module with the laws of a dense layer, in which something is changed. */
const moduleOf = (change: string) =>
  `data:text/javascript,${encodeURIComponent(`
    import { layerLaws } from ${JSON.stringify(built('laws/index.js'))}
    import { dense } from ${JSON.stringify(built('src/index.js'))}
    const right = dense(2, 3)
    export const laws = count => layerLaws({ ...right, ...(${change}) }).slice(0, count)
  `)}`

const verify = async (change: string, count = 2, limit = 2) => {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-assignment -- the build has the type of the source
  const { verifyIsolated }: Built = await import(built('laws/isolated.js'))
  return verifyIsolated({ module: moduleOf(change), argument: count, options: { runs: 5 }, limit })()
}

const said = ({ results }: Report) =>
  results.flatMap(({ law, counterexample }) =>
    counterexample === undefined ? [] : [`${law.replace(/.*: /, '')}: ${counterexample.message}`]
  )

test('a right layer keeps its laws in a thread as elsewhere', async () => {
  const report = await verify('{}', 7, 20)
  expect(said(report)).toEqual([])
  expect(report.results).toHaveLength(7)
})

test('a layer that loops for ever fails each law that it is tried on, and the draw is shown', async () => {
  const report = await verify(
    '{ backward: (p, c, dy) => { while (dy.shape[0] > 1); return right.backward(p, c, dy) } }'
  )
  expect(said(report)).toEqual(report.results.map(({ law }) => `${law.replace(/.*: /, '')}: took longer than 2 s`))
  const [{ counterexample } = {}] = report.results
  expect(counterexample?.exhibits.map(([name]) => name)).toEqual([
    'layer',
    'weight',
    'bias',
    'input',
    'output gradient'
  ])
}, 60_000)

test('a layer that ends the process ends its thread only', async () => {
  const report = await verify('{ forward: () => process.exit(3) }')
  expect(new Set(said(report).map(line => line.replace(/.*: /, '')))).toEqual(new Set(['the thread ended with 3']))
}, 60_000)

test('a layer of a huge shape is not tried', async () => {
  const report = await verify(`{ inputShape: { _tag: 'None' }, outputShape: () => ({ _tag: 'Right', right: [1e12] }) }`)
  expect(said(report)[0]).toBe(
    'shapes: no draw could be made: RangeError: dense(2, 3) gives [1000000000000]: too large to be tried'
  )
}, 60_000)

test('a module that cannot be loaded rejects', async () => {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-assignment -- the build has the type of the source
  const { verifyIsolated }: Built = await import(built('laws/isolated.js'))
  await expect(verifyIsolated({ module: 'data:text/javascript,syntax error' })()).rejects.toThrow(/Unexpected/)
})
