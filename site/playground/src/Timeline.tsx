import { useRef } from 'preact/hooks'
import { signal } from '@preact/signals'
import { type Pace } from './messages.js'
import { factors } from './settings.js'
import {
  advance,
  type Branch,
  branches,
  busy,
  ended,
  forkHere,
  lastStep,
  nearest,
  pace,
  settings,
  setPace,
  show,
  shown,
  start,
  toggle,
  training
} from './state.js'
import { short, superscript } from './text.js'

const [width, height] = [1000, 120]
const factor = signal(3)

/** Largest number of points of a curve that are drawn. */
const most = 700

const thinned = (branch: Branch): readonly (readonly [step: number, loss: number])[] => {
  const { steps, losses } = branch
  const every = Math.max(1, Math.ceil(steps.length / most))
  return steps.flatMap((step, i) =>
    i % every === 0 || i === steps.length - 1 ? [[step, losses[i] ?? NaN] as const] : []
  )
}

/** Tenfold losses have equal distances. */
const log = (loss: number): number => Math.log10(Math.max(loss, 1e-12))

const Curves = () => {
  const curves = branches.value.map(thinned)
  const numbers = curves
    .flat()
    .map(([, loss]) => log(loss))
    .filter(Number.isFinite)
  const end = Math.max(1, ...branches.value.map(({ steps }) => steps.at(-1) ?? 0))
  const low = Math.min(...numbers, 0)
  const high = Math.max(...numbers, low + 0.5)
  const x = (step: number): number => (step / end) * width
  const y = (value: number): number => 6 + ((high - value) / (high - low)) * (height - 12)
  const current = shown.value?.branch ?? 0
  const decades = Array.from({ length: Math.floor(high) - Math.ceil(low) + 1 }, (_, i) => Math.ceil(low) + i).filter(
    (_, i, all) => all.length < 6 || i % 2 === 0
  )
  return (
    <div class="curves">
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        {decades.map(decade => (
          <path key={decade} class="decade" d={`M0 ${y(decade)}H${width}`} />
        ))}
        {curves.map((points, i) =>
          points.length === 0 ? null : (
            <path
              key={i}
              class={i === current ? 'curve current' : 'curve'}
              stroke-dasharray={i === 0 ? undefined : ['6 3', '2 3', '9 3 2 3'][(i - 1) % 3]}
              d={`M${points.map(([step, loss]) => `${x(step).toFixed(1)} ${y(log(loss)).toFixed(1)}`).join('L')}`}
            />
          )
        )}
        {shown.value !== undefined && <path class="now" d={`M${x(shown.value.step).toFixed(1)} 0V${height}`} />}
      </svg>
      {decades.map(decade => (
        <span key={decade} class="decade-name" style={{ top: `${(y(decade) / height) * 100}%` }}>
          {decade === 0 ? '1' : decade === 1 ? '10' : `10${superscript(decade)}`}
        </span>
      ))}
    </div>
  )
}

const Scrubber = () => {
  const dragging = useRef(false)
  const { value } = shown
  const end = Math.max(1, ...branches.value.map(({ steps }) => steps.at(-1) ?? 0))
  const text = value === undefined ? 'not started' : `step ${value.step}, loss ${short(value.loss)}`
  return (
    <input
      class="scrubber"
      type="range"
      aria-label="Step"
      aria-valuetext={text}
      min="0"
      max={end}
      step="1"
      value={value?.step ?? 0}
      onPointerDown={() => {
        dragging.current = true
      }}
      onPointerUp={() => {
        dragging.current = false
      }}
      onInput={({ currentTarget }) => {
        const step = currentTarget.valueAsNumber
        show(dragging.current ? nearest(step) : step)
      }}
    />
  )
}

const Branches = () =>
  branches.value.length < 2 ? null : (
    <div class="branches" role="group" aria-label="Runs">
      {branches.value.map(({ forks, steps }, i) => (
        <button key={i} aria-pressed={i === (shown.value?.branch ?? 0)} onClick={() => show(steps.at(-1) ?? 0, i)}>
          {i === 0 ? 'first run' : forks.map(({ step, factor }) => `step ${step}: rate × ${factor}`).join(', ')}
        </button>
      ))}
    </div>
  )

const Table = () => {
  const { value } = branches
  const current = value[shown.value?.branch ?? 0]
  const length = current?.steps.length ?? 0
  const rows = [...new Set(Array.from({ length: 9 }, (_, i) => Math.round((i / 8) * (length - 1))))].filter(i => i >= 0)
  return (
    <details>
      <summary>Losses as a table</summary>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">step</th>
              <th scope="col">loss</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(i => (
              <tr key={i}>
                <td>{current?.steps[i]}</td>
                <td>{short(current?.losses[i] ?? NaN)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}

const paces: readonly (readonly [Pace, string])[] = [
  ['slow', '1 step a frame'],
  ['medium', '16 steps a frame'],
  ['fast', 'as fast as it goes']
]

const States = () => {
  const kept = branches.value.reduce((sum, { steps }) => sum + steps.length, 0)
  return (
    <p class="quiet">
      {kept < 2
        ? 'Press Train, or the space bar. Every state will be kept.'
        : `${kept.toLocaleString('en')} states are kept: a trajectory is a sequence of immutable values. Drag to go back in time, press ← and → for single steps, fork from any of them.`}
    </p>
  )
}

/** Training, the curve of the loss, and time travel. */
export const Timeline = () => {
  const { value } = shown
  return (
    <section class="card timeline" aria-label="Training">
      <div class="bar">
        <button class="primary train" onClick={toggle} disabled={ended.value || busy.value}>
          {training.value ? '❚❚ Pause' : '▶ Train'}
        </button>
        <button onClick={() => advance(1)} disabled={ended.value || busy.value}>
          +1 step
        </button>
        <button onClick={() => advance(100)} disabled={ended.value || busy.value}>
          +100
        </button>
        <button onClick={() => start(settings.value)}>↺ Start again</button>
        <select
          aria-label="Pace"
          value={pace.value}
          onChange={({ currentTarget }) => setPace(paces[currentTarget.selectedIndex]?.[0] ?? 'medium')}
        >
          {paces.map(([name, text]) => (
            <option key={name} value={name}>
              {text}
            </option>
          ))}
        </select>
        <span class="together">
          <button onClick={() => forkHere(factor.value)} disabled={value === undefined || busy.value}>
            Fork here
          </button>
          <select
            aria-label="Learning rate of the fork"
            value={String(factor.value)}
            onChange={({ currentTarget }) => {
              factor.value = factors[currentTarget.selectedIndex] ?? 3
            }}
          >
            {factors.map(n => (
              <option key={n} value={String(n)}>
                rate × {n}
              </option>
            ))}
          </select>
        </span>
        <output class="number reading" data-step={value?.step} data-loss={value?.loss} aria-live="off">
          step {value?.step ?? 0}
          {value?.step !== lastStep.value && <span class="quiet"> of {lastStep.value}</span>}, epoch{' '}
          {short(value?.epoch ?? 0)}, loss <strong>{value === undefined ? '…' : short(value.loss)}</strong>
        </output>
      </div>
      <Curves />
      <Scrubber />
      <Branches />
      <States />
      <Table />
    </section>
  )
}
