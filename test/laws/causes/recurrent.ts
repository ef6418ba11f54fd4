/** Wrong gradients of recurrent cells. */
import { Algebra } from 'pullback'
import { all, type Blind, custom, type M, row, type T3, type V } from './build.js'

const { add, matmul, multiply, reshape, scale, sigmoid, square, subtract, sumOverBatch, tanh, transpose } = Algebra

const featureSlice = (from: number, x: M): M => Algebra.slice<M['shape'], number, number>(1, from, 2, x)
const joinedFeatures = (...xs: readonly M[]): M =>
  xs.reduce((x, y) => Algebra.concatenateAlong<M['shape'], M['shape'], number>(1, x, y))

interface Lstm {
  readonly order?: readonly [number, number, number, number]
  readonly cell?: (dc: M) => M
  readonly before?: (dc: M, f: M) => M
}

/** The cell of an LSTM on x, h and c of two numbers each, with the gates i, f, g and o in one matrix. */
export const lstm = ({ order = [0, 1, 2, 3], cell = dc => dc, before = multiply }: Lstm) =>
  custom({
    kind: 'myLstmCell',
    params: { weight: [8, 2], recurrent: [8, 2], bias: [8] },
    takes: [[2], [2], [2]],
    gives: [[2], [2]],
    forward: ([W, U, b]: readonly [M, M, V], [x, h, c]: readonly [M, M, M]) => {
      const a = Algebra.addToRows(b)(add(matmul(x, transpose(W)), matmul(h, transpose(U))))
      const [i, f] = [sigmoid(featureSlice(0, a)), sigmoid(featureSlice(2, a))]
      const [g, o] = [tanh(featureSlice(4, a)), sigmoid(featureSlice(6, a))]
      const next = add(multiply(f, c), multiply(i, g))
      return [[multiply(o, tanh(next)), next] as const, [x, h, c, i, f, g, o, next] as const]
    },
    backward: ([W, U], [x, h, c, i, f, g, o, next], [dh, dc]) => {
      const t = tanh(next)
      const m = add(cell(dc), multiply(multiply(dh, o), subtract(1, square(t))))
      const slope = (s: M): M => multiply(s, subtract(1, s))
      const gates = [
        multiply(multiply(m, g), slope(i)),
        multiply(multiply(m, c), slope(f)),
        multiply(multiply(m, i), subtract(1, square(g))),
        multiply(multiply(dh, t), slope(o))
      ]
      const da = joinedFeatures(...order.flatMap(gate => gates[gate] ?? []))
      return [
        [matmul(transpose(da), x), matmul(transpose(da), h), sumOverBatch<readonly [number]>(da)],
        [matmul(da, W), matmul(da, U), before(m, f)]
      ]
    }
  })

interface Gru {
  readonly candidate?: (dn: M, r: M, U: M) => M
  readonly keep?: (z: M) => M
}

/** h′ = (1 − z) n + z h with n = tanh(x + r (h Uᵀ)); gates z and r come from the input. */
export const gru = ({ candidate = (dn, r, U) => matmul(multiply(dn, r), U), keep = z => z }: Gru) =>
  custom({
    kind: 'myGruCell',
    params: { recurrent: [2, 2] },
    takes: [[6], [2]],
    gives: [2],
    forward: ([U]: readonly [M], [x, h]: readonly [M, M]) => {
      const [z, r] = [sigmoid(featureSlice(0, x)), sigmoid(featureSlice(2, x))]
      const u = matmul(h, transpose(U))
      const n = tanh(add(featureSlice(4, x), multiply(r, u)))
      return [add(multiply(subtract(1, z), n), multiply(z, h)), [h, z, r, u, n] as const]
    },
    backward: ([U], [h, z, r, u, n], dy) => {
      const dn = multiply(multiply(dy, subtract(1, z)), subtract(1, square(n)))
      const dz = multiply(multiply(dy, subtract(h, n)), multiply(z, subtract(1, z)))
      const dr = multiply(multiply(dn, u), multiply(r, subtract(1, r)))
      return [
        [matmul(transpose(multiply(dn, r)), h)],
        [joinedFeatures(dz, dr, dn), add(multiply(dy, keep(z)), candidate(dn, r, U))]
      ]
    }
  })

const at = (t: number, x: T3): M =>
  reshape<M['shape']>([x.shape[0], 2], Algebra.slice<T3['shape'], number, number>(1, t, 1, x))
const stacked = (steps: readonly M[]): T3 =>
  steps
    .map(step => reshape<T3['shape']>([step.shape[0], 1, 2], step))
    .reduce((x, y) => Algebra.concatenateAlong<T3['shape'], T3['shape'], number>(1, x, y))

interface Rnn {
  readonly through?: (da: M, U: M, dh: M) => M
  readonly counts?: (t: number) => boolean
  readonly inTime?: (steps: readonly M[]) => readonly M[]
}

/** hₜ = tanh(xₜ + hₜ₋₁ Uᵀ) over three steps from a state of zeros. */
export const rnn = ({ through = (da, U) => matmul(da, U), counts = () => true, inTime = steps => steps }: Rnn) =>
  custom({
    kind: 'myRnn',
    params: { recurrent: [2, 2] },
    takes: [3, 2],
    gives: [3, 2],
    forward: ([U]: readonly [M], x: T3) => {
      const states = [0, 1, 2].reduce<readonly M[]>(
        (states, t) => [...states, tanh(add(at(t, x), matmul(states[t] ?? scale(0, at(0, x)), transpose(U))))],
        [scale(0, at(0, x))]
      )
      return [stacked(states.slice(1)), states]
    },
    backward: ([U], states, dy) => {
      const start = { dU: scale(0, U), dh: scale(0, at(0, dy)), steps: [] as readonly M[] }
      const { dU, steps } = [2, 1, 0].reduce((later, t) => {
        const [before, h] = [states[t] ?? later.dh, states[t + 1] ?? later.dh]
        const dh = add(at(t, dy), later.dh)
        const da = multiply(dh, subtract(1, square(h)))
        const dU = counts(t) ? add(later.dU, matmul(transpose(da), before)) : later.dU
        return { dU, dh: through(da, U, dh), steps: [da, ...later.steps] }
      }, start)
      return [[dU], stacked(inTime(steps))]
    }
  })

const gone = 'miss|forgot|without|omit|lack|not |left out|drop|ignor|constant|absent|never|lost|only|instead|no '

export const recurrent: readonly Blind[] = [
  row(
    'rnn: derivative of tanh missing on the way back in time',
    rnn({ through: (_, U, dh) => matmul(dh, U) }),
    'The gradient of the state before skips the derivative 1 − h² of the activation.',
    all('tanh|activation|1 ?[−-] ?h|nonlinear')
  ),
  row(
    'rnn: weight gradient of the last step only',
    rnn({ counts: t => t === 2 }),
    'The gradient of the recurrent weight counts the last step only instead of the sum over all steps.',
    all('last|one|only|sum|add|every|all|earlier|single', 'step|time|position')
  ),
  row(
    'rnn: no gradient through time',
    rnn({ through: da => scale(0, da) }),
    'Every step is differentiated alone: the gradient does not flow to earlier steps.',
    all(
      'time|step|state|earlier|previous|recurren|position|past',
      gone + '|through|flow|zero|detach|truncat|alone|later|own'
    )
  ),
  row(
    'rnn: input gradient in reversed time',
    rnn({ inTime: steps => steps.toReversed() }),
    'The gradients of the inputs are returned in reversed order of time.',
    all('revers|order|backwards|mirror|flip|permut', 'time|step|position|order|axis|sequence')
  ),
  row(
    'lstm cell: input and forget gate exchanged',
    lstm({ order: [1, 0, 2, 3] }),
    'The gradients of input and forget gate are exchanged.',
    all('gate|order|block|rows|quarter|swap|exchang|permut', 'exchang|swap|order|permut|mixed|interchang|place')
  ),
  row(
    'lstm cell: gradient of the last cell state ignored',
    lstm({ cell: dc => scale(0, dc) }),
    'The output gradient of the cell state is ignored; only that of h counts.',
    all('cell|state|second|c\\b|memory|output|part', gone)
  ),
  row(
    'lstm cell: dc without the forget gate',
    lstm({ before: dc => dc }),
    'The gradient of the previous cell state lacks the factor f of the forget gate.',
    all('forget|gate|factor f\\b|times f\\b|multiplied by f\\b')
  ),
  row(
    'gru cell: reset gate before the product',
    gru({ candidate: (dn, r, U) => multiply(matmul(dn, U), r) }),
    'Backward applies the reset gate after the recurrent matrix, as if forward had gated h before the product.',
    all('reset|gate|order|before|after|\\br\\b')
  )
]
