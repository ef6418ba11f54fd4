import { showDescription } from 'pullback'
import { lawNames, type Verdict } from './messages.js'
import { lawsSeconds, lawsState, parts, tryLaws, verdicts } from './state.js'
import { rough, short } from './text.js'
import { signs, words } from '../../verdicts.js'

const Failure = ({ layer, law, message, entry, cause }: Verdict) => (
  <div class="failure">
    <p>
      <span aria-hidden="true">✗ </span>
      <b>{showDescription(parts.value[layer]?.layer.description ?? noDescription)}</b>, {law}: {message}.
    </p>
    {entry !== undefined && (
      <p class="formula">
        {entry.place}: backward says {short(entry.analytic)}, measured {short(entry.numeric)} ± {rough(entry.tolerance)}
      </p>
    )}
    <p>
      Likely cause: <b class="cause">{cause ?? 'no known mistake fits the numbers'}</b>.
    </p>
  </div>
)

const noDescription = { kind: '', configuration: {}, parameters: [], parts: [] }

const Summary = ({ failures }: { readonly failures: readonly Verdict[] }) => {
  if (lawsState.value === 'running') return <p class="quiet">Trying {parts.value.length} layers …</p>
  if (lawsState.value === 'idle')
    return <p class="quiet">A law draws inputs at random, and compares every gradient with a measured derivative.</p>
  return failures.length === 0 ? (
    <p>
      <b>✓ All laws hold</b> on every layer, in {lawsSeconds.value.toFixed(1)} s.
    </p>
  ) : null
}

/** The laws of every layer, and what they say of a mistake. */
export const Laws = () => {
  const failures = verdicts.value.filter(({ verdict }) => verdict === 'fails')
  // One failure per law and layer says enough: the first that has a cause.
  const [first] = [...failures.filter(({ cause }) => cause !== undefined), ...failures]
  return (
    <div class="two laws">
      <div>
        <button class="primary" onClick={tryLaws} disabled={lawsState.value === 'running'}>
          Try the laws on these layers
        </button>
        <div aria-live="polite">
          <Summary failures={failures} />
          {first !== undefined && <Failure {...first} />}
        </div>
      </div>
      <div class="scroll" tabIndex={0} role="region" aria-label="Laws of every layer">
        <table class="verdicts" data-state={lawsState.value}>
          <thead>
            <tr>
              <td />
              {lawNames.map(law => (
                <th key={law} scope="col">
                  {law}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {parts.value.map(({ layer }, i) => (
              <tr key={i}>
                <th scope="row">{showDescription(layer.description)}</th>
                {lawNames.map(law => {
                  const found = verdicts.value.find(one => one.layer === i && one.law === law)
                  return found === undefined ? (
                    <td key={law} class="quiet">
                      <span role="img" aria-label="not tried">
                        ·
                      </span>
                    </td>
                  ) : (
                    <td key={law} class={found.verdict} data-law={law}>
                      <span role="img" aria-label={words[found.verdict]}>
                        {signs[found.verdict]}
                      </span>
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}
