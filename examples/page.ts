/** The script of a page: trains XOR between the frames of the page, and shows every fiftieth epoch. */
import { pipe } from 'fp-ts/lib/function.js'
import { adam, andThen, dataset, dense, javascript, learner, meanSquaredError, observe, predict, tanh } from 'pullback'
import { tensor, toArray, trajectory } from 'pullback'

const corners = tensor([
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1]
])
const network = pipe(dense(2, 4), andThen(tanh()), andThen(dense(4, 1)))
const student = learner(network, meanSquaredError(), adam(0.05))
const states = trajectory(student, dataset(corners, tensor([[0], [1], [1], [0]])), { engine: javascript, from: 1 })

/** `observe` lets the page handle clicks and redraw between two states, and ends when the observer returns false. */
const last = await pipe(
  states,
  observe(({ epoch, loss }) => () => {
    if (epoch % 50 === 0) console.log(`epoch ${epoch}: loss ${loss.toFixed(4)}`)
    return epoch < 100
  })
)()
if (last._tag === 'Some') {
  const answers = toArray(predict(network, last.value.params)(corners))
  console.log(`XOR: ${answers.map(y => Math.round(y)).join(' ')}`)
}
