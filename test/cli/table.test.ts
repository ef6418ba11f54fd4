/** Tables that used to be guessed at: what train, predict and evaluate do with small ones, whole lines and results. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { defaultLayers } from '../../src/cli/train/settings.js'
import { linesOf, run } from './fakeTerminal.js'
import { ownFolder } from '../folder.js'

const { at, file } = ownFolder()

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i)
const learn = (data: string, target: string, ...others: readonly string[]) =>
  run(['train', '--data', data, '--target', target, '--epochs', '2', '--engine', 'eager', ...others])

describe('what was decided is said before training', () => {
  test('types of columns, dates, names, and a hint for a target of 0 and 1', async () => {
    const rows = numbers(12).map(i => `name ${i},2024-01-${10 + (i % 2)},${i},${i % 2}`)
    const data = file('decided.csv', `who,day,x,y\n${rows.join('\n')}\n`)
    const { code, stderr } = await learn(data, 'y')
    expect(code).toBe(0)
    expect(linesOf(stderr).slice(0, 4)).toEqual([
      `${data}: "who" has 12 categories in 12 rows, nearly one for each row: leave it out with --drop who?`,
      `${data}: "day" has dates, such as "2024-01-10", read as 2 categories: leave it out with --drop day?`,
      `${data}: 12 rows; numbers: x, y; categories: who (12), day (2)`,
      `${data}: "y" is only 0 or 1: for a classifier, add --categories "y"`
    ])
    const again = await learn(data, 'y', '--drop', 'who, day', '--categories', 'y')
    expect(linesOf(again.stderr)[0]).toBe(`${data}: 12 rows; numbers: x; categories: y (2)`)
    expect(again.stdout).toContain('Inputs: x.\n')
  })

  test('a narrower default layer for more than 100000 rows', async () => {
    const large = file(
      'large.csv',
      `x,y\n${numbers(100_001)
        .map(i => `${i % 10},${i % 7}\n`)
        .join('')}`
    )
    const remark = 'A narrow hidden layer because of 100001 rows: --layers 16,relu; usual is 64,relu\n'
    expect((await learn(large, 'y', '--batch', '90001', '--epochs', '1')).stderr).toContain(remark)
    expect([100_000, 100_001].map(defaultLayers)).toEqual(['64,relu', '16,relu'])
  })

  test('a hint for a target of a few integers', async () => {
    const of = async (values: readonly number[], rows: number) => {
      const data = file(
        'few.csv',
        `x,y\n${numbers(rows)
          .map(i => `${i},${values[i % values.length]}\n`)
          .join('')}`
      )
      return /is only .*/.exec((await learn(data, 'y')).stderr)?.[0]
    }
    expect(await of([1, 2, 3], 30)).toBe('is only 1, 2 or 3: for a classifier, add --categories "y"')
    expect(await of([-1, 1], 20)).toBe('is only -1 or 1: for a classifier, add --categories "y"')
    expect(await of([1, 2, 3], 29)).toBeUndefined()
    expect(await of([1, 2.5], 40)).toBeUndefined()
  })

  test('the mean of the baseline may be negative', async () => {
    const data = file('negative.csv', 'x,y\n1,-2\n2,-4\n')
    expect((await learn(data, 'y')).stdout).toContain('Baseline: root mean squared error 1.00, always -3.00.\n')
  })

  test('long names of categories are clipped in the confusion matrix', async () => {
    const [long, edge] = ['n'.repeat(21), 'm'.repeat(20)]
    const data = file('long.csv', `x,y\n1,${long}\n2,${edge}\n`)
    const lines = linesOf((await run(['train', '--data', data, '--target', 'y'], { columns: 100 })).stdout)
    expect(lines.at(-3)).toContain(`${'n'.repeat(19)}…  ${edge}  precision`)
  })

  test('no validation by default if every category has too few rows', async () => {
    const data = file(
      'pairs.csv',
      `x,y\n${numbers(60)
        .map(i => `${i},c${i >> 1}\n`)
        .join('')}`
    )
    expect((await learn(data, 'y')).stdout).toContain('Trained on 60 rows.\n')
    expect((await learn(data, 'y', '--validation', '0.2')).code).toBe(2)
  })

  test('a target that is the same in all rows', async () => {
    const data = file('constant.csv', 'x,y\n1,5\n2,5\n')
    expect(linesOf((await learn(data, 'y')).stderr)[1]).toBe(`${data}: "y" is 5 in all rows: there is nothing to learn`)
  })

  test.each([
    [['--drop', 'x', '--drop', 'y'], '--drop must not contain the target, found "y"'],
    [['--out', 'a.pt'], '--out must not end in .pt, found "a.pt": pullback export turns a model into ONNX'],
    [['--drop', 'x,y'], '--drop must not contain the target, found "y"'],
    [['--class-weights', 'balanced'], '--class-weights needs a target of categories, but "y" has numbers']
  ])('%j is refused', async (options, line) => {
    const data = file('line.csv', 'x,y\n1,2\n2,4\n')
    expect(await learn(data, 'y', ...options)).toEqual({ code: 2, stdout: '', stderr: `pullback train: ${line}\n` })
  })

  test('a text in a column of numbers stops, and the line says what to add', async () => {
    const data = file(
      'unknown.csv',
      `x,y\nunknown,1\n${numbers(500)
        .map(i => `${i},${i}`)
        .join('\n')}\n`
    )
    const { code, stderr } = await learn(data, 'y')
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: `pullback train: ${data}: line 2: "x" must be a number, found "unknown": if it means a missing value, add --markers unknown; for categories, add --categories x\n`
    })
    const dropped = await learn(data, 'y', '--markers', 'unknown', '--missing', 'drop')
    expect(linesOf(dropped.stderr).slice(0, 2)).toEqual([
      `${data}: skipped 1 row with missing values: "x" has "unknown" in 1 row`,
      `${data}: 500 rows; numbers: x, y`
    ])
  })

  test('None and NA in a column of categories drop no rows', async () => {
    const data = file(
      'none.jsonl',
      numbers(6)
        .map(i => `{"a":"${i % 2 === 0 ? 'None' : 'b'}","y":${i}}\n`)
        .join('')
    )
    const { code, stderr } = await learn(data, 'y', '--missing', 'drop')
    expect({ code, first: linesOf(stderr)[0] }).toEqual({
      code: 0,
      first: `${data}: 6 rows; numbers: y; categories: a (2)`
    })
  })

  test('numbers with units stay numbers in the model and in its predictions', async () => {
    const data = file(
      'kg.csv',
      `weight,price\n${numbers(9)
        .map(i => `${i} kg,"$${i},000"`)
        .join('\n')}\n`
    )
    const out = at('kg.json')
    expect((await learn(data, 'price')).code).toBe(3)
    const { code, stdout } = await learn(data, 'price', '--numbers', 'weight,price', '--out', out)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Root mean squared error \d+(\.\d+)?(e\+\d)? \$\.$/m)
    expect((await run(['show', out])).stdout).toContain('inputs\n  weight (kg)\ntarget\n  price ($)\n')
    const bare = file('bare.csv', 'weight\n3\n')
    const unit = file('unit.csv', 'weight\n3 kg\n')
    expect((await run(['predict', out, '--input', unit])).stdout).toBe(
      (await run(['predict', out, '--input', bare])).stdout
    )
    expect((await run(['predict', out, '--input', file('g.csv', 'weight\n3 g\n')])).stderr).toBe(
      `pullback predict: ${at('g.csv')}: line 2: "weight" must be in "kg", found "3 g"\n`
    )
  })

  test('dense layers without an activation between them', async () => {
    const data = file('line.csv', 'x,y\n1,2\n2,4\n')
    const { stderr } = await learn(data, 'y', '--layers', '4,dropout:0.1')
    expect(linesOf(stderr)[1]).toBe(
      'dense(1, 4) and dense(4, 1) have no activation between them: together they are one linear layer'
    )
    expect((await learn(data, 'y', '--layers', 'identity')).stderr).not.toContain('linear layer')
    const part = { kind: 'dense', configuration: { inputs: 1, outputs: 1 } }
    const network = { kind: 'residual', parts: [{ kind: 'sequence', parts: [part, part] }] }
    const config = file('nested.json', JSON.stringify({ data, target: 'y', epochs: 1, engine: 'eager', network }))
    expect((await run(['train', config])).stderr).toContain('dense(1, 1) and dense(1, 1) have no activation')
  })

  test('validation by default from 50 rows on, with the same share of every category', async () => {
    const data = file(
      'fifty.csv',
      `x,y\n${numbers(50)
        .map(i => `${i},${i < 40 ? 'a' : 'b'}`)
        .join('\n')}\n`
    )
    const { stdout, stderr } = await learn(data, 'y')
    expect(stderr).toContain('Held out 10 rows, to keep the best epoch; --validation 0 trains on all rows\n')
    expect(stdout).toContain('Trained on 40 rows, validated on 10 rows.\n')
    expect(stdout).toContain('\na                 ')
    const { stdout: all } = await learn(data, 'y', '--validation', '0')
    expect(all).toContain('Trained on 50 rows.\n')
    const balanced = await learn(data, 'y', '--validation', '0', '--class-weights', 'balanced')
    expect(balanced.stdout).toContain('Trained on 80 rows.\n')
  })
})

describe('missing values in the model', () => {
  const model = at('filled.json')
  const data = file('gaps.csv', 'x,kind,y\n1,a,1\n2,,2\n,a,3\n9,b,4\n5,a,\n')

  test.each([
    ['mean', 4],
    ['median', 2],
    ['most-frequent', 1]
  ])('%s', async (policy, fill) => {
    const { code, stderr } = await learn(data, 'y', '--missing', policy, '--out', model)
    expect({ code, lines: linesOf(stderr).slice(0, 3) }).toEqual({
      code: 0,
      lines: [
        `${data}: filled in missing values: "x" has "" in 1 row, "kind" has "" in 1 row, "y" has "" in 1 row`,
        `${data}: 5 rows; numbers: x, y; categories: kind (2)`,
        `${data}: left out 1 row without a target`
      ]
    })
    const predict = async (row: string) =>
      (await run(['predict', model, '--input', file('new.csv', `x,kind\n${row}\n`)])).stdout
    expect(await predict(',b')).toBe(await predict(`${fill},b`))
    expect(await predict('1,')).toBe(await predict('1,a'))
    const evaluated = await run(['evaluate', model, '--data', file('some.csv', 'x,kind,y\n,a,1\n2,,2\n')])
    expect(evaluated.stdout).toContain(' on 2 rows.\n')
  })
})

describe('predict', () => {
  const model = at('kinds.json')
  const content = `id,kind,x,y\n${numbers(20)
    .map(i => `r${i},${i % 2 === 0 ? 'a' : 'b'},${i},${i % 2 === 0 ? 'even' : 'odd'}`)
    .join('\n')}\n`
  beforeAll(async () => {
    await learn(file('kinds.csv', content), 'y', '--drop', 'id', '--out', model, '--markers', '-')
  })

  test('one unusable row does not prevent the other predictions', async () => {
    const input = file('bad.csv', 'id,kind,x\nr1,a,1\nr2,c,2\nr3,b,much\nr4\nr5,b,-\nr6,b,6\n')
    const { code, stdout, stderr } = await run(['predict', model, '--input', input, '--keep', 'id'])
    expect(code).toBe(3)
    expect(linesOf(stdout).map(line => line.replace(/0\.\d+/, 'p'))).toEqual([
      'id,y,probability',
      expect.stringMatching(/^r1,(even|odd),p$/),
      'r2,,',
      'r3,,',
      'r4,,',
      'r5,,',
      expect.stringMatching(/^r6,(even|odd),p$/)
    ])
    expect(linesOf(stderr)).toEqual(
      [
        'line 3: "kind" must be one of "a", "b", found "c"',
        'line 4: "x" must be a number, found "much"',
        'line 5: a row must have 3 cells, found 1',
        'line 6: "x" must have a value, found "-": fill it in, or train the model with --missing mean'
      ].map(line => `pullback predict: ${input}: ${line}`)
    )
    const asJson = await run(['predict', model, '--input', input, '--keep', 'id', '--json'])
    expect(linesOf(asJson.stdout)[1]).toBe('{"id":"r2","y":null,"probability":null}')
  })

  test('an unseen category is none of the known ones on request, but not in the target', async () => {
    const input = file('unseen.csv', 'kind,x,y\nc,1,odd\n')
    expect((await run(['predict', model, '--input', input, '--unseen', 'other'])).code).toBe(0)
    expect((await run(['evaluate', model, '--data', input, '--unseen', 'other'])).code).toBe(0)
    const strange = file('strange.csv', 'kind,x,y\na,1,strange\n')
    expect(await run(['evaluate', model, '--data', strange, '--unseen', 'other'])).toEqual({
      code: 3,
      stdout: '',
      stderr: `pullback evaluate: ${strange}: line 2: "y" must be one of "even", "odd", found "strange"\n`
    })
  })

  test('columns to keep with the names of the predicted ones', async () => {
    const { stdout } = await run(['predict', model, '--input', file('all.csv', content), '--keep', 'y'])
    expect(linesOf(stdout)[0]).toBe('y,predicted y,probability')
    const input = file('known.csv', 'probability,kind,x\n7,a,1\n8,,2\n')
    const kept = await run(['predict', model, '--input', input, '--keep', 'probability', '--json'])
    expect(linesOf(kept.stdout).map(line => line.replace(/"(even|odd)"|0\.\d+/g, '?'))).toEqual([
      '{"probability":"7","y":?,"predicted probability":?}',
      '{"probability":"8","y":null,"predicted probability":null}'
    ])
  })

  test('rows of JSON, in a file of any name', async () => {
    const input = file('rows.txt', '{"kind":"a","x":1}\n{"kind":\n{"kind":"b","x":2}\n')
    const { code, stdout, stderr } = await run(['predict', model, '--input', input])
    expect({ code, count: linesOf(stdout).length, stderr }).toEqual({
      code: 3,
      count: 4,
      stderr: `pullback predict: ${input}: line 2, column 9: invalid JSON: value expected\n`
    })
  })

  test('a table of one row', async () => {
    const { stdout } = await run(['evaluate', model, '--data', file('single.csv', 'kind,x,y\na,1,even\n')])
    expect(linesOf(stdout)[0]).toMatch(/^Loss [\d.]+, accuracy [\d.]+ % on 1 row\.$/)
  })
})

describe('names', () => {
  test('a list in a configuration file may have names with commas', async () => {
    const data = file('commas.csv', '"a,b",c,y\n1,2,3\n2,3,5\n')
    const config = file('commas.json', JSON.stringify({ data, target: 'y', drop: ['a,b'], epochs: 1, engine: 'eager' }))
    expect((await run(['train', config])).stdout).toContain('Inputs: c.\n')
  })

  test('a misspelt column, option or setting', async () => {
    const data = file('names.csv', 'species,width\na,1\nb,2\n')
    expect((await learn(data, 'speceis')).stderr).toBe(
      `pullback train: ${data}: the column "speceis" is missing, found "species", "width": did you mean species?\n`
    )
    expect((await learn(data, 'WIDTH')).stderr).toMatch(/: did you mean width\?\n$/)
    expect((await learn(data, 'species', '--learning-rat', '1')).stderr).toMatch(/: did you mean --learning-rate\?\n$/)
  })

  test('a table without a header is recognised by its names', async () => {
    const data = file('nameless.csv', '5.1,3.5,a\n4.9,3.0,b\n')
    expect((await learn(data, 'y')).stderr).toMatch(
      /found "5.1", "3.5", "a": if the first row is data, add --header no\n$/
    )
    const again = file('again.csv', '0,0,a\n1,3.0,b\n')
    expect((await learn(again, 'a')).stderr).toMatch(/"0" occurs twice: if the first row is data, add --header no\n$/)
  })

  test('a name that contains a comma is quoted; control characters are escaped', async () => {
    const data = file('odd.csv', '"a,b","c\u001b[31m\u202e",y\n1,2,3\n2,3,5\n')
    const { code, stdout, stderr } = await learn(data, 'y', '--drop', '"a,b"')
    expect({ code, inputs: stdout.includes('Inputs: c\\x1b[31m\\u202e.\n') }).toEqual({ code: 0, inputs: true })
    expect(stderr).toContain('numbers: c')
  })

  test('a line break or an invisible character in a name', async () => {
    const data = file('breaks.csv', '"a\nb","c\u200b",y\n1,2,3\n2,3,5\n')
    const out = at('breaks.json')
    const { stdout, stderr } = await learn(data, 'y', '--out', out)
    expect(linesOf(stderr)[0]).toContain('numbers: a\\nb, c')
    expect(linesOf(stdout)[2]).toBe('Inputs: a\\nb, c\\u200b.')
    expect((await run(['show', out])).stdout).toContain('\n  a\\nb\n  c\\u200b\n')
  })

  test('a table without a header', async () => {
    const data = file('headless.csv', '1,2\n2,4\n3,6\n')
    const out = at('headless.json')
    expect((await learn(data, 'column 2', '--header', 'no', '--out', out)).code).toBe(0)
    expect(linesOf((await run(['predict', out, '--input', data, '--header', 'no'])).stdout)).toHaveLength(4)
  })
})

test('values near 1e-200 can be learnt', async () => {
  const data = file(
    'tiny.csv',
    `x,y\n${numbers(9)
      .map(i => `${i}e-200,${i}`)
      .join('\n')}\n`
  )
  const { code, stdout } = await learn(data, 'y', '--epochs', '300', '--learning-rate', '0.02', '--layers', 'identity')
  expect({ code, r2: Number(/R² ([\d.]+)\./.exec(stdout)?.[1]) > 0.9 }).toEqual({ code: 0, r2: true })
})

describe('checkpoints', () => {
  const iris = fileURLToPath(new URL('../../examples/iris.csv', import.meta.url))
  const begin = ['train', '--data', iris, '--target', 'species', '--engine', 'eager']

  test('--checkpoint-every writes fewer, and the best one', async () => {
    const [folder, resumed] = [at('every'), at('resumed')]
    // With this seed, epoch 5 is the best of ten, and the run that resumes needs it.
    const argv = [...begin, '--checkpoint-every', '4', '--keep', '9', '--learning-rate', '0.2', '--seed', '3']
    const { stdout } = await run([...argv, '--epochs', '10', '--checkpoint', folder, '--out', at('whole.json')])
    expect(stdout).toContain(' at epoch 5, the best of 10, in ')
    const written = [4, 5, 8, 10].map(epoch => `epoch-${String(epoch).padStart(6, '0')}.safetensors`)
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(written))
    expect(readdirSync(folder).length).toBeLessThan(7)
    for (const epochs of ['6', '10'])
      await run([...argv, '--epochs', epochs, '--checkpoint', resumed, '--resume', '--out', at('parts.json')])
    expect(readFileSync(at('parts.json'))).toEqual(readFileSync(at('whole.json')))
  })

  test('a run resumes with a lower rate', async () => {
    const argv = [...begin, '--checkpoint', at('lower')]
    await run([...argv, '--epochs', '2'])
    const { code, stdout } = await run([...argv, '--epochs', '4', '--learning-rate', '0.0001', '--resume'])
    expect({ code, four: stdout.includes('of 4') || stdout.includes('after 4 epochs') }).toEqual({
      code: 0,
      four: true
    })
  })

  test('--from starts with the parameters of a model', async () => {
    const out = at('begun.json')
    await run([...begin, '--epochs', '60', '--out', out])
    const losses = async (...others: readonly string[]) =>
      Number(/^Loss ([\d.e-]+)/.exec((await run([...begin, '--epochs', '1', ...others])).stdout)?.[1])
    expect(await losses('--from', out)).toBeLessThan(0.5 * (await losses()))
    for (const [name = '', value = ''] of [
      ['layers', '4'],
      ['missing', 'mean']
    ])
      expect((await run([...begin, '--from', out, `--${name}`, value])).stderr).toBe(
        `pullback train: ${name} is set twice: the model in --from has its own\n`
      )
    const semicolons = file('semicolons.csv', readFileSync(iris, 'utf8').replaceAll(',', ';'))
    const again = ['train', '--data', semicolons, '--delimiter', ';', '--from', out, '--epochs', '1', '--target']
    expect((await run([...again, 'species'])).code).toBe(0)
    expect(linesOf((await run([...again, 'petal width'])).stderr).at(-1)).toBe(
      'pullback train: --target must be "species", which the model in --from predicts, found "petal width"'
    )
  })

  // Elsewhere, a process does not show when it started.
  test.skipIf(process.platform !== 'linux')(
    'a second process is refused; a lock of a process that has ended is taken over',
    async () => {
      const folder = at('locked')
      await run([...begin, '--checkpoint', folder, '--epochs', '1'])
      const lock = join(folder, 'pullback.lock')
      const [, , start = ''] = /\) .*/s.exec(readFileSync('/proc/self/stat', 'utf8'))?.[0].split(' ').slice(18) ?? []
      const { hostname } = await import('node:os')
      writeFileSync(lock, `${process.pid} ${hostname()} ${start}\n`)
      const argv = [...begin, '--checkpoint', folder, '--epochs', '2', '--resume']
      const refused = await run(argv)
      expect({ code: refused.code, line: linesOf(refused.stderr).at(-1) }).toEqual({
        code: 3,
        line: `pullback train: ${folder} is used by process ${process.pid}: wait for its end, or choose another folder (${lock} names the process)`
      })
      for (const owner of [`${process.pid} ${hostname()} 1\n`, `999999999 ${hostname()} 5\n`]) {
        writeFileSync(lock, owner)
        expect((await run(argv)).code).toBe(0)
        expect(readdirSync(folder)).not.toContain('pullback.lock')
      }
    }
  )

  test('an interrupted run says that nothing was kept', async () => {
    let looks = 0
    const { code, stdout } = await run([...begin, '--epochs', '9'], { interrupted: () => ++looks === 4 })
    expect({ code, last: linesOf(stdout).at(-1) }).toEqual({
      code: 130,
      last: 'Nothing was kept: --out keeps the model, --checkpoint the training.'
    })
  })
})

test('help fits into 40 columns', async () => {
  for (const argv of [['--help'], ['train', '--help'], ['xor', '--epochs', '1']]) {
    const { stdout } = await run(argv, { columns: 40 })
    const wide = linesOf(stdout).filter(line => line.length > 40 && !/^ {2}(pullback|--)|^Error/.test(line))
    expect(wide).toEqual([])
  }
})
