import { type ComponentChildren } from 'preact'
import { kindOf, mistakeNames } from './mistakes.js'
import { mistakeTexts } from './mistakeTexts.js'
import { bounds, choices, placesOf, type Settings } from './settings.js'
import { change, settings } from './state.js'

const Choice = <A extends string | number>({
  label,
  value,
  options,
  name,
  onChoice
}: {
  readonly label: string
  readonly value: A
  readonly options: readonly A[]
  readonly name?: (option: A) => string
  readonly onChoice: (option: A) => void
}) => (
  <label class="row">
    <span>{label}</span>
    <select
      value={String(value)}
      onChange={({ currentTarget }) => {
        const option = options[currentTarget.selectedIndex]
        if (option !== undefined) onChoice(option)
      }}
    >
      {options.map(option => (
        <option key={option} value={String(option)}>
          {name?.(option) ?? String(option)}
        </option>
      ))}
    </select>
  </label>
)

const Group = ({ title, children }: { readonly title: string; readonly children: ComponentChildren }) => (
  <fieldset>
    <legend>{title}</legend>
    {children}
  </fieldset>
)

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const dataNames: { readonly [name in Settings['data']]: string } = {
  xor: 'XOR',
  moons: 'moons',
  circles: 'circles',
  spirals: 'spirals'
}

const Hidden = () => {
  const { hidden } = settings.value
  const units = Array.from({ length: bounds.units }, (_, i) => i + 1)
  return (
    <div class="row" role="group" aria-label="Hidden units">
      <span>Hidden</span>
      <span class="units">
        {hidden.map((count, i) => (
          <select
            key={i}
            aria-label={`Units of hidden layer ${i + 1}`}
            value={String(count)}
            onChange={({ currentTarget }) =>
              change({ hidden: hidden.map((old, k) => (k === i ? Number(currentTarget.value) : old)) })
            }
          >
            {units.map(n => (
              <option key={n}>{n}</option>
            ))}
          </select>
        ))}
        <button
          aria-label="Remove a hidden layer"
          disabled={hidden.length <= 1}
          onClick={() => change({ hidden: hidden.slice(0, -1) })}
        >
          −
        </button>
        <button
          aria-label="Add a hidden layer"
          disabled={hidden.length >= bounds.layers}
          onClick={() => change({ hidden: [...hidden, 4] })}
        >
          +
        </button>
      </span>
    </div>
  )
}

const Sabotage = () => {
  const { mistake, layer } = settings.value
  const found = mistake === 'none' ? undefined : { kind: kindOf(mistake), ...mistakeTexts[mistake] }
  const places = found === undefined ? 0 : placesOf(settings.value, found.kind)
  return (
    <Group title="Sabotage">
      <select
        class="wide"
        aria-label="Mistake in a gradient"
        value={mistake}
        onChange={({ currentTarget }) => {
          const next = choices.mistake[currentTarget.selectedIndex] ?? 'none'
          // The input gradient of the first layer is never used.
          const isOfInput = next === 'stale-weights' || next === 'input-negated'
          change({ mistake: next, layer: isOfInput ? 2 : 1 })
        }}
      >
        <option value="none">no mistake: all gradients right</option>
        {mistakeNames.map(name => (
          <option key={name} value={name}>
            {capital(kindOf(name))}: {mistakeTexts[name].text}
          </option>
        ))}
      </select>
      {found !== undefined && (
        <>
          <Choice
            label={found.kind === 'dense' ? 'in dense layer' : 'in activation'}
            value={layer}
            options={Array.from({ length: places }, (_, i) => i + 1)}
            onChoice={layer => change({ layer })}
          />
          <p class="formula wrong">
            <span aria-hidden="true">✗ </span>
            {found.formula}
          </p>
          <p class="formula quiet">
            <span aria-hidden="true">✓ </span>
            {found.right}
          </p>
          {mistake === 'slope-at-output' && settings.value.activation === 'relu' && (
            <p class="quiet">relu has the same slope at x and at y, so this change makes no gradient wrong.</p>
          )}
        </>
      )}
    </Group>
  )
}

/** The settings of the run. Every change starts it again. */
export const Controls = () => {
  const { data, count, noise, activation, loss, optimizer, rate, batch, seed } = settings.value
  return (
    <section class="card controls" aria-label="Settings">
      <Group title="Data">
        <Choice
          label="Examples"
          value={data}
          options={choices.data}
          name={name => dataNames[name]}
          onChoice={data => change({ data })}
        />
        <Choice label="Count" value={count} options={choices.count} onChoice={count => change({ count })} />
        <Choice label="Noise" value={noise} options={choices.noise} onChoice={noise => change({ noise })} />
      </Group>
      <Group title="Network">
        <Hidden />
        <Choice
          label="Activation"
          value={activation}
          options={choices.activation}
          onChoice={activation => change({ activation })}
        />
        <Choice label="Loss" value={loss} options={choices.loss} onChoice={loss => change({ loss })} />
      </Group>
      <Group title="Training">
        <Choice
          label="Optimizer"
          value={optimizer}
          options={choices.optimizer}
          onChoice={optimizer => change({ optimizer })}
        />
        <Choice label="Learning rate" value={rate} options={choices.rate} onChoice={rate => change({ rate })} />
        <Choice label="Batch" value={batch} options={choices.batch} onChoice={batch => change({ batch })} />
        <label class="row">
          <span>Seed</span>
          <input
            type="number"
            min="0"
            max={bounds.seed}
            step="1"
            value={seed}
            onChange={({ currentTarget }) => {
              const next = currentTarget.valueAsNumber
              if (Number.isInteger(next) && next >= 0 && next <= bounds.seed) change({ seed: next })
              else currentTarget.value = String(seed)
            }}
          />
        </label>
      </Group>
      <Sabotage />
    </section>
  )
}
