/** The package as users get it: packed, installed in an empty folder, imported, bundled and run. `npm test` builds it first. */
import { build } from 'esbuild'
import { existsSync } from 'node:fs'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { install, run } from './installed.js'

const root = fileURLToPath(new URL('..', import.meta.url))

let folder = ''
let tarball = ''
let withoutNetwork = ''

beforeAll(async () => {
  ;({ folder, tarball, withoutNetwork } = await install())
}, 60_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

beforeEach(({ skip }) => {
  if (withoutNetwork === '') return
  console.log(`skipped: ${withoutNetwork}`)
  skip(withoutNetwork)
})

const code = `
  import { dense, tanh } from 'pullback'
  console.log(dense(2, 3).description.kind, tanh().description.kind)
`

test('publint reports nothing', async () => {
  const { messages, pkg } = await publint({ pkgDir: root, strict: true })
  expect(messages.map(message => formatMessage(message, pkg, { color: false }))).toEqual([])
})

test('the tarball contains the build, the files that the README links to, and nothing else', async () => {
  expect((await readdir(join(folder, 'node_modules/pullback'))).sort()).toEqual([
    'CONTRIBUTING.md',
    'LICENSE',
    'README.md',
    'dist',
    'docs',
    'examples',
    'package.json'
  ])
  expect((await readdir(join(folder, 'node_modules/pullback/dist'))).sort()).toEqual(['laws', 'src'])
})

test('the README documents how to install the package and its optional packages', async () => {
  const installed = join(folder, 'node_modules/pullback')
  const readme = await readFile(join(installed, 'README.md'), 'utf8')
  expect(readme).toMatch(new RegExp(`^npm install .*/${tarball} fp-ts$`, 'm'))
  const { peerDependenciesMeta } = (await import('../package.json', { with: { type: 'json' } })).default
  for (const peer of Object.keys(peerDependenciesMeta)) expect(readme).toContain(`\`${peer}\` for `)
})

test('the links of the README resolve', async () => {
  const installed = join(folder, 'node_modules/pullback')
  const readme = await readFile(join(installed, 'README.md'), 'utf8')
  const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = '']) => link)
  expect(links).toContain('docs/commands.md')
  expect(links.filter(link => !existsSync(join(installed, link)))).toEqual([])
})

test('plain Node imports the package', async () => {
  await writeFile(join(folder, 'index.js'), code)
  expect(await run(folder, process.execPath, 'index.js')).toEqual({ failed: false, stdout: 'dense tanh\n', stderr: '' })
})

test('a bundle for a page does not contain the command line', async () => {
  const { metafile } = await build({
    stdin: { contents: code, resolveDir: folder },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    metafile: true,
    absWorkingDir: folder,
    outfile: join(folder, 'bundle.js'),
    logLevel: 'silent'
  })
  const packages = Object.keys(metafile.inputs).map(file => /node_modules\/([^/]+)/.exec(file)?.[1])
  expect(packages).toContain('pullback')
  expect(packages).not.toContain('commander')
  expect(await run(folder, process.execPath, 'bundle.js')).toEqual({
    failed: false,
    stdout: 'dense tanh\n',
    stderr: ''
  })
})

test('npx pullback runs', async () => {
  const { failed, stdout } = await run(folder, 'npx', '--no-install', 'pullback', 'xor', '--epochs', '100')
  expect(failed).toBe(false)
  expect(stdout).toMatch(/^Error 0\.00\d+ after 100 epochs/)
  const refused = await run(folder, 'node_modules/.bin/pullback', 'xor', '--epochs', '-1')
  expect(refused.failed).toBe(true)
  expect(refused.stderr).toContain('pullback: --epochs must be a positive integer, found "-1"\n')
})
