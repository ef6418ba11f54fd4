/**
 * base ** exponent by repeated squaring, for a finite integer exponent of at least 0. The operator is not used, because its last bits
 * differ between JavaScript engines. The relative error is below exponent · 2⁻⁵³.
 */
export const powerOf = (base: number, exponent: number): number => {
  let result = 1
  for (let left = exponent, square = base; left > 0; left = Math.floor(left / 2), square *= square)
    if (left % 2 === 1) result *= square
  return result
}
