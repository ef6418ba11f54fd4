/** Runs docs/tables.md: its commands in order, then its server, with the request that it shows. */
import { spawn, execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { ownFolder } from '../folder.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { folder } = ownFolder()
const text = readFileSync(join(root, 'docs/tables.md'), 'utf8')
const blocks = (language: string) =>
  [
    ...text.matchAll(
      new RegExp(`^\`\`\`${language}\\n([^\`]*?)^\`\`\`$|^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm')
    )
  ].map(([, short, long]) => short ?? long ?? '')

test('from a CSV file to a served model', { timeout: 120_000 }, async () => {
  copyFileSync(join(root, 'examples/iris.csv'), join(folder, 'iris.csv'))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(root, join(folder, 'node_modules/pullback'))
  symlinkSync(join(root, 'node_modules/fp-ts'), join(folder, 'node_modules/fp-ts'))
  const commands = blocks('sh').map(block => block.trim().split(' '))
  const outputs: string[] = []
  for (const [npx, , ...words] of commands) {
    if (npx !== 'npx') continue
    const { stdout } = await promisify(execFile)('node', [join(root, 'dist/src/cli/main.js'), ...words], {
      cwd: folder
    })
    outputs.push(stdout)
  }
  expect(outputs[0]).toContain('Trained on 120 rows, validated on 30 rows.\n')
  expect(Number(/accuracy ([\d.]+) %/.exec(outputs[1] ?? '')?.[1])).toBeGreaterThan(95)
  expect(outputs[2]).toMatch(/^species,predicted species,probability\nsetosa,setosa,/)

  writeFileSync(join(folder, 'server.mjs'), blocks('js').join(''))
  const server = spawn(process.execPath, ['server.mjs'], { cwd: folder, env: { ...process.env, PORT: '0' } })
  onTestFinished(() => void server.kill())
  const address = await new Promise<string>((resolve, reject) => {
    server.stdout.on('data', (data: Buffer) => resolve(String(data).trim()))
    server.stderr.on('data', (data: Buffer) => reject(new Error(String(data))))
  })
  const [, rows = ''] = /--data '(.*)'/.exec(text) ?? []
  const answer = await fetch(address, { method: 'POST', body: rows })
  expect(answer.status).toBe(200)
  expect(await answer.text()).toMatch(/^\[\{"setosa":(1|0\.9\d+),"versicolor":[\d.e-]+,"virginica":[\d.e-]+\}\]$/)
  expect((await fetch(address, { method: 'POST', body: '{' })).status).toBe(400)
  const wrong = await fetch(address, { method: 'POST', body: rows.replace('5.1', '"tall"') })
  expect(await wrong.text()).toBe('line 1: "sepal length" must be a number, found "tall"')
})
