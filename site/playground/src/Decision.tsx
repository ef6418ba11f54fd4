import { useEffect, useMemo, useRef } from 'preact/hooks'
import { paint } from './colour.js'
import { outputs, side } from './outputs.js'
import { frame, points, ringed, settings } from './state.js'
import { short } from './text.js'

/** Places of the examples in the picture, from 0 to 100. */
const placesOf = (inputs: Float64Array) => {
  const { left, top, size } = frame.value
  return Array.from({ length: inputs.length / 2 }, (_, i) => ({
    x: (((inputs[2 * i] ?? 0) - left) / size) * 100,
    y: ((top - (inputs[2 * i + 1] ?? 0)) / size) * 100
  }))
}

const circle = ({ x, y }: { readonly x: number; readonly y: number }): string =>
  `M${(x - 1.25).toFixed(2)} ${y.toFixed(2)}a1.25 1.25 0 1 0 2.5 0a1.25 1.25 0 1 0 -2.5 0`
const diamond = ({ x, y }: { readonly x: number; readonly y: number }): string =>
  `M${x.toFixed(2)} ${(y - 1.7).toFixed(2)}l1.7 1.7l-1.7 1.7l-1.7 -1.7z`

/** The prediction of the network at a place of the picture, as a number from 0 to 1 or near it. */
const predictionAt = (x: number, y: number): number => {
  const value = outputs.value?.at(-1)?.[Math.floor((y / 100) * side) * side + Math.floor((x / 100) * side)] ?? NaN
  return settings.value.loss === 'cross-entropy' ? 1 / (1 + Math.exp(-value)) : value
}

const Table = () => {
  const { left, top, size } = frame.value
  const places = [10, 30, 50, 70, 90]
  return (
    <details>
      <summary>Predictions as a table</summary>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">
                x<sub>2</sub> \ x<sub>1</sub>
              </th>
              {places.map(x => (
                <th key={x} scope="col">
                  {short(left + (x / 100) * size, 2)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {places.map(y => (
              <tr key={y}>
                <th scope="row">{short(top - (y / 100) * size, 2)}</th>
                {places.map(x => (
                  <td key={x}>{short(predictionAt(x, y), 2)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}

/** The predictions over the plane, with the examples. A click rings the nearest example. */
export const Decision = () => {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { inputs, targets } = points.value
  const places = useMemo(() => placesOf(inputs), [inputs])
  const paths = useMemo(
    () =>
      [0, 1].map(label =>
        places
          .filter((_, i) => targets[i] === label)
          .map(label === 0 ? circle : diamond)
          .join('')
      ),
    [places, targets]
  )
  useEffect(() => {
    const values = outputs.value?.at(-1)
    if (values === undefined || canvas.current === null) return
    const isLogit = settings.value.loss === 'cross-entropy'
    paint(canvas.current, values, 1, 0, side, 1, isLogit ? x => Math.tanh(x / 2) : x => 2 * x - 1)
    canvas.current.dataset['drawn'] = 'yes'
  })
  const ring = places[ringed.value]
  const label = targets[ringed.value] ?? 0
  const choose = (event: MouseEvent & { readonly currentTarget: Element }): void => {
    const box = event.currentTarget.getBoundingClientRect()
    const [x, y] = [((event.clientX - box.left) / box.width) * 100, ((event.clientY - box.top) / box.height) * 100]
    const distances = places.map(place => Math.hypot(place.x - x, place.y - y))
    const least = distances.indexOf(Math.min(...distances))
    if (least >= 0) ringed.value = least
  }
  return (
    <section class="card decision" aria-label="Predictions">
      <div class="picture" onClick={choose}>
        <canvas
          ref={canvas}
          width="64"
          height="64"
          role="img"
          aria-label="Predictions over the plane: blue is 1, orange is 0"
        />
        <svg viewBox="0 0 100 100" aria-hidden="true">
          <path class="zero" d={paths[0]} />
          <path class="one" d={paths[1]} />
          {ring !== undefined && <circle class="ring" cx={ring.x} cy={ring.y} r="3.2" />}
        </svg>
      </div>
      <p class="quiet">
        <span class="key zero">●</span> 0 <span class="key one">◆</span> 1. The ringed example {ringed.value + 1} is a{' '}
        {label === 0 ? '●' : '◆'}; the network says{' '}
        <span class="number">{ring === undefined ? '…' : short(predictionAt(ring.x, ring.y), 3)}</span>.
      </p>
      <Table />
    </section>
  )
}
