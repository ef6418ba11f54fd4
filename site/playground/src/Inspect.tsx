import { signal } from '@preact/signals'
import { type Dataset, selectExamples, type Value } from 'pullback'
import { type Compared, compare, inspect } from './unit.js'
import { busy, examples, lossInUse, params, parts, points, ringed, settings, training, unit } from './state.js'
import { rough, short } from './text.js'

/** Whether the gradients are those of all examples, as a batch. */
const ofBatch = signal(true)

const Number = ({ value, of }: { readonly value: number; readonly of: 'weight' | 'input' }) => (
  <span class={of === 'weight' ? (value < 0 ? 'minus' : 'plus') : ''}>{short(value, 3)}</span>
)

const words = { agrees: 'agrees', differs: 'differs', inconclusive: 'not decided' }
const signs = { agrees: '✓', differs: '✗', inconclusive: '?' }

const Row = ({ name, value, analytic, measured, tolerance, verdict }: Compared) => (
  <tr class={verdict}>
    <th scope="row">∂L/∂{name}</th>
    <td>{short(value)}</td>
    <td>{short(analytic, 6)}</td>
    <td>{short(measured, 6)}</td>
    <td>{rough(tolerance)}</td>
    <td>
      <span role="img" aria-label={words[verdict]}>
        {signs[verdict]}
      </span>
    </td>
  </tr>
)

/** What one unit computes, with the numbers in the formulas, and its gradients beside measured ones. */
export const Inspect = () => {
  const { value: current } = params
  const chosen = unit.value
  if (current === undefined || points.value.inputs.length === 0) return <p class="quiet">Nothing is shown yet.</p>
  const scene = { parts: parts.value, loss: lossInUse.value, params: current }
  const all: Dataset<Value, Value> = examples.value
  const one = selectExamples([ringed.value])(all)
  const found = inspect(scene, one, chosen)
  const isOutput = chosen.layer === settings.value.hidden.length + 1
  const activation = scene.parts.find(({ kind, place }) => kind === 'activation' && place === chosen.layer)
  const f = activation === undefined ? undefined : isOutput ? 'tanh' : settings.value.activation
  const rows = training.value || busy.value ? undefined : compare(scene, ofBatch.value ? all : one, chosen)
  return (
    <div class="two">
      <div class="formulas">
        <h2>
          {isOutput ? 'Output' : `Layer ${chosen.layer}`}, unit {chosen.place + 1}, example {ringed.value + 1}
        </h2>
        <p>
          <b>z</b> ={' '}
          {found.weights.map((weight, k) => (
            <span key={k}>
              <span class="term">
                <Number value={weight} of="weight" /> · <Number value={found.inputs[k] ?? NaN} of="input" />
              </span>{' '}
              +{' '}
            </span>
          ))}
          <Number value={found.bias} of="weight" /> = <b>{short(found.z)}</b>
        </p>
        {f !== undefined && (
          <p>
            <b>a</b> = {f}(z) = <b>{short(found.a)}</b>
          </p>
        )}
        <p>
          <b>δ</b> = ∂L/∂z ={' '}
          {f !== undefined && (
            <>
              ∂L/∂a · {f}′(z) = {short(found.ofOutput, 3)} · {short(found.slope, 3)} ={' '}
            </>
          )}
          <b>{short(found.delta, 3)}</b>
        </p>
        <p class="quiet sans">
          Example{' '}
          <input
            type="number"
            aria-label="Example"
            min="1"
            max={all.size}
            value={ringed.value + 1}
            onChange={({ currentTarget }) => {
              const next = currentTarget.valueAsNumber
              if (next >= 1 && next <= all.size) ringed.value = Math.floor(next) - 1
              else currentTarget.value = String(ringed.value + 1)
            }}
          />{' '}
          of {all.size}, with the loss L = <span class="number">{short(found.loss)}</span>. Click another one in the
          picture.
        </p>
      </div>
      <div>
        <p class="quiet" id="about-gradients">
          Its gradients: what <code>backward</code> says, beside the finite difference of <code>forward</code>
        </p>
        {rows === undefined ? (
          <p class="quiet">Pause the training to measure them.</p>
        ) : (
          <div class="scroll" tabIndex={0} role="region" aria-labelledby="about-gradients">
            <table class="gradients">
              <thead>
                <tr>
                  <th scope="col">gradient</th>
                  <th scope="col">value</th>
                  <th scope="col">backward</th>
                  <th scope="col">measured</th>
                  <th scope="col">± tolerance</th>
                  <th scope="col">agree</th>
                </tr>
              </thead>
              <tbody>
                {rows.map(row => (
                  <Row key={row.name} {...row} />
                ))}
              </tbody>
            </table>
          </div>
        )}
        <label class="check">
          <input
            type="checkbox"
            checked={ofBatch.value}
            onChange={({ currentTarget }) => {
              ofBatch.value = currentTarget.checked
            }}
          />{' '}
          of all examples together, as one batch
        </label>
      </div>
    </div>
  )
}
