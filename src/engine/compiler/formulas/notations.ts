import { type Name } from './Formula.js'
import { type Notation } from './show.js'

/** Numbers that have a short form of their own. */
const exactly: readonly (readonly [value: number, text: string])[] = [
  [Math.sqrt(2 / Math.PI), '√(2/π)'],
  [Math.sqrt(8 / Math.PI), '√(8/π)'],
  [Math.sqrt(2 * Math.PI), '√(2π)']
]

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹'

const raised = (exponent: number): string =>
  String(exponent)
    .replace('-', '⁻')
    .replace(/\d/g, digit => superscripts[Number(digit)] ?? digit)

const isNear = (one: number, other: number): boolean => Math.abs(one - other) < 1e-12 * Math.abs(other)

/** A number: exactly, as a root or a power of ten, or in six digits. */
const showNumber = (value: number): string => {
  if (value < 0 || Object.is(value, -0)) return `−${showNumber(-value)}`
  if (value === Infinity) return '∞'
  const known = exactly.find(([number]) => isNear(value, number))
  if (known !== undefined) return known[1]
  const [, mantissa = '', exponent = '0'] = /^([\d.]+)e([+-]\d+)$/.exec(value.toExponential()) ?? []
  const power = Number(exponent)
  if (mantissa === '1' && (power < -3 || power > 6)) return `10${raised(power)}`
  const text = String(value)
  if (text.length <= 8) return text
  const squared = Math.round(value * value)
  return isNear(value * value, squared) ? `√${squared}` : String(Number(value.toPrecision(6)))
}

const subscripts: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Array.from('0123456789', (digit, i) => [digit, String.fromCodePoint(0x2080 + i)])),
  t: 'ₜ',
  '+': '₊',
  '−': '₋'
}

/** Indices below the line: ₁,₂, or _query where Unicode has no such letters. */
const lowered = (indices: readonly string[]): string =>
  indices.every(index => Array.from(index).every(letter => subscripts[letter] !== undefined))
    ? indices.map(index => Array.from(index, letter => subscripts[letter]).join('')).join(',')
    : `_${indices.join('.')}`

const letters = ({ letter, isGradient }: Name): string => `${isGradient ? 'd' : ''}${letter}`

/** Plain text with Unicode signs: y = x Wᵀ + b. */
export const text: Notation = {
  name: name => `${letters(name)}${lowered(name.indices)}`,
  number: showNumber,
  times: { matrix: ' ', each: ' ⊙ ' },
  minus: '−',
  parentheses: text => `(${text})`,
  square: base => `${base}²`,
  transpose: base => `${base}ᵀ`,
  fraction: undefined,
  root: undefined,
  absolute: of => `|${of}|`,
  functionName: name => name,
  reduction: (what, axes) => (axes === '' ? what : `${what}_${axes.replaceAll(' ', '_')}`),
  choice: (condition, positive, otherwise) => `${positive} where ${condition}, else ${otherwise}`,
  list: items => `[${items.join(', ')}]`,
  part: (of, range) => `${of}[${range}]`,
  plain: text => text,
  greater: '>',
  less: '<'
}

const commands: ReadonlySet<string> = new Set(['exp', 'log', 'sin', 'cos', 'tanh', 'max', 'min'])

const word = (text: string): string => `\\text{${text.replaceAll('_', '\\_')}}`

const latexNumber = (value: number): string =>
  showNumber(value)
    .replace(/10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/, (_, power: string) => {
      const digits = Array.from(power, digit => (digit === '⁻' ? '-' : superscripts.indexOf(digit))).join('')
      return `10^{${digits}}`
    })
    .replace(/√\((.*)\)|√(\d+)/, (_, long?: string, short?: string) => `\\sqrt{${long ?? short ?? ''}}`)
    .replace('π', '\\pi')
    .replace('∞', '\\infty')
    .replaceAll('−', '-')

const latexIndex = (index: string): string => (/^([\dtT+−-]+)$/.test(index) ? index.replace('−', '-') : word(index))

/** LaTeX, for a display or an `align*`. */
export const latex: Notation = {
  name: ({ letter, indices, isGradient }) => {
    const base = letter.length === 1 ? letter : word(letter)
    const whole = indices.length === 0 ? base : `${base}_{${indices.map(latexIndex).join(',')}}`
    return isGradient ? `d${whole}` : whole
  },
  number: latexNumber,
  times: { matrix: '\\, ', each: ' \\odot ' },
  minus: '-',
  parentheses: text => `\\left(${text}\\right)`,
  square: base => `${base}^2`,
  transpose: base => `${base}^\\top`,
  fraction: (over, under) => `\\frac{${over}}{${under}}`,
  root: of => `\\sqrt{${of}}`,
  absolute: of => `\\left|${of}\\right|`,
  functionName: name => (commands.has(name) ? `\\${name}` : `\\operatorname{${name}}`),
  reduction: (what, axes) => {
    const sign = what === 'Σ' ? '\\sum' : what === 'max' ? '\\max' : '\\operatorname{mean}'
    return axes === '' ? sign : `${sign}_{${word(axes)}}`
  },
  choice: (condition, positive, otherwise) =>
    `\\begin{cases} ${positive} & ${condition} \\\\ ${otherwise} & \\text{otherwise} \\end{cases}`,
  list: items => `\\left[${items.join(',\\, ')}\\right]`,
  part: (of, range) => `${of}_{[${range}]}`,
  plain: word,
  greater: '>',
  less: '<'
}

/** Text that HTML reads as text. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** HTML with `var`, `sub` and `sup`, which needs no style sheet and no script. */
export const html: Notation = {
  ...text,
  name: ({ letter, indices, isGradient }) => {
    const below = indices.length === 0 ? '' : `<sub>${escaped(indices.join(','))}</sub>`
    return `<var>${isGradient ? 'd' : ''}${escaped(letter)}</var>${below}`
  },
  number: value => escaped(showNumber(value)),
  square: base => `${base}<sup>2</sup>`,
  transpose: base => `${base}<sup>⊤</sup>`,
  functionName: escaped,
  reduction: (what, axes) => (axes === '' ? what : `${what}<sub>${escaped(axes)}</sub>`),
  part: (of, range) => `${of}[${escaped(range)}]`,
  plain: escaped,
  greater: '&gt;',
  less: '&lt;'
}
