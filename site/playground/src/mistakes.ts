import { Algebra, type Batched, dense, type Layer, type Tensor } from 'pullback'

type Matrix = Tensor<readonly [number, number]>

/** A dense layer of any size. */
export type DenseLayer = ReturnType<typeof dense<number, number>>

/** An element-wise layer on rows of any size. */
export type ActivationLayer = Layer<readonly [], Batched<readonly [number]>, Batched<readonly [number]>>

interface WrongDense {
  readonly kind: 'dense'
  /** The layer with the mistake, in a training with this learning rate. */
  readonly apply: (right: DenseLayer, rate: number) => DenseLayer
}

interface WrongActivation {
  readonly kind: 'activation'
  readonly apply: (right: ActivationLayer) => ActivationLayer
}

interface Gradients {
  readonly dW: Matrix
  readonly db: Tensor<readonly [number]>
  readonly dx: Batched<readonly [number]>
  readonly W: Matrix
  readonly dy: Batched<readonly [number]>
  readonly rate: number
}

/** A dense layer whose backward changes the gradients of the right one. */
const wrongDense = (change: (found: Gradients) => Partial<Pick<Gradients, 'dW' | 'db' | 'dx'>>): WrongDense => ({
  kind: 'dense',
  apply: (right, rate) => ({
    ...right,
    backward: (params, cache, dy) => {
      const [[dW, db], dx] = right.backward(params, cache, dy)
      const found = { dW, db, dx, W: params[0], dy, rate }
      const wrong = { ...found, ...change(found) }
      return [[wrong.dW, wrong.db], wrong.dx]
    }
  })
})

const wrongActivation = (change: WrongActivation['apply']): WrongActivation => ({ kind: 'activation', apply: change })

/** Eight mistakes, each in one line of one gradient. `mistakeTexts` has their formulas. */
export const mistakes = {
  'bias-mean': wrongDense(({ db, dy }) => ({ db: Algebra.perExample(db, dy) })),
  'bias-missing': wrongDense(({ db }) => ({ db: Algebra.scale(0, db) })),
  'weight-doubled': wrongDense(({ dW }) => ({ dW: Algebra.scale(2, dW) })),
  'stale-weights': wrongDense(({ dy, W, dW, rate }) => ({
    dx: Algebra.matmul(dy, Algebra.subtract(W, Algebra.scale(rate, dW)))
  })),
  'input-negated': wrongDense(({ dx }) => ({ dx: Algebra.negate(dx) })),
  'slope-missing': wrongActivation(right => ({ ...right, backward: (_, __, dy) => [[], dy] })),
  'slope-at-output': wrongActivation(right => ({
    ...right,
    forward: (params, x) => {
      const [y] = right.forward(params, x)
      return [y, right.forward(params, y)[1]]
    }
  })),
  'slope-per-example': wrongActivation(right => ({
    ...right,
    backward: (params, cache, dy) => {
      const [, dx] = right.backward(params, cache, dy)
      return [[], Algebra.perExample(dx, dy)]
    }
  }))
}

export type MistakeName = keyof typeof mistakes

const isName = (name: string): name is MistakeName => name in mistakes

export const mistakeNames: readonly MistakeName[] = Object.keys(mistakes).filter(isName)

/** The kind of layer that a mistake is made in. */
export const kindOf = (name: MistakeName): 'dense' | 'activation' => mistakes[name].kind
