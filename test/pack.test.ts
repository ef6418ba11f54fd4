/** The package as users get it: packed, installed in an empty folder, imported, bundled and run. `npm test` builds it first. */
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { build } from 'esbuild'
import { existsSync, readFileSync } from 'node:fs'
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
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

test('are-the-types-wrong finds no problem for ES modules and bundlers', async () => {
  const packed = createPackageFromTarballData(new Uint8Array(await readFile(join(folder, tarball))))
  const result = await checkPackage(packed)
  if (result.types === false) throw new Error('the package has no types')
  // The package has no CommonJS, and `node10` does not read `exports`.
  const ours = result.problems.filter(
    problem => !('resolutionKind' in problem && /^node(10|16-cjs)$/.test(problem.resolutionKind))
  )
  expect(ours).toEqual([])
}, 60_000)

test('the tarball has at most 1,000 kB', async () => {
  expect((await stat(join(folder, tarball))).size).toBeLessThanOrEqual(1_000_000)
})

test('every declaration that an export needs is in the tarball', async () => {
  const installed = join(folder, 'node_modules/pullback')
  const { exports } = (await import('../package.json', { with: { type: 'json' } })).default
  const needed = new Set(Object.values(exports).flatMap(entry => (typeof entry === 'string' ? [] : join(entry.types))))
  // The loop also visits the declarations that it finds.
  for (const path of needed)
    if (existsSync(join(installed, path)))
      for (const [, name = ''] of readFileSync(join(installed, path), 'utf8').matchAll(
        /^(?:import|export) .*'(\..*)\.js'/gm
      ))
        needed.add(join(path, '..', `${name}.d.ts`))
  expect([...needed]).toContain(join('dist/src/layer/Layer.d.ts'))
  expect([...needed].filter(path => !existsSync(join(installed, path)))).toEqual([])
})

test('npm publish corrects nothing in package.json', async () => {
  const { stdout, stderr } = await run(root, 'npm', 'publish', '--dry-run', '--json')
  expect(stdout).toContain('"name": "pullback"')
  const warnings = stderr.split('\n').filter(line => /^npm warn/i.test(line) && !line.includes('to be logged in'))
  expect(warnings).toEqual([])
}, 60_000)

test('the tarball contains the build, the files that the README links to, and nothing else', async () => {
  expect((await readdir(join(folder, 'node_modules/pullback'))).sort()).toEqual([
    'CHANGELOG.md',
    'CONTRIBUTING.md',
    'LICENSE',
    'README.md',
    'dist',
    'docs',
    'examples',
    'package.json'
  ])
  expect((await readdir(join(folder, 'node_modules/pullback/dist'))).sort()).toEqual(['laws', 'src'])
  expect(await readdir(join(folder, 'node_modules/pullback/docs'))).not.toContain('results')
})

test('the command is one file, and loads only the laws from the rest of the package', async () => {
  const cli = join(folder, 'node_modules/pullback/dist/src/cli')
  expect(await readdir(cli)).toEqual(['main.js'])
  const code = await readFile(join(cli, 'main.js'), 'utf8')
  const loaded = [...code.matchAll(/(?:from|import\(|import) ?"(\.[^"]*)"/g)].map(([, path = '']) => path)
  expect(loaded.toSorted()).toEqual([
    '../../laws/exercise/gradeFile.js',
    '../../laws/exercises.js',
    '../../laws/index.js',
    '../../laws/run/module.js'
  ])
  expect(loaded.filter(path => !existsSync(join(cli, path)))).toEqual([])
  expect(code).toContain('fp-ts, io-ts: copyright')
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
  // The measurements stay in the repository.
  const placeOf = (link: string) => join(link.startsWith('docs/results/') ? root : installed, link)
  expect(links.filter(link => !existsSync(placeOf(link)))).toEqual([])
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

test('a bundler makes a page of the engine onnx-web where its package is absent; the page is told so', async () => {
  const { errors } = await build({
    stdin: {
      contents: "import { onnxWebEngine } from 'pullback/onnx-web'; console.log((await onnxWebEngine()()).left)",
      resolveDir: folder
    },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    outfile: join(folder, 'absent.js'),
    logLevel: 'silent'
  })
  expect(errors).toEqual([])
  const { stdout } = await run(folder, process.execPath, 'absent.js')
  expect(stdout).toMatch(/^the engine onnx-web needs ONNX Runtime: npm install onnxruntime-web \(/)
})

test('npx pullback runs', async () => {
  const { failed, stdout } = await run(folder, 'npx', '--no-install', 'pullback', 'xor', '--epochs', '100')
  expect(failed).toBe(false)
  expect(stdout).toMatch(/^Error 0\.00\d+ after 100 epochs/)
  const refused = await run(folder, 'node_modules/.bin/pullback', 'xor', '--epochs', '-1')
  expect(refused.failed).toBe(true)
  expect(refused.stderr).toContain('pullback xor: --epochs must be a positive integer, found "-1"\n')
})
