import { programOf } from './program.js'
import { place, shown } from './state.js'
import { Copy } from './Copy.js'

/** The run as a program. */
export const Code = () => {
  const program = programOf(place.value)
  return (
    <div class="code">
      <p class="quiet">
        This program prints the loss that is shown, to the last bit:{' '}
        <span class="number">{shown.value?.loss ?? '…'}</span>
      </p>
      <pre tabIndex={0} role="region" aria-label="Program">
        <code>{program}</code>
      </pre>
      <Copy text={() => program} label="Copy the program" />
    </div>
  )
}
