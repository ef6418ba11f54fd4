import { useEffect, useRef } from 'preact/hooks'
import { paint } from './colour.js'
import { outputs, side } from './outputs.js'
import { params, parts, settings, unit } from './state.js'
import { numbersOf, paramsOfParts } from './walk.js'

/** Places of the units in percent of the width and in rows. */
const layout = (sizes: readonly number[]) => {
  const rows = Math.max(...sizes)
  return {
    rows,
    x: (layer: number): number => 7 + (86 * layer) / (sizes.length - 1),
    y: (layer: number, place: number): number => ((place + 0.5 + (rows - (sizes[layer] ?? 1)) / 2) / rows) * 100
  }
}

/** The picture of a unit over the plane. */
const Heat = ({
  part,
  column,
  columns
}: {
  readonly part: number
  readonly column: number
  readonly columns: number
}) => {
  const canvas = useRef<HTMLCanvasElement>(null)
  const values = outputs.value?.[part]
  useEffect(() => {
    if (values === undefined || canvas.current === null) return
    const { activation } = settings.value
    const isHidden = part < parts.value.length - 1
    const isLogit = !isHidden && settings.value.loss === 'cross-entropy'
    const scaled = isLogit
      ? (x: number) => Math.tanh(x / 2)
      : !isHidden || activation === 'sigmoid'
        ? (x: number) => 2 * x - 1
        : (x: number) => x
    paint(canvas.current, values, columns, column, side, 2, scaled)
  })
  return <canvas ref={canvas} width="32" height="32" aria-hidden="true" />
}

const Edges = ({ sizes }: { readonly sizes: readonly number[] }) => {
  const { x, y } = layout(sizes)
  const { value } = params
  if (value === undefined) return null
  const each = paramsOfParts(parts.value, value)
  const weights = parts.value.flatMap(({ kind }, i) => (kind === 'dense' ? [numbersOf(each[i]?.[0])] : []))
  return (
    <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
      {weights.flatMap((weight, layer) => {
        const inputs = sizes[layer] ?? 0
        return Array.from(weight, (w, k) => {
          const [from, to] = [k % inputs, Math.floor(k / inputs)]
          const [x1, y1, x2, y2] = [x(layer), y(layer, from), x(layer + 1), y(layer + 1, to)]
          const middle = (x1 + x2) / 2
          return (
            <path
              key={`${layer}.${k}`}
              class={w < 0 ? 'negative' : 'positive'}
              d={`M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`}
              stroke-width={Math.min(7, 0.4 + 1.6 * Math.abs(w)).toFixed(2)}
              stroke-opacity={Math.min(1, 0.25 + Math.abs(w) / 3).toFixed(2)}
            />
          )
        })
      })}
    </svg>
  )
}

/** The network: a button per unit, with its picture, and a curve per weight. */
export const Graph = () => {
  const { hidden, activation } = settings.value
  const sizes = [2, ...hidden, 1]
  const { rows, x, y } = layout(sizes)
  const chosen = unit.value
  return (
    <section class="card graph" aria-label="Network">
      <div class="units-of-network" style={{ '--rows': Math.max(rows, 4) }}>
        <Edges sizes={sizes} />
        {[0, 1].map(place => (
          <span key={place} class="unit input" style={{ left: `${x(0)}%`, top: `${y(0, place)}%` }}>
            <i>
              x<sub>{place + 1}</sub>
            </i>
          </span>
        ))}
        {sizes.slice(1).flatMap((count, i) => {
          const layer = i + 1
          const part = parts.value.findLastIndex(({ place }) => place === layer)
          return Array.from({ length: count }, (_, place) => (
            <button
              key={`${layer}.${place}`}
              class="unit"
              style={{ left: `${x(layer)}%`, top: `${y(layer, place)}%` }}
              aria-pressed={chosen.layer === layer && chosen.place === place}
              aria-label={`${layer === sizes.length - 1 ? 'Output' : `Layer ${layer}`}, unit ${place + 1}`}
              onClick={() => {
                unit.value = { layer, place }
              }}
            >
              <Heat part={part} column={place} columns={count} />
            </button>
          ))
        })}
      </div>
      <div class="names">
        {sizes.map((count, layer) => {
          const wrong = parts.value.find(({ place, mistake }) => place === layer && mistake !== undefined)
          const name = layer === 0 ? 'input' : layer === sizes.length - 1 ? 'output' : `${count} ${activation}`
          return (
            <span key={layer} style={{ left: `${x(layer)}%` }} class={wrong === undefined ? '' : 'wrong'}>
              {wrong === undefined ? name : `✗ ${name}`}
            </span>
          )
        })}
      </div>
      <p class="quiet">
        <span class="sample positive" /> positive weight <span class="sample negative" /> negative weight. Choose a unit
        to inspect it.
      </p>
    </section>
  )
}
