/**
 * Error lines: the whole of stderr and the exit code. Errors of the parser are in parse.test.ts, errors of mnist, laws and layers in
 * their own files, and errors about optional packages in missing.test.ts.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isLeft } from 'fp-ts/lib/Either.js'
import { beforeAll, describe, expect, test } from 'vitest'
import { encodeModel } from '../../src/codec/model.js'
import { eraseTypes, relu, dense } from '../../src/index.js'
import { run } from './fakeTerminal.js'
import { ownFolder } from '../folder.js'

const { folder, at, file } = ownFolder()

const iris = fileURLToPath(new URL('../../examples/iris.csv', import.meta.url))
const onIris = ['--data', iris, '--target', 'species']

/** In `argv` and `line`, @ is the path of a file with this content. */
interface Case {
  readonly content?: string
  readonly argv: readonly string[]
  readonly code?: number
  readonly line: string
}

let next = 0
const check = async ({ content, argv, code = 3, line }: Case, extension: string) => {
  const path = content === undefined ? '' : file(`${next++}.${extension}`, content)
  const whole = (text: string): string => text.replaceAll('@', path)
  const ran = await run(argv.map(whole))
  // Training first says what the columns hold.
  const stderr = ran.stderr.replace(/^(?!pullback ).*\n/gm, '')
  expect({ ...ran, stderr }).toEqual({ code, stdout: '', stderr: `pullback ${argv[0]}: ${whole(line)}\n` })
}

beforeAll(async () => {
  const bare = encodeModel({ network: eraseTypes(dense(2, 3)), params: eraseTypes(dense(2, 3)).init([1, 2, 3, 4])[0] })
  const shapeless = encodeModel({ network: eraseTypes(relu()), params: [] })
  if (isLeft(bare) || isLeft(shapeless)) throw new Error('These can be saved')
  file('bare.safetensors', bare.right)
  file('shapeless.safetensors', shapeless.right)
  file('bad.safetensors', 'what?')
  mkdirSync(at('folder'))
  mkdirSync(at('folder.svg'))
  await run(['train', ...onIris, '--epochs', '1', '--out', at('iris.safetensors')])
})

describe('tables', () => {
  const learn = ['train', '--data', '@', '--target', 'y', '--engine', 'eager']
  test.each<readonly [content: string, line: string]>([
    ['', '@: expected a header, found nothing'],
    ['x,y\n', '@: expected a row after the header, found none'],
    [
      'x,,y\n1,2,3\n',
      '@: the header: column 2 must have a name, found an empty cell: name it, or leave it out with --drop "column 2"'
    ],
    ['x,x,y\n1,2,3\n', '@: the header: the column "x" occurs twice: rename one of them'],
    ['x,y\n1\n', '@: line 2: a row must have 2 cells, found 1'],
    ['x,y\n1,2\n1,2,3\n', '@: line 3: a row must have 2 cells, found 3'],
    ['x,y\n1,\n', '@: line 2: "y" must have a value, found "": fill it in, or add --missing drop'],
    ['x,y\n1,2\nNA,2\n', '@: line 3: "x" must have a value, found "NA": fill it in, or add --missing drop'],
    [
      'x,y\n1,2\none,2\n',
      '@: line 3: "x" must be a number, found "one": if it means a missing value, add --markers one; for categories, add --categories x'
    ],
    ['x,y\n1,1e999\n', '@: line 2: "y" must be a number, found "1e999"'],
    ['x,z\n1,2\n', '@: the column "y" is missing, found "x", "z"'],
    [
      'x,y\n1e308,1\n-1e308,2\n',
      '@: the mean and the standard deviation of the column "x" must be finite, found 0 and Infinity'
    ],
    ['y\n1\n', '@: expected a column besides the target, found none'],
    ['x,y\n1,u\n2,u\n', '@: the column "y" must have at least two categories, found only "u"'],
    ['a;b;y\n1;2;3\n', '@: the column "y" is missing, found "a;b;y": should the delimiter be ";"?'],
    ['a\tb\ty\n1\t2\t3\n', '@: the column "y" is missing, found "a\\tb\\ty": should the delimiter be "\\t"?'],
    ['a;b;y\n1,5;2;3\n', '@: line 2: a row must have 1 cell, found 2: should the delimiter be ";"?'],
    ['x,y\n1,"2\n', '@: line 2: a quoted cell must end with a quote, found the end of the table'],
    ['x,y\n1,2\n3"",4\n', '@: line 3: a quote must be the first character of a cell, or doubled inside a quoted cell'],
    [
      'x,y\n1,2\n"3"4,5\n',
      '@: line 3: a closing quote must be the last character of a cell, or doubled inside a quoted cell'
    ]
  ])('%j', async (content, line) => {
    await check({ content, argv: learn, line }, 'csv')
  })

  test.each<readonly [content: string, line: string]>([
    ['{"x": 1, "y": 2}\n{"x": 1', '@: line 2, column 8: invalid JSON: close brace expected'],
    ['[1]\n', '@: line 1: must be a JSON object, found a list of length 1'],
    ['{"x": 1, "y": 2}\n{"x": 1, "z": 2}\n', '@: line 2: unknown key "z", expected those of the first line: "x", "y"'],
    ['{"x": [1], "y": 2}\n', '@: line 1: "x" must be a number, a string or a boolean, found a list of length 1'],
    ['{"x": null, "y": 2}\n', '@: line 1: "x" must have a value, found nothing: fill it in, or add --missing drop'],
    ['{"x": 1, "x": 2}\n', '@: line 1, column 10: the key "x" occurs twice in one object'],
    ['{"__proto__": 1}\n', '@: line 1, column 2: the key "__proto__" is not allowed']
  ])('%j', async (content, line) => {
    await check({ content, argv: learn, line }, 'jsonl')
  })

  test('a table in Latin-1', async () => {
    const path = file('latin.csv', Buffer.from('x,y\n1,rose\n2,Mohnbl\xfcte\n', 'latin1'))
    const line = `${path}: line 3: a table must be text in UTF-8, found "Mohnbl\ufffdte": convert the file`
    await check({ argv: ['train', '--data', path, '--target', 'y'], line }, '')
  })

  test.each<Case>([
    {
      argv: ['train', '--data', at('no.csv'), '--target', 'y'],
      line: `${at('no.csv')} cannot be read: there is no such file or folder`
    },
    {
      argv: ['train', '--data', folder, '--target', 'y'],
      line: `${folder} cannot be read: it is a folder, not a file`
    },
    {
      argv: ['train', ...onIris, '--categories', 'petals'],
      line: `${iris}: the header: the column "petals" is missing, found "sepal length", "sepal width", "petal length", "petal width", "species"`
    }
  ])('$line', async one => {
    await check(one, '')
  })
})

describe('settings of train', () => {
  test.each<Case>([
    { argv: [], line: '--data <file> is missing: expected a table to train on' },
    { argv: ['--data', iris], line: '--target <column> is missing: expected the name of the column to predict' },
    {
      argv: [...onIris, '--layers', '16,foo'],
      line: '--layers: unknown layer "foo" (pullback layers lists the names)'
    },
    {
      argv: [...onIris, '--layers', '16,sum'],
      line: '--layers: dense(4, 16) gives [16], but sum() does not accept this shape'
    },
    { argv: [...onIris, '--layers', '0'], line: '--layers: a size must be from 1 to 100000, found 0' },
    {
      argv: [...onIris, '--layers', '8,maxPool'],
      line: '--layers: maxPool has settings beyond the short form: describe the network in a configuration file'
    },
    { argv: [...onIris, '--layers', 'relu:3'], line: '--layers: relu takes no number, found "3"' },
    { argv: [...onIris, '--layers', 'dropout:'], line: '--layers: dropout takes a number, found ""' },
    {
      argv: [...onIris, '--layers', 'dropout:1'],
      line: '--layers: dropout: the rate must be at least 0 and below 1, found 1'
    },
    {
      argv: [...onIris, '--validation', '1'],
      line: '--validation must be a number in [0, 1), found "1"'
    },
    {
      argv: [...onIris, '--validation', '0.001'],
      line: '--validation 0.001 holds out 0 of 150 rows: expected at least 1, and at least 1 left'
    },
    {
      argv: [...onIris, '--optimizer', 'sofia'],
      line: '--optimizer must be one of adam, adamw, sgd, momentum, nesterov, rmsprop, adagrad, adadelta, nadam, radam, lion, lamb, found "sofia"'
    },
    {
      argv: [...onIris, '--optimizer', 'adm'],
      line: '--optimizer must be one of adam, adamw, sgd, momentum, nesterov, rmsprop, adagrad, adadelta, nadam, radam, lion, lamb, found "adm": did you mean adam?'
    },
    {
      argv: [...onIris, '--missing', 'skip,mean'],
      line: '--missing must be one of refuse, drop, mean, median, most-frequent, found "skip,mean"'
    },
    {
      argv: [...onIris, '--engine', 'java'],
      line: '--engine must be one of auto, eager, javascript, wasm, onnx, found "java": did you mean javascript?'
    },
    {
      argv: [...onIris, '--engine', 'gpu'],
      line: '--engine must be one of auto, eager, javascript, wasm, onnx, found "gpu"'
    },
    { argv: [...onIris, '--patience', '0'], line: '--patience must be a positive integer, found "0"' },
    { argv: [...onIris, '--learning-rate', '0'], line: '--learning-rate must be a positive finite number, found "0"' },
    {
      argv: ['--data', iris, '--target', 'sepal length', '--loss', 'softmaxCrossEntropy'],
      line: 'the loss for the numbers of "sepal length" must be one of meanSquaredError, meanAbsoluteError, found softmaxCrossEntropy: if the numbers are categories, add the column to --categories'
    },
    ...[
      ['categoricalCrossEntropy', 'softmaxCrossEntropy'],
      ['kullbackLeibler', 'softmaxCrossEntropy'],
      ['binaryCrossEntropy', 'binaryCrossEntropyWithLogits']
    ].map(([loss = '', instead = '']) => ({
      argv: [...onIris, '--loss', loss],
      line: `${loss} needs probabilities, but the last layer, dense(64, 3), outputs unbounded numbers: use ${instead}, or describe a network that ends with softmax or sigmoid in a configuration file`
    })),
    {
      argv: [...onIris, '--loss', 'hinge'],
      line: '--loss must be one of meanSquaredError, meanAbsoluteError, binaryCrossEntropy, binaryCrossEntropyWithLogits, softmaxCrossEntropy, categoricalCrossEntropy, kullbackLeibler, found "hinge"'
    },
    {
      argv: [...onIris, '--layers', '100000,100000'],
      line: 'a network must have at most 134217728 parameters, found 10000900003'
    },
    {
      argv: [...onIris, '--out', 'a.onnx'],
      line: '--out must not end in .onnx, found "a.onnx": pullback export turns a model into ONNX'
    },
    { argv: [...onIris, '--out', '-'], line: '--out must be a file name, found "-"' },
    ...['a.png', '-'].map(name => ({
      argv: [...onIris, '--plot', name],
      line: `--plot must be a file name that ends in .svg, found "${name}"`
    })),
    { argv: ['a.json', 'b.json'], line: 'unexpected argument "b.json": the usage is pullback train [CONFIG] [options]' }
  ])('$line', async ({ argv, line }) => {
    await check({ argv: ['train', ...argv], code: 2, line }, '')
  })
})

describe('configuration files', () => {
  const dense = { kind: 'dense', configuration: { inputs: 4, outputs: 3 } }
  const names =
    'data, delimiter, header, decimal, markers, missing, numbers, categories, drop, target, layers, loss, epochs, batch, learningRate, optimizer, validation, patience, weightDecay, classWeights, engine, seed, out, from, checkpoint, checkpointEvery, keep, plot, network'
  const json = (settings: object): string =>
    JSON.stringify({ data: iris, target: 'species', engine: 'eager', ...settings })
  test.each<readonly [content: string, line: string]>([
    ['{"epochs": 0}', '@: epochs must be a positive integer, found "0"'],
    [`{"${'x'.repeat(100)}": 1}`, `@: unknown setting "${'x'.repeat(56)}..., expected one of ${names}`],
    ['{"epoch": 1}', `@: unknown setting "epoch", expected one of ${names}: did you mean epochs?`],
    ['{"epochs": 1,}', '@: line 1, column 14: invalid JSON: property name expected'],
    ['[]', '@: expected a JSON object, found a list of length 0'],
    ['{"epochs": true}', '@: epochs must be a number or a string, found true'],
    ['{"epochs": {}}', '@: epochs must be a number or a string, found an object'],
    ['{"seed": 1, "seed": 2}', '@: line 1, column 13: the key "seed" occurs twice in one object'],
    ['{"constructor": 1}', '@: line 1, column 2: the key "constructor" is not allowed'],
    [
      json({ network: '16,relu' }),
      '@: network must be an object as in pullback show --json, found "16,relu": use layers for the short form'
    ],
    [json({ network: {} }), '@: network.kind must be a string, found nothing'],
    [
      json({ network: { kind: 'capsule' } }),
      '@: network: unknown layer "capsule": a custom layer needs a builder registered under this name'
    ],
    [json({ network: { kind: 'dense' } }), '@: network.configuration.inputs must be a positive integer, found nothing'],
    [
      json({ network: { kind: 'sequence', parts: [dense, dense] } }),
      '@: network: dense(4, 3) gives [3], but dense(4, 3) takes [4]'
    ],
    [
      json({ network: { format: 'pullback loss' } }),
      '@: network.format must be "pullback network", found "pullback loss"'
    ],
    [json({ network: dense, layers: '16' }), 'the network is set twice: give either layers or network'],
    [
      json({ network: { kind: 'dense', configuration: { inputs: 3, outputs: 3 } } }),
      'the network does not fit the table: dense(3, 3) takes [3], found [4]'
    ],
    [
      json({ network: { kind: 'dense', configuration: { inputs: 4, outputs: 2 } } }),
      'the network does not fit the table: dense(4, 2) returns predictions of shape [2], for which softmaxCrossEntropy() needs targets of shape [2], found [3]'
    ],
    [json({ loss: { kind: 'huber' } }), '@: loss.configuration.delta must be a number, found nothing'],
    [
      json({ loss: 'categoricalCrossEntropy', network: dense }),
      'categoricalCrossEntropy needs probabilities, but the last layer, dense(4, 3), outputs unbounded numbers: use softmaxCrossEntropy, or describe a network that ends with softmax or sigmoid in a configuration file'
    ],
    [
      json({ loss: { kind: 'hinge' } }),
      'the loss for the categories of "species" must be one of meanSquaredError, meanAbsoluteError, binaryCrossEntropy, binaryCrossEntropyWithLogits, softmaxCrossEntropy, categoricalCrossEntropy, kullbackLeibler, found hinge'
    ],
    [
      json({ network: { kind: 'dense', configuration: { inputs: 4, outputs: 1e12 } } }),
      'a network must have at most 134217728 parameters, found 5000000000000'
    ],
    [
      json({ loss: { kind: 'mine' } }),
      '@: loss: unknown loss "mine": a custom loss needs a builder registered under this name'
    ],
    [json({ optimizer: { kind: 'sgd' } }), '@: optimizer.configuration.learningRate must be a number, found nothing'],
    [
      json({ optimizer: { kind: 'sgd', parts: [{ kind: 'staircase' }] } }),
      '@: optimizer.parts[0]: unknown schedule "staircase": a custom schedule needs a builder registered under this name'
    ],
    [
      json({ optimizer: { kind: 'sgd', configuration: { learningRate: 1 } }, learningRate: 1 }),
      'the learning rate is set twice: the optimizer of the configuration file has its own'
    ]
  ])('%s', async (content, line) => {
    await check({ content, argv: ['train', '@'], code: 2, line }, 'json')
  })

  const line = 'CONFIG must be a JSON file, found @: pass a table with --data @'
  test.each(['csv', 'tsv', 'jsonl', 'CSV', 'txt'])('a table with the extension %s', async extension => {
    const content = extension === 'jsonl' ? '{"x": 1}\n{"x": 2}\n' : 'x,y\n1,2\n'
    await check({ content, argv: ['train', '@', '--target', 'y'], code: 2, line }, extension)
    await check({ content: '1,2\n', argv: ['train', '@'], code: 2, line }, extension)
  })

  test('an empty file', async () => {
    const line = '@: line 1, column 1: invalid JSON: value expected'
    await check({ content: '', argv: ['train', '@'], code: 2, line }, 'json')
  })

  test('a missing file', async () => {
    const path = at('no.json')
    await check({ argv: ['train', path], line: `${path} cannot be read: there is no such file or folder` }, '')
  })
})

describe('files to write', () => {
  test.each(['--out', '--plot'])('%s is checked before training', async option => {
    const argv = ['train', ...onIris, option]
    const taken = at('folder.svg')
    await check({ argv: [...argv, taken], line: `${taken} cannot be written: it is a folder, not a file` }, '')
    const under = join(iris, 'a.svg')
    await check(
      { argv: [...argv, under], line: `${under} cannot be written: a parent folder in this path is a file` },
      ''
    )
    const lost = at('no/a.svg')
    await check({ argv: [...argv, lost], line: `${lost} cannot be written: the folder ${at('no')} does not exist` }, '')
  })

  // As root, to rename over /dev/full would take the device away from everybody.
  test.skipIf(process.platform === 'win32')('--out, which replaces no pipe and no device', async () => {
    const pipe = at('a pipe')
    execFileSync('mkfifo', [pipe])
    const line = `${pipe} cannot be written: it is a device or a pipe, not a file`
    await check({ argv: ['train', ...onIris, '--out', pipe], line }, '')
    await check({ argv: ['export', at('bare.safetensors'), '--out', pipe], line }, '')
    expect(statSync(pipe).isFIFO()).toBe(true)
  })

  test('--checkpoint', async () => {
    const under = join(iris, 'a')
    const to = (folder: string) => ['train', ...onIris, '--engine', 'eager', '--checkpoint', folder]
    await check({ argv: to(under), line: `${under}: a parent folder in this path is a file` }, '')
    // mkdir fails in /proc with an error code that does not give the reason.
    if (process.platform === 'linux')
      await check({ argv: to('/proc/none'), line: '/proc/none: there is no such file or folder' }, '')
  })

  test('export --out', async () => {
    const under = join(iris, 'a.onnx')
    const argv = ['export', at('bare.safetensors'), '--out', under]
    await check({ argv, line: `${under} cannot be written: a parent folder in this path is a file` }, '')
  })
})

test('a loss that becomes NaN', async () => {
  const argv = ['train', ...onIris, '--learning-rate', '1e300', '--optimizer', 'sgd', '--engine', 'eager']
  const line = 'the loss must be finite, found NaN at epoch 1: try a --learning-rate below 1e+300'
  await check({ argv, code: 4, line }, '')
})

describe('numbers that overflow in a model', () => {
  const line = at('line.safetensors')
  beforeAll(async () => {
    const table = file('line.csv', 'a,b,y\n0.1,2,3\n0.2,3,5\n0.3,4,7\n')
    await run(['train', '--data', table, '--target', 'y', '--layers', 'identity', '--epochs', '1', '--out', line])
  })

  test.each<Case>([
    {
      content: 'a,b\n1e308,1\n',
      argv: ['predict', line, '--input', '@'],
      line: '@: the prediction must be finite, found Infinity for row 1'
    },
    {
      content: 'a,b,y\n1,2,3\n1,2,1e200\n',
      argv: ['evaluate', line, '--data', '@'],
      line: '@: the loss must be finite, found Infinity'
    }
  ])('$line', async one => {
    await check({ ...one, code: 4 }, 'csv')
  })

  test('--at-least needs a model of categories', async () => {
    const complaint = '--at-least is an accuracy, but the model predicts the numbers of "y"'
    await check({ argv: ['evaluate', line, '--data', iris, '--at-least', '0.5'], code: 2, line: complaint }, '')
  })
})

describe('models', () => {
  const [bad, bare, shapeless, model] = ['bad', 'bare', 'shapeless', 'iris'].map(name => at(`${name}.safetensors`))
  const readers = [
    ['show'],
    ['export', '--out', at('a.onnx')],
    ['predict', '--input', iris],
    ['evaluate', '--data', iris]
  ]

  test.each(readers)('%s refuses a path that is not a model', async (name = '', ...options) => {
    const on = (path: string) => [name, path, ...options]
    await check({ argv: on(at('no')), line: `${at('no')} cannot be read: there is no such file or folder` }, '')
    await check({ argv: on(at('folder')), line: `${at('folder')} cannot be read: it is a folder, not a file` }, '')
    await check({ argv: on(bad ?? ''), line: `${bad}: a safetensors file must have at least 8 bytes, found 5` }, '')
    await check({ argv: [name, ...options], code: 2, line: 'MODEL is missing: expected a file' }, '')
    const table = `${iris}: this is not a model: expected a safetensors or .json file`
    await check({ argv: on(iris), line: table }, '')
    const incomplete = 'this is not a safetensors file, or it is incomplete: the header must be at most'
    const cut = file('cut.safetensors', readFileSync(model ?? '').subarray(0, 100))
    const length = readFileSync(cut).readUInt32LE(0)
    await check({ argv: on(cut), line: `${cut}: ${incomplete} 92 bytes long, found ${length}` }, '')
  })

  const line = `${bare} does not say how to encode the rows of a table: expected a model of pullback train`
  test.each(readers.slice(2))('%s refuses a model without a table', async (name = '', ...options) => {
    await check({ argv: [name, bare ?? '', ...options], line }, '')
  })

  const written = (width: unknown): string =>
    JSON.stringify({
      format: 'pullback model',
      version: 1,
      network: { format: 'pullback network', version: 1, network: { kind: 'identity' } },
      parameters: {},
      preparation: {
        inputs: [{ name: 'x', unit: '', shift: 0, width }],
        target: { name: 'y', unit: '', shift: 0, width: 1 }
      }
    })
  test.each([0, -1, 'NaN', 'Infinity'])('the width of a column cannot be %j', async width => {
    const line = `@: preparation.inputs[0].width must be a positive finite number, found ${width}`
    await check({ content: written(width), argv: ['predict', '@', '--input', iris], line }, 'json')
  })

  const column = 'sepal length,sepal width,petal length,petal width'
  test.each<Case>([
    { argv: ['predict', model ?? ''], code: 2, line: '--input is missing: expected a file' },
    { argv: ['evaluate', model ?? ''], code: 2, line: '--data is missing: expected a file' },
    {
      argv: ['evaluate', model ?? '', '--data', iris, '--at-least', '97'],
      code: 2,
      line: '--at-least must be a number from 0 to 1, found "97"'
    },
    {
      content: 'a,b\n1,2\n',
      argv: ['predict', model ?? '', '--input', '@'],
      line: '@: the header: the column "sepal length" is missing, found "a", "b"'
    },
    {
      content: 'sepal length (mm),sepal width (mm),petal length (mm),petal width (mm)\n1,2,3,4\n',
      argv: ['predict', model ?? '', '--input', '@'],
      line: '@: the header: the column "sepal length" must be in "cm", found "mm"'
    },
    {
      content: `${column}\n1,2,3,x\n`,
      argv: ['predict', model ?? '', '--input', '@'],
      line: '@: line 2: "petal width" must be a number, found "x"'
    },
    {
      content: `${column},species\n1,2,3,4,rose\n`,
      argv: ['evaluate', model ?? '', '--data', '@'],
      line: '@: line 2: "species" must be one of "setosa", "versicolor", "virginica", found "rose"'
    },
    { argv: ['export', model ?? '', '--out', '-'], code: 2, line: '--out must be a file name, found "-"' },
    { argv: ['export', model ?? '', '--to', 'pickle'], code: 2, line: '--to must be onnx, found "pickle"' },
    {
      argv: ['export', model ?? '', '--precision', 'int8'],
      code: 2,
      line: '--precision must be one of float32, float64, found "int8"'
    },
    {
      argv: ['export', shapeless ?? '', '--out', at('a.onnx')],
      line: `${shapeless}: relu() does not say which tensor it takes, so it cannot be exported`
    }
  ])('$line', async one => {
    await check(one, 'csv')
  })
})

test('--debug prints no stack trace for an expected error', async () => {
  const { stderr } = await run(['show', at('no'), '--debug'])
  expect(stderr).toBe(`pullback show: ${at('no')} cannot be read: there is no such file or folder\n`)
})
