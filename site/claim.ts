/** The pictures of the front page: two networks that learn alike, and what the laws say of them. */
import { pipe } from 'fp-ts/lib/function.js'
import { javascript, predict, type Params, toArray, train, trajectory } from 'pullback'
import { layerLaws, verify } from 'pullback/laws'
import { mistakeTexts } from './playground/src/mistakeTexts.js'
import { examplesOf, learnerOf, lossOf, partsOf } from './playground/src/network.js'
import { presets, type Settings } from './playground/src/settings.js'
import { frameOf, numbersOf, pointsOf } from './playground/src/walk.js'

const wrong = presets.find(([name]) => name.startsWith('A wrong'))?.[1]

/** Pixels of one panel, and points of the grid along each side. */
const [width, height, side] = [460, 330, 61]
const left = 24

/** Where a function over the grid crosses zero: short lines between the edges of the cells (marching squares). */
const boundaryOf = (values: ArrayLike<number>, x: (i: number) => number, y: (i: number) => number): string => {
  const at = (i: number, j: number): number => values[j * side + i] ?? 0
  const lines: string[] = []
  for (let j = 0; j < side - 1; j++)
    for (let i = 0; i < side - 1; i++) {
      const corners = [
        [i, j],
        [i + 1, j],
        [i + 1, j + 1],
        [i, j + 1]
      ] as const
      const crossings = corners.flatMap(([i1, j1], k) => {
        const [i2, j2] = corners[(k + 1) % 4] ?? [i1, j1]
        const [a, b] = [at(i1, j1), at(i2, j2)]
        if (a > 0 === b > 0) return []
        const share = a / (a - b)
        return [`${x(i1 + (i2 - i1) * share).toFixed(1)} ${y(j1 + (j2 - j1) * share).toFixed(1)}`]
      })
      if (crossings.length >= 2) lines.push(`M${crossings[0] ?? ''}L${crossings[1] ?? ''}`)
    }
  return lines.join('')
}

/** Two lines of about the same length. */
const halves = (text: string): readonly string[] => {
  if (text.length < 30) return [text]
  const space = text.indexOf(' ', text.length / 2)
  return [text.slice(0, space), text.slice(space + 1)]
}

const panel = (settings: Settings): string => {
  const examples = examplesOf(settings)
  const student = learnerOf(settings)
  const states = trajectory(student, examples, { batchSize: settings.batch, engine: javascript, from: settings.seed })
  const { params } = pipe(states, train(150))
  const [inputs, targets] = [numbersOf(examples.inputs), numbersOf(examples.targets)]
  const frame = frameOf(inputs)
  const place = (share: number, size: number): number => share * size
  const [top, size] = [46, 200]
  // The picture is wider than high: the plane is cut above and below.
  const x = (value: number): number => left + place((value - frame.left) / frame.size, width - 2 * left)
  const scale = (width - 2 * left) / frame.size
  const middle = frame.top - frame.size / 2
  const y = (value: number): number => top + size / 2 - (value - middle) * scale
  const grid = numbersOf(predict(student.network, params as Params)(pointsOf(side, frame)))
  const line = boundaryOf(
    grid,
    i => x(frame.left + ((i + 0.5) / side) * frame.size),
    j => y(frame.top - ((j + 0.5) / side) * frame.size)
  )
  const marks = Array.from({ length: targets.length }, (_, i) => {
    const [cx, cy] = [x(inputs[2 * i] ?? 0), y(inputs[2 * i + 1] ?? 0)]
    return targets[i] === 0
      ? `<circle cx="${cx.toFixed(1)}" cy="${cy.toFixed(1)}" r="3.2" fill="#b4570a"/>`
      : `<path d="M${cx.toFixed(1)} ${(cy - 4.2).toFixed(1)}l4.2 4.2l-4.2 4.2l-4.2 -4.2z" fill="#1f5fae"/>`
  })
  const prediction = predict(student.network, params as Params)(examples.inputs)
  const loss = toArray(lossOf(settings).value(prediction, examples.targets))[0] ?? NaN
  const failure = partsOf(settings)
    .flatMap(({ layer }) => verify(layerLaws(layer)).results)
    .find(({ verdict }) => verdict === 'fails')
  const { mistake } = settings
  const text = mistakeTexts[mistake === 'none' ? 'bias-mean' : mistake]
  const isRight = failure === undefined
  const colour = isRight ? '#1c6e42' : '#b3221c'
  const verdict = isRight ? 'all laws hold' : (failure.counterexample?.cause ?? failure.law)
  return `<g>
<text x="${left}" y="30" class="formula" fill="${colour}">${isRight ? text.right : text.formula}</text>
<text x="${width - left}" y="30" class="small" text-anchor="end">loss ${loss.toFixed(3)} after 150 epochs</text>
<clipPath id="p"><rect x="${left}" y="${top}" width="${width - 2 * left}" height="${size}" rx="8"/></clipPath>
<g clip-path="url(#p)"><rect x="${left}" y="${top}" width="${width - 2 * left}" height="${size}" fill="#f4f0e6"/>
${marks.join('')}
<path d="${line}" fill="none" stroke="#1f1d1a" stroke-width="2.4" stroke-linecap="round"/></g>
<text x="${left}" y="282" class="sign" fill="${colour}">${isRight ? '✓' : '✗'}</text>
<text x="${left + 28}" y="272" class="words">The laws:</text>
${halves(verdict)
  .map(
    (line, i) =>
      `<text x="${left + 28}" y="${293 + 20 * i}" class="words" font-weight="700" fill="${colour}">${line}</text>`
  )
  .join('\n')}
</g>`
}

const fonts =
  "text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;fill:#1f1d1a}" +
  ".formula{font:700 21px Palatino,Georgia,'DejaVu Serif',serif}.small{font-size:14px}.words{font-size:15.5px}" +
  ".sign{font-size:25px;font-weight:700}text[fill='#b3221c']{fill:#b3221c}text[fill='#1c6e42']{fill:#1c6e42}"

const picture = (settings: Settings): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}">
<style>${fonts}</style>
<rect width="${width}" height="${height}" fill="#fffef9"/>
${panel(settings)}
</svg>
`

/** The two pictures as SVG, by the name of their file. */
export const claims = (): { readonly [name: string]: string } => {
  if (wrong === undefined) throw new Error('there is no preset with a wrong gradient')
  return { 'claim-right.svg': picture({ ...wrong, mistake: 'none' }), 'claim-wrong.svg': picture(wrong) }
}
