/** Wrong slopes, used instead of the derivative t of an element-wise function y of x. */
type Slope = (x: number, y: number, t: number) => number

const cdf = (x: number): number => 1 / (1 + Math.exp(-x))

/** The slope of x (1 + tanh u) / 2 with u = a (x + b x³). */
const tanhGelu: Slope = x => {
  const [a, b] = [Math.sqrt(2 / Math.PI), 0.044715]
  const t = Math.tanh(a * (x + b * x ** 3))
  return (1 + t) / 2 + (x * (1 - t * t) * a * (1 + 3 * b * x * x)) / 2
}

const quickGelu: Slope = x => cdf(1.702 * x) * (1 + 1.702 * x * (1 - cdf(1.702 * x)))

export const slopes: readonly (readonly [name: string, slope: Slope])[] = [
  ['1 (a missing slope)', () => 1],
  // Of a product x g(x), g(x) + x g′(x).
  ['the function divided by the input (for a product: a dropped term)', (x, y) => y / x],
  ['the derivative minus the function divided by the input (for a product: a dropped term)', (x, y, t) => t - y / x],
  ['the function itself', (_, y) => y],
  ['the input', x => x],
  ['the square of the derivative (applied twice)', (_, __, t) => t * t],
  ['1 − y, 1 minus the function, without a square,', (_, y) => 1 - y],
  ['1 − y², 1 minus the square of the function, as for tanh,', (_, y) => (1 - y) * (1 + y)],
  ['y (1 − y), as for a sigmoid', (_, y) => y * (1 - y)],
  ['x (1 − x), the formula in the output of a sigmoid evaluated at the input', x => x * (1 - x)],
  ['1 − x², the formula in the output of tanh evaluated at the input', x => 1 - x * x],
  ['1 − tanh² x', x => 1 - Math.tanh(x) ** 2],
  ['the sigmoid of the input', cdf],
  ['the derivative of the sigmoid', x => cdf(x) * (1 - cdf(x))],
  ['the derivative of gelu in its form with tanh', tanhGelu],
  ['the derivative of x σ(1.702 x), another form of gelu', quickGelu],
  ['the derivative of silu', x => cdf(x) * (1 + x * (1 - cdf(x)))],
  ['the slope of relu, 1 for positive inputs', x => Number(x > 0)],
  ['the reciprocal of the derivative', (_, __, t) => 1 / t],
  ['the derivative times the input', (x, _, t) => x * t]
]
