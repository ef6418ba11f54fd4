const minus = (text: string): string => text.replaceAll('-', '−')

/** A number with four digits, such as 0.01368, −1.152 or 1.60e−6. */
export const short = (x: number, digits = 4): string => {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? 'NaN' : minus(x > 0 ? '∞' : '-∞')
  if (x === 0) return '0'
  const size = Math.abs(x)
  if (size < 1e-3 || size >= 1e5) return minus(x.toExponential(2)).replace('+', '')
  return minus(String(Number(x.toPrecision(digits))))
}

/** A bound, such as 2e−10. */
export const rough = (x: number): string => (x === 0 ? '0' : minus(x.toExponential(0)).replace('+', ''))
