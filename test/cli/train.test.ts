/** train, predict, evaluate and show, in this process, on files of their own: results, and every complaint as a whole line. */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { run } from './fakeTerminal.js'

const folder = mkdtempSync(join(tmpdir(), 'pullback-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const at = (name: string): string => join(folder, name)
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(at(name), content)
  return at(name)
}

const iris = at('iris.csv')
copyFileSync(fileURLToPath(new URL('../../examples/iris.csv', import.meta.url)), iris)
const model = at('iris.safetensors')
const train = ['train', '--data', iris, '--target', 'species']

describe('a model from a table', () => {
  test('train writes it', async () => {
    const { code, stdout } = await run([...train, '--out', model, '--epochs', '40', '--validation', '0.2'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Loss 0\.\d+, validation loss 0\.\d+, accuracy \d+\.\d % after 40 epochs in /)
    expect(stdout).toContain('Learnt from 120 rows, measured on 30 others.\n')
  })

  test('predict knows its columns in any order, and what it has not seen', async () => {
    const table = file(
      'some.csv',
      'petal width,note,petal length,sepal width,sepal length\n0.2,"a ""b""",1.4,3.5,5.1\n2.3,,6.1,3,7.7\n'
    )
    const { code, stdout } = await run(['predict', model, '--input', table])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^species,probability\nsetosa,0\.\d+\nvirginica,0\.\d+\n$/)
    const asJson = await run(['predict', model, '--input', table, '--json'])
    expect(asJson.stdout.split('\n')[0]).toMatch(/^\{"species":"setosa","probability":0\.\d+\}$/)
  })

  test('evaluate measures it, and says with its code whether it is good enough', async () => {
    const { code, stdout } = await run(['evaluate', model, '--data', iris])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Loss 0\.\d+, accuracy 9\d\.\d % on 150 rows\.\n$/)
    expect((await run(['evaluate', model, '--data', iris, '--at-least', '1'])).code).toBe(1)
    expect((await run(['evaluate', model, '--data', iris, '--at-least', '0.9'])).code).toBe(0)
  })

  test('show tells what is in it', async () => {
    expect((await run(['show', model])).stdout).toBe(
      [
        'layer            output  parameters',
        '0  dense(4, 16)  [16]            80',
        '1  relu()        [16]             0',
        '2  dense(16, 3)  [3]             51',
        'total                           131',
        '',
        'from',
        '  sepal length (cm)',
        '  sepal width (cm)',
        '  petal length (cm)',
        '  petal width (cm)',
        'to',
        '  species: one of setosa, versicolor, virginica',
        ''
      ].join('\n')
    )
  })

  test('a number is predicted in its unit, from a configuration file and JSON lines', async () => {
    const rows = Array.from({ length: 20 }, (_, i) =>
      JSON.stringify({ 'x (m)': i, kind: i % 2 === 0 ? 'a' : 'b', y: 2 * i })
    )
    const data = file('line.jsonl', `${rows.join('\n')}\n`)
    const out = at('line.safetensors')
    const config = file('line.json', JSON.stringify({ data, target: 'y', epochs: 200, out }))
    expect((await run(['train', config, '--learning-rate', '0.02'])).code).toBe(0)
    const { stdout } = await run(['evaluate', out, '--data', data])
    expect(stdout).toMatch(/^Loss 0\.\d+, root mean squared error 0\.\d+ on 20 rows\.\n$/)
    const predicted = await run(['predict', out, '--input', data, '--json'])
    expect(predicted.stdout.split('\n')[10]).toMatch(/^\{"y":(19|20|21)/)
  })
})

describe('checkpoints', () => {
  test('a resumed training ends with the same model; the last and the best are kept', async () => {
    const [whole, parts, out] = [at('whole'), at('parts'), at('other.safetensors')]
    const common = [...train, '--validation', '0.2', '--keep', '2']
    await run([...common, '--checkpoint', whole, '--epochs', '9', '--out', model])
    let asked = 0
    const interrupted = await run([...common, '--checkpoint', parts, '--epochs', '9'], {
      interrupted: () => ++asked === 4
    })
    expect(interrupted.code).toBe(130)
    expect(interrupted.stdout).toMatch(/^Interrupted after 4 of 9 epochs\.\n/)
    expect(interrupted.stdout).toContain('Add --resume to go on.\n')
    expect((await run([...common, '--checkpoint', parts, '--epochs', '9', '--out', out, '--resume'])).code).toBe(0)
    expect(readFileSync(out).equals(readFileSync(model))).toBe(true)
    expect(readdirSync(whole)).toEqual(['epoch-000008.safetensors', 'epoch-000009.safetensors'])
    expect(
      readFileSync(join(whole, 'epoch-000009.safetensors')).equals(
        readFileSync(join(parts, 'epoch-000009.safetensors'))
      )
    ).toBe(true)
    expect((await run(['evaluate', join(whole, 'epoch-000009.safetensors'), '--data', iris])).code).toBe(0)
  })

  const checkpoint = at('one')
  const complains = async (argv: readonly string[], code: number, line: string) => {
    const ran = await run(argv)
    expect({ code: ran.code, line: ran.stderr.split('\n').at(-2) }).toEqual({ code, line: `pullback: ${line}` })
    expect(ran.stdout).toBe('')
  }

  test('what does not belong together is refused', async () => {
    const one = [...train, '--checkpoint', checkpoint, '--epochs', '2']
    await run(one)
    const path = join(checkpoint, 'epoch-000002.safetensors')
    await complains(
      one,
      2,
      `${checkpoint} holds a training already: go on with it, --resume, or give another --checkpoint`
    )
    await complains([...one, '--resume', '--seed', '1'], 2, `${path} is of a training with the seed "42", found "1"`)
    const other = file('other.csv', readFileSync(iris, 'utf8').replace('5.1,', '5.2,'))
    await complains([...one, '--resume', '--data', other], 3, `${path} is of other data than these`)
    writeFileSync(path, readFileSync(path).subarray(0, 100))
    await complains(
      [...one, '--resume'],
      3,
      `${path}: the header must be at most 92 bytes long, found ${readFileSync(path).readUInt32LE(0)}`
    )
  })

  test('a folder that cannot be one is refused', async () => {
    const under = join(iris, 'checkpoints')
    await complains([...train, '--checkpoint', under], 3, `${under}: a folder on the way to it is a file`)
    const out = join(iris, 'model.safetensors')
    await complains(
      [...train, '--epochs', '1', '--out', out],
      3,
      `${out} cannot be written: a folder on the way to it is a file`
    )
  })
})

describe('refused in one line', () => {
  const bad = file('bad.safetensors', 'what?')
  test.each([
    [['train'], 2, '--data must be a file, found nothing'],
    [['train', '--data', iris], 2, '--target must be the name of a column, found nothing'],
    [
      ['train', '--data', at('none.csv'), '--target', 'y'],
      3,
      `${at('none.csv')} cannot be read: there is no such file or folder`
    ],
    [['train', '--data', folder, '--target', 'y'], 3, `${folder} cannot be read: it is a folder, not a file`],
    [['train', at('none.json')], 3, `${at('none.json')} cannot be read: there is no such file or folder`],
    [['train', file('a.json', '{"epochs": 0}')], 2, `${at('a.json')}: epochs must be a positive integer, found "0"`],
    [
      ['train', file('b.json', '{"epoch": 1}')],
      2,
      `${at('b.json')}: unknown setting "epoch", expected one of data, target, layers, categories, epochs, batch, learningRate, optimizer, validation, engine, seed, out, checkpoint, keep, plot`
    ],
    [
      ['train', file('c.json', '{"epochs": 1,}')],
      2,
      `${at('c.json')}: line 1, column 14: this is not JSON: property name expected`
    ],
    [
      [...train.slice(0, 3), '--target', 'y'],
      3,
      `${iris}: the column "y" is missing, found "sepal length", "sepal width", "petal length", "petal width", "species"`
    ],
    [[...train, '--layers', '16,foo'], 2, '--layers: no layer is registered under the name "foo"'],
    [[...train, '--layers', '0'], 2, '--layers: a size must be from 1 to 100000, found 0'],
    [[...train, '--validation', '0.001'], 2, '--validation: 0.001 of 150 rows leaves none on one side'],
    [
      [...train, '--learning-rate', '1e300', '--optimizer', 'sgd'],
      4,
      'the loss must be finite, found NaN at epoch 1: try a --learning-rate below 1e+300'
    ],
    [['show', at('none')], 3, `${at('none')} cannot be read: there is no such file or folder`],
    [['show', bad], 3, `${bad}: a safetensors file begins with 8 bytes, found 5`],
    [['predict', bad, '--input', iris], 3, `${bad}: a safetensors file begins with 8 bytes, found 5`],
    [['predict', model], 2, '--input must be a file, found nothing']
  ])('%j', async (argv, code, line) => {
    const ran = await run(argv)
    expect({ code: ran.code, line: ran.stderr.split('\n').at(-2) }).toEqual({ code, line: `pullback: ${line}` })
    expect(ran.stdout).toBe('')
  })
})

/** Root can mount a small disk; others cannot. */
const small = at('small')
const hasDisk = (() => {
  mkdirSync(small)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48k', 'tmpfs', small], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()
afterAll(() => {
  if (hasDisk) execFileSync('umount', [small])
})

test.skipIf(!hasDisk)(
  `a full disk leaves the last checkpoint whole${hasDisk ? '' : ' (skipped: no tmpfs can be mounted here)'}`,
  async () => {
    const argv = [...train, '--checkpoint', small, '--keep', '100', '--epochs', '20']
    const { code, stderr } = await run(argv)
    expect(code).toBe(3)
    expect(stderr.split('\n').at(-2)).toMatch(
      /^pullback: .*epoch-\d+\.safetensors cannot be written: no space is left on the disk$/
    )
    const names = readdirSync(small).filter(name => name.endsWith('.safetensors'))
    expect(names.length).toBeGreaterThan(0)
    for (const name of names) expect((await run(['show', join(small, name)])).code).toBe(0)
    execFileSync('mount', ['-o', 'remount,ro', small])
    const readOnly = await run([...argv, '--resume'])
    execFileSync('mount', ['-o', 'remount,rw', small])
    expect(readOnly.code).toBe(3)
    expect(readOnly.stderr.split('\n').at(-2)).toMatch(/the file system is read-only$/)
  }
)
