/**
 * The two MNIST jobs of the companion repository, in this library and in numpy (`companion.py`), from the same start parameters
 * and on the same images.
 *
 *     npm run bench:mnist [-- <folder of MNIST>]     prints both, and writes docs/results/bench-mnist.txt
 *
 * The two agree step by step up to rounding errors, which grow: start parameters from N(0, 1) saturate tanh, and then training is
 * chaotic. A second run of numpy, from start parameters that differ in the last bits, shows the effect of rounding alone.
 */
import { isLeft } from 'fp-ts/lib/Either.js'
import { isNone } from 'fp-ts/lib/Option.js'
import * as t from 'io-ts'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Model } from '../../src/cli/mnist/Model.js'
import { convTutorial, denseTutorial, models } from '../../src/cli/mnist/models.js'
import { type Mnist, readMnist } from '../../src/codec/mnist.js'
import { Algebra, eager, lastState, type Params, initialState, toArray } from '../../src/index.js'

const seed = 42
const interpreter = process.env['PYTHON'] ?? '/usr/bin/python3'

const Result = t.type({ loss: t.number, testAccuracy: t.number, seconds: t.number })
type Result = t.TypeOf<typeof Result>

interface Job {
  readonly name: string
  readonly start: Params
  readonly epochs: number
  readonly images: number
}

const modelOf = (name: string): Model => {
  const model = models.find(one => one.name === name)
  if (model === undefined) throw new Error(`no model ${name}`)
  return model
}

const here = ({ name, epochs, images }: Job, { train, test }: Mnist): Result => {
  const model = modelOf(name)
  const begin = performance.now()
  const student = lastState(model.lesson(model.choose(train, images), { ...model, epochs, seed }).students(eager))
  if (isNone(student)) throw new Error('no epoch')
  const seconds = (performance.now() - begin) / 1000
  const { loss, examine } = student.value
  return { loss, testAccuracy: examine(model.choose(test, Infinity)).accuracy, seconds }
}

/** The result of companion.py. */
const inNumpy = ({ name, start, epochs, images }: Job, folder: string): Result => {
  const scratch = mkdtempSync(join(tmpdir(), 'pullback-'))
  const file = join(scratch, 'start')
  writeFileSync(file, new Uint8Array(Float64Array.from(start.flatMap(toArray)).buffer))
  const words = [resolve('bench/mnist/companion.py'), name, folder, file, String(epochs), String(images)]
  const { error, status, stdout, stderr } = spawnSync(interpreter, words, { encoding: 'utf8' })
  rmSync(scratch, { recursive: true })
  if (error !== undefined || status !== 0) throw new Error(error?.message ?? stderr)
  const printed: unknown = JSON.parse(stdout)
  if (!Result.is(printed)) throw new Error('companion.py must print its result as JSON, found something else')
  return printed
}

const whyNoNumpy = (): string | undefined => {
  const { error, status, stderr } = spawnSync(interpreter, ['-c', 'import numpy'], { encoding: 'utf8' })
  return error?.message ?? (status === 0 ? undefined : stderr.trim().split('\n').at(-1))
}

const show = (who: string, { loss, testAccuracy, seconds }: Result): string =>
  `  ${who.padEnd(34)} test accuracy ${(testAccuracy * 100).toFixed(2)} %, loss ${loss.toPrecision(4)}, ${seconds.toFixed(0)} s`

/** Changes every parameter in its last bits: a factor of 1 + 2⁻⁵⁰. */
const nudged = (start: Params): Params => start.map(tensor => Algebra.scale(1 + 4 * Number.EPSILON, tensor))

const compare = (whole: Job, mnist: Mnist, folder: string): readonly string[] => {
  const few = { ...whole, epochs: 1, images: 100 }
  const [ours, theirs] = [here(few, mnist).loss, inNumpy(few, folder).loss]
  return [
    `${whole.name}: ${whole.epochs} epochs of ${whole.images} images, one at a time`,
    `  mean loss of the first 100 steps   here ${ours}, in numpy ${theirs}, ratio − 1 = ${(ours / theirs - 1).toExponential(1)}`,
    show('here', here(whole, mnist)),
    show('numpy', inNumpy(whole, folder)),
    show('numpy, start times 1 + 2⁻⁵⁰', inNumpy({ ...whole, start: nudged(whole.start) }, folder))
  ]
}

const folder = resolve(process.argv[2] ?? '../shared/data/mnist')
const mnist = await readMnist(folder)()
const numpyIsMissing = whyNoNumpy()
if (isLeft(mnist)) console.log(`skipped: ${mnist.left}`)
else if (numpyIsMissing !== undefined) console.log(`skipped: ${interpreter}: ${numpyIsMissing}`)
else {
  const jobs = [
    { name: 'dense-tutorial', start: initialState(denseTutorial, seed).params },
    { name: 'conv-tutorial', start: initialState(convTutorial, seed).params }
  ]
  const text = jobs
    .flatMap(({ name, start }) => {
      const { epochs, limit } = modelOf(name)
      return compare({ name, start, epochs, images: limit }, mnist.right, folder)
    })
    .join('\n')
  console.log(text)
  writeFileSync(resolve('docs/results/bench-mnist.txt'), `${text}\n`)
}
