import { useSignal } from '@preact/signals'

/** A button that copies a text, and says so. */
export const Copy = ({ text, label }: { readonly text: () => string; readonly label: string }) => {
  const said = useSignal('')
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text())
      said.value = '✓ Copied'
    } catch {
      said.value = 'Copying is not allowed here'
    }
    setTimeout(() => {
      said.value = ''
    }, 2000)
  }
  return (
    <button onClick={() => void copy()} aria-live="polite">
      {said.value === '' ? label : said.value}
    </button>
  )
}
