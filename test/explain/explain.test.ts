/** `explain` prints the formulas of the program that runs. */
import { pipe } from 'fp-ts/lib/function.js'
import { of } from 'fp-ts/lib/State.js'
import { describe, expect, test } from 'vitest'
import * as p from '../../src/index.js'

const lines = (...layer: Parameters<typeof p.explain>) => p.explain(...layer).split('\n')

type Rows = p.Batched<readonly [number]>

const scale = p.layer<readonly [p.Scalar], Rows, Rows, Rows>({
  description: p.describe('scale', {}, [{ name: 'scale', shape: [] }]),
  ...p.withUnchangedShape,
  init: of([p.scalar(1)]),
  forward: ([s], x) => [p.Algebra.scale(s, x), x],
  backward: ([s], x, dy) => [[p.Algebra.sumOfAll(p.Algebra.multiply(dy, x))], p.Algebra.scale(s, dy)]
})

const wrongTanh: p.Layer<readonly [], Rows, Rows> = p.activation(
  p.Algebra.tanh,
  x => p.Algebra.subtract(1, p.Algebra.square(x)),
  'tanh'
)<readonly [number]>()

const reading = p.activation(
  x => p.fromArray(x.shape, p.toArray(x)),
  x => x,
  'reading'
)()

describe('explain', () => {
  test.each([
    [p.dense(2, 3), ['y  = x Wᵀ + b', 'dW = dyᵀ x', 'db = Σ_batch dy', 'dx = dy W']],
    [p.tanh(), ['y  = tanh x', 'dx = dy ⊙ (1 − y) ⊙ (1 + y)']],
    [p.relu(), ['y  = max(x, 0)', 'dx = dy where y > 0, else 0']],
    [p.softmax(), ['u₁ = exp(x − max x)', 'y  = u₁ / Σ u₁', 'dx = y ⊙ (dy − Σ dy ⊙ y)']],
    [p.identity(), ['y  = x', 'dx = dy']],
    [
      p.layerNorm(3),
      [
        'u₁ = x − mean x',
        'u₂ = √(mean u₁² + 10⁻⁵)',
        'u₃ = u₁ / u₂',
        'y  = u₃ ⊙ g + b',
        'dg = Σ_rows dy ⊙ u₃',
        'db = Σ_rows dy',
        'u₄ = dy ⊙ g',
        'dx = (u₄ − mean u₄ − u₃ ⊙ mean(u₄ ⊙ u₃)) / u₂'
      ]
    ]
  ])('reads the formulas off the program of %o', (layer, expected) => {
    expect(lines(layer)).toEqual(expected)
  })

  test('gives one block for each layer of a network, and the chain rule', () => {
    const network = pipe(p.dense(2, 3), p.andThen(p.tanh()), p.andThen(p.dense(3, 1)))
    expect(p.explain(network)).toMatchInlineSnapshot(`
      "1  dense(2, 3)
         y₁  = x W₁ᵀ + b₁
         dW₁ = dy₁ᵀ x
         db₁ = Σ_batch dy₁
         dx  = dy₁ W₁

      2  tanh()
         y₂  = tanh y₁
         dy₁ = dy₂ ⊙ (1 − y₂) ⊙ (1 + y₂)

      3  dense(3, 1)
         y   = y₂ W₃ᵀ + b₃
         dW₃ = dyᵀ y₂
         db₃ = Σ_batch dy
         dy₂ = dy W₃

      chain rule
         forward    x → 1 → y₁ → 2 → y₂ → 3 → y
         backward   dy → 3 → dy₂ → 2 → dy₁ → 1 → dx"
    `)
  })

  test('writes LaTeX and HTML', () => {
    expect(p.explain(p.softmax(), { notation: 'latex' })).toMatchInlineSnapshot(`
      "% softmax()
      \\begin{align*}
      u_{1} &= \\exp\\left(x - \\max x\\right) \\\\
      y &= \\frac{u_{1}}{\\sum u_{1}} \\\\
      dx &= y \\odot \\left(dy - \\sum dy \\odot y\\right)
      \\end{align*}"
    `)
    expect(p.explain(p.dense(2, 3), { notation: 'html' })).toMatchInlineSnapshot(
      `"<section class="explained"><h3>dense(2, 3)</h3><ul><li><var>y</var> = <var>x</var> <var>W</var><sup>⊤</sup> + <var>b</var></li><li><var>dW</var> = <var>dy</var><sup>⊤</sup> <var>x</var></li><li><var>db</var> = Σ<sub>batch</sub> <var>dy</var></li><li><var>dx</var> = <var>dy</var> <var>W</var></li></ul></section>"`
    )
  })

  test('shows the steps of a fold', () => {
    expect(p.explain(p.rnn(2, 3))).toMatchInlineSnapshot(`
      "s₁,₀     = 0
      u₁       = x W_inputᵀ + b_input
      u₂       = permute(u₁, [2, 1, 3])
      for t = 1, …, 4
        s₁,ₜ = tanh(u₂,ₜ + s₁,ₜ₋₁ W_cellᵀ + b_cell)
        o₁,ₜ = s₁,ₜ
        o₂,ₜ = s₁,ₜ₋₁
      y        = permute(o₁, [2, 1, 3])
      s₂,₅     = 0
      s₃,₅     = 0
      s₄,₅     = 0
      u₃       = permute(dy, [2, 1, 3])
      for t = 4, …, 1
        o₃,ₜ = (u₃,ₜ + s₄,ₜ₊₁) ⊙ (1 − o₁,ₜ) ⊙ (1 + o₁,ₜ)
        s₂,ₜ = s₂,ₜ₊₁ + o₃,ₜᵀ o₂,ₜ
        s₃,ₜ = s₃,ₜ₊₁ + Σ_batch o₃,ₜ
        s₄,ₜ = o₃,ₜ W_cell
      u₄       = permute(o₃, [2, 1, 3])
      dW_input = u₄ᵀ x
      db_input = Σ_rows u₄
      dW_cell  = s₂,₁
      db_cell  = s₃,₁
      dx       = u₄ W_input"
    `)
  })

  test('a wrong gradient has another formula', () => {
    expect(lines(wrongTanh)).toEqual(['y  = tanh x', 'dx = dy ⊙ (1 − x²)'])
  })

  test('explains a custom layer whose parameter is one number', () => {
    expect(lines(scale)).toEqual(['y  = s x', 'ds = Σ_all dy ⊙ x', 'dx = s dy'])
  })

  test('refuses a layer that reads numbers, and a shape that does not fit', () => {
    expect(() => p.explain(reading)).toThrow('reads numbers in plain JavaScript')
    expect(() => p.explain(p.dense(2, 3), { inputShape: [3] })).toThrow('dense(2, 3) takes [2], found [3]')
    expect(() => p.explain(p.overTime(p.lstmCell(2)))).toThrow('pass its shape as inputShape')
    expect(() => p.explain(p.batchNorm(7))).not.toThrow()
  })
})
