/**
 * Measures how many mistakes the laws find in the layers of the catalogue: writes docs/results/mutants.md. Two processes share the layers.
 */
import { isRight } from 'fp-ts/lib/Either.js'
import { fork } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import process, { argv, cpuUsage, stderr } from 'node:process'
import { fileURLToPath } from 'node:url'
import { inputShapes } from '../../laws/generator/inputShapes.js'
import { calibrated } from '../../laws/layer/calibrated.js'
import { mutantsOf } from '../../laws/mutant/mutantsOf.js'
import { percent, scoreOf, type TriedMutant, tryMutant } from '../../laws/mutant/tryMutants.js'
import { type LayerSubject } from '../../laws/subject/LayerSubject.js'
import { layerSubjects } from '../../laws/subject/layers.js'
import { type Shapes, showShape } from '../../src/tensor/Shape.js'

const sizeOf = (shapes: Shapes): number =>
  shapes.reduce<number>(
    (total, part) => (typeof part === 'number' ? total * part : total + sizeOf(part)),
    shapes.every(part => typeof part === 'number') ? 1 : 0
  )

/**
 * Shapes of examples on which fewer mutants are equivalent: with several keys, because softmax of one is constant, and of more than two
 * steps, because the first one reads a state of zeros.
 */
const instead: Readonly<Record<string, readonly Shapes[]>> = {
  crossAttention: [
    [
      [2, 2],
      [3, 2]
    ]
  ],
  tie: [[3]]
}

/** The last layer of a subject, and its largest example of up to 64 numbers. */
const chosen = ({ name, layers, shapes }: LayerSubject) => {
  const last = layers.at(-1)
  if (last === undefined) throw new TypeError('a subject has at least one layer')
  const layer = calibrated(last)
  const known = (instead[name] ?? shapes ?? inputShapes(layer)).filter(shape => isRight(layer.outputShape(shape)))
  const [inputShape = []] = known
    .filter(shape => sizeOf(shape) <= 64)
    .toSorted((one, other) => sizeOf(other) - sizeOf(one))
  return { layer, inputShape }
}

interface Row {
  readonly name: string
  readonly inputShape: Shapes
  readonly tried: readonly TriedMutant[]
  /** CPU time. */
  readonly seconds: number
}

const rowOf = (subject: LayerSubject): Row => {
  const begin = cpuUsage()
  const { layer, inputShape } = chosen(subject)
  const tried = mutantsOf(layer, { inputShape }).map(mutant => tryMutant(mutant, { ...subject, shapes: [inputShape] }))
  return { name: subject.name, inputShape, tried, seconds: cpuUsage(begin).user / 1e6 }
}

/** The first 160 characters of a text. */
const beginning = (text: string): string => (text.length <= 160 ? text : `${text.slice(0, 160)} …`)

const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`

/** The page of results. */
const pageOf = (rows: readonly Row[]): string => {
  const all = scoreOf(rows.flatMap(({ tried }) => tried))

  const killers = Object.entries(
    rows
      .flatMap(({ tried }) => tried)
      .reduce<Readonly<Record<string, number>>>(
        (counts, { killedBy }) =>
          killedBy === undefined ? counts : { ...counts, [killedBy]: (counts[killedBy] ?? 0) + 1 },
        {}
      )
  ).toSorted(([, one], [, other]) => other - one)

  const listed = (outcome: string): readonly string[] =>
    rows.flatMap(({ name, tried }) =>
      tried
        .filter(one => one.outcome === outcome)
        .map(
          ({ name: mistake, formulas }) =>
            `- ${name}, ${mistake}: \`${beginning(formulas.join('; ')) || 'the same formulas'}\``
        )
    )

  return [
    '# Mutants of the layers',
    '',
    `The laws find ${percent(all.share)} of ${all.killed + all.survivors.length} systematic mistakes in the gradients of`,
    `${rows.length} of ${layerSubjects.length} kinds of layers. Each mutant changes one operation of the program of a layer’s gradients: see [Laws](../laws.md#mutants). A mutant whose`,
    `gradients equal those of the layer on 400 draws is equivalent (${all.equivalent}); one that differs only at kinks, where the gradients of`,
    `both sides are right, is no mistake (${all.atKinks}). All mutants were tried. \`npm run docs:mutants\` writes this page.`,
    '',
    line(['layer', 'shape of an example', 'mutants', 'rejected', 'survived', 'equivalent', 'at kinks only']),
    line(['---', '---', '---:', '---:', '---:', '---:', '---:']),
    ...rows.map(({ name, inputShape, tried }) => {
      const { mutants, killed, survivors, equivalent, atKinks } = scoreOf(tried)
      return line([name, showShape(inputShape), mutants, killed, survivors.length, equivalent, atKinks])
    }),
    line(['all', '', all.mutants, all.killed, all.survivors.length, all.equivalent, all.atKinks]),
    '',
    '## Laws',
    '',
    'The first law that rejects a mutant, in the order in which they are tried:',
    '',
    line(['law', 'mutants']),
    line(['---', '---:']),
    ...killers.map(line),
    '',
    '## Survivors',
    '',
    ...(all.survivors.length === 0 ? ['None.'] : listed('survived')),
    '',
    '## Different at kinks only',
    '',
    ...(all.atKinks === 0 ? ['None.'] : listed('at kinks')),
    '',
    '## Equivalent',
    '',
    'The reasons: a gradient that is 0 for every input (an index, a start state, the bias of keys, which softmax ignores); a sum in another order;',
    'a positive factor of what is compared with 0, or of what is divided by its sum; a term that is 0, or that another one makes superfluous',
    '(a bound that forward has applied, centred numbers times centred or other ones); a transposed row; a guard outside of the domain.',
    '',
    ...(all.equivalent === 0 ? ['None.'] : listed('equivalent')),
    ''
  ].join('\n')
}

interface Message {
  readonly index: number
  readonly row: Row
}

/** Tries the mutants of the kinds of layers whose indices arrive. */
const work = (): void => {
  process.on('message', (index: number) => {
    const subject = layerSubjects[index]
    if (subject === undefined) return
    process.send?.({ index, row: rowOf(subject) })
  })
}

/** Gives each process the next kind of layer as soon as it is done with one, and writes the page after each. */
const share = (processes: number): void => {
  const waiting = [...layerSubjects.keys()]
  const rows = new Map<number, Row>()
  for (let i = 0; i < processes; i++) {
    const worker = fork(fileURLToPath(import.meta.url), ['worker'])
    const next = (): void => {
      const index = waiting.shift()
      if (index === undefined) worker.disconnect()
      else worker.send(index)
    }
    worker.on('message', ({ index, row }: Message) => {
      rows.set(index, row)
      const { name, tried, seconds } = row
      const { share, killed, survivors } = scoreOf(tried)
      stderr.write(`${name}: ${percent(share)} of ${killed + survivors.length} in ${seconds.toFixed(1)} s\n`)
      // An interrupted run keeps what it measured.
      writeFileSync('docs/results/mutants.md', pageOf(layerSubjects.flatMap((_, i) => rows.get(i) ?? [])))
      next()
    })
    next()
  }
}

if (argv[2] === 'worker') work()
else share(2)
