/** Laws in a thread of their own: `npm test` builds it first. */
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { type Isolation, type Tried } from '../../../laws/run/isolated.js'

const built = (path: string) => pathToFileURL(fileURLToPath(new URL(`../../../dist/${path}`, import.meta.url))).href

interface Built {
  readonly verifyIsolated: (isolation: Isolation) => () => Promise<readonly Tried[]>
}

/** A module with the laws of a dense layer, in which something is changed. */
const moduleOf = (change: string) =>
  `data:text/javascript,${encodeURIComponent(`
    import { layerLaws } from ${JSON.stringify(built('laws/index.js'))}
    import { dense } from ${JSON.stringify(built('src/index.js'))}
    const right = dense(2, 3)
    export const candidates = count => [
      { name: 'changed', laws: () => layerLaws({ ...right, ...(${change}) }).slice(0, count) },
      { name: 'right', laws: () => layerLaws(right).slice(0, 1) }
    ]
  `)}`

const verify = async (change: string, count = 1, more: Partial<Isolation> = {}) => {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-assignment -- the build has the type of the source
  const { verifyIsolated }: Built = await import(built('laws/run/isolated.js'))
  return verifyIsolated({ module: moduleOf(change), argument: count, options: { runs: 5 }, limit: 1, ...more })()
}

const said = (tried: readonly Tried[]) =>
  tried.flatMap(({ name, results }) =>
    results.flatMap(({ law, counterexample }) =>
      counterexample === undefined ? [] : [`${name}, ${law.replace(/.*: /, '')}: ${counterexample.message}`]
    )
  )

test('right layers keep their laws in a thread', async () => {
  const tried = await verify('{}', 7, { limit: 20 })
  expect(said(tried)).toEqual([])
  expect(tried.map(({ results }) => results.length)).toEqual([7, 1])
})

test('a layer that never returns fails one law, with the draw; other layers are verified', async () => {
  const loop = '{ backward: (p, c, dy) => { while (dy.shape[0] > 1); return right.backward(p, c, dy) } }'
  const tried = await verify(loop, 7)
  expect(said(tried)).toEqual(['changed, shapes: took longer than 1 s; 6 laws are not tried'])
  expect(tried[0]?.results[0]?.counterexample?.exhibits.map(([name]) => name)).toEqual([
    'layer',
    'weight',
    'bias',
    'input',
    'output gradient'
  ])
  expect(tried[1]?.results.map(({ verdict }) => verdict)).toEqual(['holds'])
}, 60_000)

test('a layer that loops only during the diagnosis: the failure is reported', async () => {
  const tried = await verify(
    `{ backward: (p, c, dy) => {
        Error.stackTraceLimit = 100
        if (new Error().stack.includes('diag' + 'nose')) for (;;);
        const [dp, dx] = right.backward(p, c, dy)
        return [dp, { ...dx, numbers: dx.numbers.map(x => 2 * x) }]
      } }`,
    4
  )
  expect(said(tried)).toEqual([
    'changed, input gradient: the gradient of the input is not the derivative of forward (diagnosis: took longer than 1 s)'
  ])
}, 60_000)

test('a layer whose laws cannot be constructed fails one law', async () => {
  expect(
    said(await verify('{ description: {} }')).map(line => line.replace(/construction: .*/, 'construction'))
  ).toEqual(['changed, construction'])
})

test('timers and promises of a layer are not waited for', async () => {
  expect(
    said(await verify('{ begun: (setInterval(() => undefined, 1e3), Promise.reject(new Error("later"))) }'))
  ).toEqual([])
})

test('a layer that ends the process ends only its thread', async () => {
  expect(said(await verify('{ forward: () => process.exit(3) }'))).toEqual([
    'changed, shapes: the thread exited with code 3'
  ])
}, 60_000)

test('an interruption skips the remaining laws', async () => {
  let asked = 0
  const tried = await verify('{}', 7, { limit: 20, interrupted: () => ++asked > 20 })
  expect(tried[0]?.results.length).toBeLessThan(7)
  expect(tried[1]?.results).toEqual([])
})

test('a module that cannot be loaded rejects', async () => {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-assignment -- the build has the type of the source
  const { verifyIsolated }: Built = await import(built('laws/run/isolated.js'))
  await expect(verifyIsolated({ module: 'data:text/javascript,syntax error' })()).rejects.toThrow(/Unexpected/)
})
