/** Measures how many mistakes the laws find in the layers of the catalogue: writes docs/results/mutants.md. */
import { isRight } from 'fp-ts/lib/Either.js'
import { writeFileSync } from 'node:fs'
import { stderr } from 'node:process'
import { inputShapes } from '../../laws/generator/layer.js'
import { calibrated } from '../../laws/layer/calibrated.js'
import { mutantsOf } from '../../laws/mutant/mutantsOf.js'
import { percent, type Score, scoreOf, type TriedMutant, tryMutant } from '../../laws/mutant/tryMutants.js'
import { type LayerSubject } from '../../laws/subject/LayerSubject.js'
import { layerSubjects } from '../../laws/subject/layers.js'
import { type Shapes, showShape } from '../../src/tensor/Shape.js'

const sizeOf = (shapes: Shapes): number =>
  shapes.reduce<number>(
    (total, part) => (typeof part === 'number' ? total * part : total + sizeOf(part)),
    shapes.every(part => typeof part === 'number') ? 1 : 0
  )

/** The last layer of a subject, and its largest example of up to 64 numbers. */
const chosen = ({ layers, shapes }: LayerSubject) => {
  const [layer] = layers.slice(-1).map(calibrated)
  if (layer === undefined) return undefined
  const known = (shapes ?? inputShapes(layer)).filter(shape => isRight(layer.outputShape(shape)))
  const [inputShape = []] = known
    .filter(shape => sizeOf(shape) <= 64)
    .toSorted((one, other) => sizeOf(other) - sizeOf(one))
  return { layer, inputShape }
}

interface Row {
  readonly name: string
  readonly inputShape: Shapes
  readonly tried: readonly TriedMutant[]
  readonly score: Score
}

const rowOf = (subject: LayerSubject): readonly Row[] => {
  const found = chosen(subject)
  if (found === undefined) return []
  const { layer, inputShape } = found
  const tried = mutantsOf(layer, { inputShape }).map(mutant => tryMutant(mutant, { ...subject, shapes: [inputShape] }))
  const score = scoreOf(tried)
  stderr.write(`${subject.name}: ${percent(score.share)} of ${score.killed + score.survivors.length}\n`)
  return [{ name: subject.name, inputShape, tried, score }]
}

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
          ({ name: mistake, formulas }) => `- ${name}, ${mistake}: \`${formulas.join('; ') || 'the same formulas'}\``
        )
    )

  return [
    '# Mutants of the layers',
    '',
    `The laws find ${percent(all.share)} of ${all.killed + all.survivors.length} systematic mistakes in the gradients of`,
    `${rows.length} of ${layerSubjects.length} kinds of layers. Each mutant changes one operation of the program of a layer’s gradients: see [Laws](../laws.md#mutants). A mutant whose`,
    `gradients equal those of the layer on 160 draws is equivalent (${all.equivalent}); one that differs only at kinks, where the gradients of`,
    `both sides are right, is no mistake (${all.atKinks}). \`npm run docs:mutants\` writes this page.`,
    '',
    line(['layer', 'shape of an example', 'mutants', 'rejected', 'survived', 'equivalent', 'at kinks only']),
    line(['---', '---', '---:', '---:', '---:', '---:', '---:']),
    ...rows.map(({ name, inputShape, score }) =>
      line([
        name,
        showShape(inputShape),
        score.mutants,
        score.killed,
        score.survivors.length,
        score.equivalent,
        score.atKinks
      ])
    ),
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
    ...(all.equivalent === 0 ? ['None.'] : listed('equivalent')),
    ''
  ].join('\n')
}

// The page is written after every layer, so that an interrupted run keeps what it measured.
layerSubjects.reduce<readonly Row[]>((rows, subject) => {
  const more = [...rows, ...rowOf(subject)]
  writeFileSync('docs/results/mutants.md', pageOf(more))
  return more
}, [])
