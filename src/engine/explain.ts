import { type AnyLayer } from '../layer/AnyLayer.js'
import { type Shapes } from '../tensor/Shape.js'
import { type Line, type Name } from './compiler/formulas/Formula.js'
import { type Explained, formulasOf, gradientOf } from './compiler/formulas/layer.js'
import { escaped, html, latex, text } from './compiler/formulas/notations.js'
import { showIn } from './compiler/formulas/show.js'

/** Options of `explain`. */
export interface ExplainOptions {
  /** How the formulas are written. Default: 'text'. */
  readonly notation?: 'text' | 'latex' | 'html'
  /** Shape of one example of the input. Default: the input shape of the layer, or a small one that the layer takes. */
  readonly inputShape?: Shapes
}

/** The values between the layers of a network, in the order of forward: x, y₁, …, y. */
const valuesOf = (blocks: readonly Explained[]): readonly Name[] => [
  ...blocks.slice(0, 1).map(({ input }) => input),
  ...blocks.map(({ output }) => output)
]

const range = (steps: number, isBackwards: boolean, dots: string): string =>
  isBackwards ? `t = ${steps}, ${dots}, 1` : `t = 1, ${dots}, ${steps}`

const inText = (blocks: readonly Explained[]): string => {
  const show = showIn(text)
  const rows = (lines: readonly Line[], indent: string): readonly string[] => {
    const width = Math.max(0, ...lines.map(line => (line.kind === 'equation' ? show(line.name).length : 0)))
    return lines.flatMap(line =>
      line.kind === 'equation'
        ? [`${indent}${show(line.name).padEnd(width)} = ${show(line.value)}`]
        : [`${indent}for ${range(line.steps, line.isBackwards, '…')}`, ...rows(line.lines, `${indent}  `)]
    )
  }
  if (blocks.length === 1) return blocks.flatMap(({ lines }) => rows(lines, '')).join('\n')
  const layer = ({ title, lines }: Explained, i: number) => [`${i + 1}  ${title}`, ...rows(lines, '   '), '']
  const values = valuesOf(blocks)
  const chain = (names: readonly Name[], order: readonly number[]): string =>
    names.map((name, i) => (i === 0 ? show(name) : `${order[i - 1]} → ${show(name)}`)).join(' → ')
  const order = blocks.map((_, i) => i + 1)
  return [
    ...blocks.flatMap(layer),
    'chain rule',
    `   forward    ${chain(values, order)}`,
    `   backward   ${chain(values.map(gradientOf).toReversed(), order.toReversed())}`
  ].join('\n')
}

const inLatex = (blocks: readonly Explained[]): string => {
  const show = showIn(latex)
  const rows = (lines: readonly Line[], indent: string): readonly string[] =>
    lines.flatMap(line =>
      line.kind === 'equation'
        ? [`${indent}${show(line.name)} &= ${show(line.value)}`]
        : [
            `${indent}\\text{for } & ${range(line.steps, line.isBackwards, '\\dots')}`,
            ...rows(line.lines, `${indent}\\quad `)
          ]
    )
  const block = ({ title, lines }: Explained): string =>
    [`% ${title}`, '\\begin{align*}', rows(lines, '').join(' \\\\\n'), '\\end{align*}'].join('\n')
  const chain = valuesOf(blocks).map(gradientOf).toReversed().map(show).join(' \\to ')
  return [...blocks.map(block), ...(blocks.length === 1 ? [] : [`\\[ ${chain} \\]`])].join('\n')
}

const inHtml = (blocks: readonly Explained[]): string => {
  const show = showIn(html)
  const rows = (lines: readonly Line[]): string =>
    lines
      .map(line =>
        line.kind === 'equation'
          ? `<li>${show(line.name)} = ${show(line.value)}</li>`
          : `<li>for ${range(line.steps, line.isBackwards, '…')}<ul>${rows(line.lines)}</ul></li>`
      )
      .join('')
  const block = ({ title, lines }: Explained): string =>
    `<section class="explained"><h3>${escaped(title)}</h3><ul>${rows(lines)}</ul></section>`
  const chain = valuesOf(blocks).map(gradientOf).toReversed().map(show).join(' → ')
  return [...blocks.map(block), ...(blocks.length === 1 ? [] : [`<p>chain rule: ${chain}</p>`])].join('\n')
}

const notations = { text: inText, latex: inLatex, html: inHtml }

/**
 * Formulas of a layer or a network, read off the program that runs: forward and backward are traced together and simplified.
 *
 *     explain(dense(2, 3))      y  = x Wᵀ + b
 *                               dW = dyᵀ x
 *                               db = Σ_batch dy
 *                               dx = dy W
 *
 * Results that several formulas use are u₁, u₂, …. `x W` is the matrix product and `x ⊙ y` the product element by element. Σ,
 * mean and max without an index are over the last axis; repetitions along axes are left out. A network gives one block for each
 * layer, whose parameters and output have its number, and the chain rule. A layer with a training form is explained in training.
 *
 * @param layer the layer, which must be written with the operations of `Algebra`
 * @param options `notation`: 'text' (default), 'latex' or 'html'. `inputShape`: shape of one example of the input. Default: the
 * input shape of the layer, or a small one that the layer takes.
 * @throws ShapeError if the layer does not take the shape, or if `inputShape` is missing and no small shape fits
 * @throws TypeError if the layer reads numbers in plain JavaScript, or if the argument is not a layer
 * @example explain(pipe(dense(2, 3), andThen(tanh())), { notation: 'latex' })
 */
export const explain = (layer: AnyLayer, { notation = 'text', inputShape }: ExplainOptions = {}): string =>
  notations[notation](formulasOf(layer, inputShape))
