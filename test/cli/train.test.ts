/** train, predict, evaluate and show, in this process: results, and error lines about checkpoints and files. */
import { copyFileSync, readdirSync, readFileSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isLeft } from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { onnxEngine } from '../../src/engine/onnx.js'
import { linesOf, run } from './fakeTerminal.js'
import { ownFolder } from '../folder.js'

const { at, file } = ownFolder()

const iris = at('iris.csv')
copyFileSync(fileURLToPath(new URL('../../examples/iris.csv', import.meta.url)), iris)
const model = at('iris.safetensors')
const train = ['train', '--data', iris, '--target', 'species']

describe('a model from a table', () => {
  test('train writes it', async () => {
    const { code, stdout } = await run([...train, '--out', model, '--epochs', '40', '--validation', '0.2'])
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^Loss 0\.\d+, validation loss 0\.\d+, validation accuracy \d+\.\d % (after 40 epochs|at epoch \d+, the best of 40,) in /
    )
    expect(stdout).toContain('Trained on 120 rows, validated on 30 rows.\n')
  })

  test('predict finds its columns in any order, and predicts unseen rows', async () => {
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

  test('evaluate measures it, and the exit code compares it with --at-least', async () => {
    const { code, stdout } = await run(['evaluate', model, '--data', iris])
    expect(code).toBe(0)
    expect(linesOf(stdout)).toEqual([
      expect.stringMatching(/^Loss 0\.\d+, accuracy 9\d\.\d % on 150 rows\.$/),
      'Baseline: accuracy 33.3 %, always "setosa".',
      'true \\ predicted  setosa  versicolor  virginica  precision  recall   F1',
      expect.stringMatching(/^setosa {12}50 {6}0 {11}0 {10}100\.0 % {4}100\.0 % {2}100\.0 %$/),
      expect.stringMatching(/^versicolor {8}0 /),
      expect.stringMatching(/^virginica {9}0 /)
    ])
    const missed = await run(['evaluate', model, '--data', iris, '--at-least', '1'])
    expect(missed.code).toBe(1)
    expect(missed.stderr).toMatch(/^pullback evaluate: the accuracy must be at least 1, found 0\.9\d+\n$/)
    expect((await run(['evaluate', model, '--data', iris, '--at-least', '0.9'])).code).toBe(0)
  })

  test('a model written as JSON is the same model', async () => {
    const json = at('iris.json')
    await run([...train, '--out', json, '--epochs', '40', '--validation', '0.2'])
    expect(readFileSync(json, 'utf8')).toMatch(/^\{"format":"pullback model"/)
    const predict = async (path: string) => (await run(['predict', path, '--input', iris])).stdout
    expect(await predict(json)).toBe(await predict(model))
  })

  test.each(['eager', 'javascript', 'onnx'])('predict and evaluate run it on %s', async engine => {
    if (engine === 'onnx' && isLeft(onnxEngine()())) {
      console.log('Skipped on onnx: onnxruntime-node is not installed')
      return
    }
    const predicted = async (name: string) =>
      (await run(['predict', model, '--input', iris, '--engine', name])).stdout.replaceAll(/0\.\d+/g, probability =>
        Number(probability).toFixed(engine === 'onnx' ? 4 : 16)
      )
    expect(await predicted(engine)).toBe(await predicted('eager'))
    const evaluated = async (name: string) => (await run(['evaluate', model, '--data', iris, '--engine', name])).stdout
    expect(await evaluated(engine)).toBe(await evaluated('eager'))
  })

  test('predict shows its progress for many rows, and ends with Ctrl-C', async () => {
    const [header = '', ...rows] = linesOf(readFileSync(iris, 'utf8'))
    const many = file('many.csv', [header, ...Array.from({ length: 70 }, () => rows).flat(), ''].join('\n'))
    const { stdout, stderr } = await run(['predict', model, '--input', many])
    expect(linesOf(stdout)).toHaveLength(10_501)
    expect(linesOf(stderr).at(-1)).toMatch(/^row 10500\/10500, \d+ rows\/s, 00:00 left$/)
    let looks = 0
    const interrupted = await run(['predict', model, '--input', many], { interrupted: () => ++looks > 2 })
    expect(interrupted).toMatchObject({ code: 130, stdout: '' })
    expect(interrupted.stderr).toMatch(/^row 2048\/10500, .*\npullback predict: interrupted: nothing was kept\n$/)
  })

  test('show prints its layers and columns', async () => {
    expect((await run(['show', model])).stdout).toBe(
      [
        'layer            output  parameters',
        '0  dense(4, 64)  [64]           320',
        '1  relu()        [64]             0',
        '2  dense(64, 3)  [3]            195',
        'total                           515',
        '',
        'inputs',
        '  sepal length (cm)',
        '  sepal width (cm)',
        '  petal length (cm)',
        '  petal width (cm)',
        'target',
        '  species: one of "setosa", "versicolor", "virginica"',
        ''
      ].join('\n')
    )
  })

  test('numbers are predicted in their unit, from a configuration file and JSON Lines', async () => {
    const rows = Array.from({ length: 20 }, (_, i) =>
      JSON.stringify({ 'x (m)': i, kind: i % 2 === 0 ? 'a' : 'b', y: 2 * i })
    )
    const data = file('line.jsonl', `${rows.join('\n')}\n`)
    const out = at('line.safetensors')
    const config = file('line.json', JSON.stringify({ data, target: 'y', epochs: 200, out }))
    expect((await run(['train', config, '--learning-rate', '0.02'])).code).toBe(0)
    const { stdout } = await run(['evaluate', out, '--data', data])
    expect(stdout).toMatch(
      /^Loss 0\.\d+, root mean squared error 0\.\d+ on 20 rows\.\nMean absolute error 0\.\d+, R² (0\.9|1\.0)\d+\.\nBaseline: root mean squared error 11\.5, always 19\.0\.\n$/
    )
    const predicted = await run(['predict', out, '--input', data, '--json'])
    expect(predicted.stdout.split('\n')[10]).toMatch(/^\{"y":(19|20|21)/)
  })
})

describe('checkpoints', () => {
  test('a resumed run ends with the same model; the last and the best checkpoints are kept', async () => {
    const [whole, parts, out] = [at('whole'), at('parts'), at('other.safetensors')]
    const common = [...train, '--validation', '0.2', '--keep', '2']
    await run([...common, '--checkpoint', whole, '--epochs', '9', '--out', model])
    let asked = 0
    const interrupted = await run([...common, '--checkpoint', parts, '--epochs', '9'], {
      interrupted: () => ++asked === 4
    })
    expect(interrupted.code).toBe(130)
    expect(interrupted.stdout).toMatch(/^Interrupted after 3 of 9 epochs\.\n/)
    expect(interrupted.stdout).toContain(`Kept ${parts}. Add --resume to continue.\n`)
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
    expect({ code: ran.code, line: ran.stderr.split('\n').at(-2) }).toEqual({ code, line: `pullback train: ${line}` })
    expect(ran.stdout).toBe('')
  }

  test('a checkpoint of other settings or other data is refused', async () => {
    const one = [...train, '--checkpoint', checkpoint, '--epochs', '2']
    await run(one)
    const path = join(checkpoint, 'epoch-000002.safetensors')
    await complains(
      one,
      2,
      `${checkpoint} already holds checkpoints: add --resume to continue, or choose another --checkpoint folder`
    )
    await complains(
      [...one, '--resume', '--seed', '1'],
      2,
      `${path} was written with seed "42", this run has "1": use the same, or another --checkpoint folder`
    )
    const other = file('other.csv', readFileSync(iris, 'utf8').replace('5.1,', '5.2,'))
    await complains(
      [...one, '--resume', '--data', other],
      3,
      `${path} was written for other data: choose another --checkpoint folder`
    )
    writeFileSync(path, readFileSync(path).subarray(0, 100))
    await complains(
      [...one, '--resume'],
      3,
      `${path}: this is not a safetensors file, or it is incomplete: the header must be at most 92 bytes long, found ${readFileSync(path).readUInt32LE(0)}`
    )
  })

  test('a path below a file is refused', async () => {
    const under = join(iris, 'checkpoints')
    await complains([...train, '--checkpoint', under], 3, `${under}: a parent folder in this path is a file`)
    const out = join(iris, 'model.safetensors')
    await complains(
      [...train, '--epochs', '1', '--out', out],
      3,
      `${out} cannot be written: a parent folder in this path is a file`
    )
  })
})

describe('a configuration file', () => {
  /** Settings that the command line cannot express. */
  const whole = {
    data: iris,
    target: 'species',
    epochs: 6,
    batch: 16,
    validation: 0.2,
    network: {
      kind: 'sequence',
      parts: [
        { kind: 'dense', configuration: { inputs: 4, outputs: 8 } },
        { kind: 'batchNorm', configuration: { channels: 8, epsilon: 1e-5 } },
        { kind: 'relu' },
        {
          kind: 'residual',
          parts: [
            {
              kind: 'sequence',
              parts: [
                { kind: 'dense', configuration: { inputs: 8, outputs: 8 } },
                { kind: 'dropout', configuration: { rate: 0.25 } }
              ]
            }
          ]
        },
        { kind: 'dense', configuration: { inputs: 8, outputs: 3 } },
        { kind: 'softmax' }
      ]
    },
    loss: { kind: 'categoricalCrossEntropy' },
    optimizer: {
      kind: 'sequence',
      parts: [
        { kind: 'clipByGlobalNorm', configuration: { limit: 1 } },
        {
          kind: 'adam',
          configuration: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
          parts: [{ kind: 'cosine', configuration: { rate: 0.05, steps: 48, lowest: 0.001 } }]
        }
      ]
    }
  }
  const config = file('whole.json', JSON.stringify(whole))
  const out = at('whole.safetensors')

  test('describes a whole network, a loss, an optimizer and its schedule; every command takes its model', async () => {
    expect((await run(['train', config, '--out', out])).code).toBe(0)
    const shown = await run(['show', out])
    expect(shown.stdout).toContain('1  batchNorm(8, 0.00001, [8 numbers], [8 numbers])')
    expect(shown.stdout).toContain('3  residual(sequence(dense(8, 8), dropout(0.25)))')
    expect((await run(['evaluate', out, '--data', iris])).stdout).toMatch(
      /^Loss [\d.]+, accuracy 9\d\.\d % on 150 rows\.\n/
    )
    // The network ends with softmax, so its output is printed unchanged.
    const { stdout } = await run(['predict', out, '--input', iris, '--json'])
    for (const line of stdout.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('probability')
    const onnx = await run(['export', out, '--out', at('whole.onnx')])
    expect(onnx).toEqual({
      code: 0,
      stdout: `Wrote ${at('whole.onnx')}: ONNX graph from "input" to "output", float32, any batch size.\n`,
      stderr: ''
    })
  })

  test('accepts the network that show --json prints', async () => {
    const [, network = ''] = /"network":(.*),"parameters"/.exec((await run(['show', model, '--json'])).stdout) ?? []
    const rest = JSON.stringify({ ...whole, network: undefined, loss: 'softmaxCrossEntropy' })
    const pasted = file('pasted.json', `{"network":${network},${rest.slice(1)}`)
    expect((await run(['train', pasted, '--epochs', '1'])).code).toBe(0)
  })

  test('options of the command line override it', async () => {
    await run(['train', config, '--layers', '5,tanh', '--optimizer', 'sgd', '--loss', 'meanSquaredError', '--out', out])
    expect((await run(['show', out])).stdout).toMatch(
      /^layer .*\n0 {2}dense\(4, 5\).*\n1 {2}tanh\(\).*\n2 {2}dense\(5, 3\)/
    )
  })

  test('an output that is not a probability is called a score', async () => {
    await run([...train, '--epochs', '1', '--loss', 'meanSquaredError', '--out', out])
    expect((await run(['predict', out, '--input', iris])).stdout).toMatch(/^species,score\n/)
  })

  test('the short form of layers derives sizes, and takes a number after a colon', async () => {
    const layers = '8,batchNorm,leakyRelu:0.2,dropout:0.1,layerNorm,6,rmsNorm,elu'
    expect((await run([...train, '--epochs', '2', '--layers', layers, '--out', out])).code).toBe(0)
    const { stdout } = await run(['show', out])
    for (const layer of ['leakyRelu(0.2)', 'dropout(0.1)', 'layerNorm(8, 0.00001)', 'rmsNorm(6, 0.00001)', 'elu(1)'])
      expect(stdout).toContain(layer)
  })

  test.each(['eager', 'javascript'])('a run that resumes on %s ends with the same bits', async engine => {
    const [first, second] = [at(`${engine}-first`), at(`${engine}-second`)]
    const argv = ['train', config, '--engine', engine, '--keep', '9']
    await run([...argv, '--checkpoint', first])
    for (const epochs of ['2', '3', '6'])
      expect((await run([...argv, '--checkpoint', second, '--epochs', epochs, '--resume'])).code).toBe(0)
    expect(readdirSync(second)).toEqual(readdirSync(first))
    for (const name of readdirSync(first))
      expect(readFileSync(join(second, name)).equals(readFileSync(join(first, name)))).toBe(true)
  })
})

describe('one file for two options', () => {
  test.each<readonly [argv: readonly string[], line: string]>([
    [
      ['train', '--data', '@', '--target', 'species', '--out', '@'],
      '--out must not be the same file as --data, found "@"'
    ],
    [[...train, '--out', 'a.svg', '--plot', './a.svg'], '--plot must not be the same file as --out, found "./a.svg"'],
    [['export', '@', '--out', '@'], '--out must not be the same file as MODEL, found "@"']
  ])('%j', async (argv, line) => {
    const path = file('read.csv', readFileSync(iris, 'utf8'))
    const other = at('link.csv')
    rmSync(other, { force: true })
    symlinkSync(path, other)
    const last = argv.length - 1
    const stderr = `pullback ${argv[0]}: ${line.replaceAll('@', other)}\n`
    const whole = (word: string, place: number) => word.replaceAll('@', place === last ? other : path)
    expect(await run(argv.map(whole))).toEqual({ code: 2, stdout: '', stderr })
    expect(readFileSync(path)).toEqual(readFileSync(iris))
  })
})

describe('--resume', () => {
  test('needs a folder', async () => {
    const line = '--resume needs --checkpoint <folder>, which holds the state to resume from'
    expect(await run([...train, '--resume'])).toEqual({ code: 2, stdout: '', stderr: `pullback train: ${line}\n` })
  })

  test('reports a folder without checkpoints, and counts only its own epochs in the rate', async () => {
    const checkpoint = at('begun')
    const argv = [...train, '--checkpoint', checkpoint, '--resume', '--epochs']
    const [first] = linesOf((await run([...argv, '2'])).stderr.replace(/^.*\n(Held out .*\n)?Engine .*\n/, ''))
    expect(first).toBe(`${checkpoint} holds no checkpoint: training starts from the beginning`)
    const again = linesOf((await run([...argv, '4'])).stderr.replace(/^.*\n(Held out .*\n)?Engine .*\n/, ''))
    expect(again[0]).toBe('epoch 2/4, loss ?, ? epochs/s, ? left')
    expect((await run([...argv, '3'])).stderr).not.toContain('epoch ')
  })
})

test('train says what it decided about the columns', async () => {
  const commas = file('commas.csv', 'a;b;c;y\n1,5;1;u;2\n2,5;2;v;3\n')
  const asked = ['train', '--data', commas, '--target', 'y', '--delimiter', ';', '--epochs', '1', '--decimal', 'comma']
  const { stdout, stderr } = await run(asked)
  expect(linesOf(stderr)[0]).toBe(`${commas}: 2 rows; numbers: a, b, y; categories: c (2)`)
  expect(stdout).toContain('Trained on 2 rows.\nInputs: a, b, c (2 categories).\n')
})

describe('--patience', () => {
  const argv = [...train, '--validation', '0.2', '--learning-rate', '0.3', '--patience', '3', '--epochs', '300']

  const bestOf = (stdout: string): string =>
    /^Stopped early: the last 3 epochs were no better than epoch (\d+)\.\n/.exec(stdout)?.[1] ?? 'none'

  test('stops after this many epochs without improvement, and keeps the model of the best epoch', async () => {
    const [patient, best] = [at('patient.safetensors'), at('best.safetensors')]
    const { code, stdout } = await run([...argv, '--out', patient])
    expect(code).toBe(0)
    const epoch = bestOf(stdout)
    expect(stdout).toContain(` at epoch ${epoch}, the best of ${Number(epoch) + 3}, in `)
    const short = await run([
      ...train,
      '--validation',
      '0.2',
      '--learning-rate',
      '0.3',
      '--epochs',
      epoch,
      '--out',
      best
    ])
    expect(readFileSync(patient)).toEqual(readFileSync(best))
    const measures = (text: string) => /^Loss .* % /m.exec(text)?.[0]
    expect(measures(stdout)).toBe(measures(short.stdout))
    const { stdout: json } = await run([...argv, '--json'])
    expect(json.trimEnd().split('\n').at(-1)).toContain(`"epoch":${epoch},`)
    expect(json.trimEnd().split('\n').at(-1)).toContain(`"epochs":${Number(epoch) + 3},`)
  })

  test('a resumed run ends at the same epoch, with the same model', async () => {
    const [whole, parts] = [at('patient-whole'), at('patient-parts')]
    const [wanted, found] = [at('whole.safetensors'), at('parts.safetensors')]
    const { stdout } = await run([...argv, '--checkpoint', whole, '--keep', '1', '--out', wanted])
    // One epoch after the best.
    const epochs = String(Number(bestOf(stdout)) + 1)
    const inParts = [...argv, '--checkpoint', parts, '--keep', '1', '--out', found]
    await run([...inParts, '--epochs', epochs])
    for (const time of ['to the end', 'and once more']) {
      expect((await run([...inParts, '--resume'])).stdout, time).toMatch(/^Stopped early: the last 3 epochs/)
      expect(readdirSync(parts)).toEqual(readdirSync(whole))
      expect(readFileSync(found)).toEqual(readFileSync(wanted))
    }
    const lost = join(parts, `epoch-${bestOf(stdout).padStart(6, '0')}.safetensors`)
    unlinkSync(lost)
    const { code, stderr } = await run([...inParts, '--resume'])
    expect(code).toBe(3)
    expect(stderr).toContain(`${lost} cannot be read: there is no such file or folder\n`)
  })
})
