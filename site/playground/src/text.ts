const minus = (text: string): string => text.replaceAll('-', '−')

/** An integer as an exponent, such as ⁻⁵. */
export const superscript = (n: number): string =>
  String(n).replace(/[-\d]/g, digit => (digit === '-' ? '⁻' : ('⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)] ?? '')))

/** A number times a power of ten, such as 1.60·10⁻⁶. */
const scientific = (x: number, digits: number): string => {
  const [mantissa = '', exponent = ''] = x.toExponential(digits).split('e')
  return `${minus(mantissa)}·10${superscript(Number(exponent))}`
}

/** A number with four digits, such as 0.01368, −1.152 or 1.60·10⁻⁶. */
export const short = (x: number, digits = 4): string => {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? 'NaN' : minus(x > 0 ? '∞' : '-∞')
  if (x === 0) return '0'
  const size = Math.abs(x)
  return size < 1e-3 || size >= 1e5 ? scientific(x, 2) : minus(String(Number(x.toPrecision(digits))))
}

/** A bound, such as 2·10⁻¹⁰. */
export const rough = (x: number): string => (x === 0 ? '0' : scientific(x, 0))
