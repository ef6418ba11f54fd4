import { Code } from './Code.js'
import { Controls } from './Controls.js'
import { Copy } from './Copy.js'
import { Decision } from './Decision.js'
import { Graph } from './Graph.js'
import { Inspect } from './Inspect.js'
import { Laws } from './Laws.js'
import { presets } from './settings.js'
import { engine, faults, link, notice, openTab, settings, start, tab } from './state.js'
import { Timeline } from './Timeline.js'

const Header = () => (
  <header>
    <h1>
      <a href="../">pullback</a> <span>playground</span>
    </h1>
    <nav class="bar" aria-label="Examples to start from">
      {presets.map(([name, preset]) => (
        <button
          key={name}
          aria-pressed={JSON.stringify(preset) === JSON.stringify(settings.value)}
          onClick={() => {
            faults.value = []
            start(preset)
          }}
        >
          {name}
        </button>
      ))}
    </nav>
    <Copy text={link} label="Copy link" />
  </header>
)

/** Messages about the link, the run and the engine. */
const Notices = () => (
  <div class="notices" aria-live="polite">
    {faults.value.length > 0 && (
      <div class="notice bad">
        <p>The link is not valid, so these fields have their usual values:</p>
        <ul>
          {faults.value.map(fault => (
            <li key={fault}>{fault}</li>
          ))}
        </ul>
      </div>
    )}
    {notice.value !== undefined && (
      <p class={`notice ${notice.value.kind}`}>
        {notice.value.kind === 'good' ? '✓ ' : notice.value.kind === 'bad' ? '✗ ' : ''}
        {notice.value.text}
      </p>
    )}
    {engine.value === 'eager' && (
      <p class="notice plain">
        This page may not compile programs, so the eager engine trains: slower, with the same bits.
      </p>
    )}
  </div>
)

const tabs = [
  ['inspect', 'Inspect a unit', Inspect],
  ['laws', 'Laws', Laws],
  ['code', 'Code', Code]
] as const

const Tabs = () => {
  const move = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    const at = tabs.findIndex(([name]) => name === tab.value)
    const [next] = tabs[(at + step + tabs.length) % tabs.length] ?? tabs[0]
    openTab(next)
    document.getElementById(`tab-${next}`)?.focus()
  }
  return (
    <section class="card tabs" aria-label="Inside">
      <div role="tablist" aria-label="Inside" onKeyDown={move}>
        {tabs.map(([name, text]) => (
          <button
            key={name}
            id={`tab-${name}`}
            role="tab"
            aria-selected={tab.value === name}
            aria-controls={`panel-${name}`}
            tabIndex={tab.value === name ? 0 : -1}
            onClick={() => openTab(name)}
          >
            {text}
          </button>
        ))}
      </div>
      {tabs.map(([name, , Panel]) => (
        <div
          key={name}
          id={`panel-${name}`}
          role="tabpanel"
          aria-labelledby={`tab-${name}`}
          hidden={tab.value !== name}
        >
          {tab.value === name && <Panel />}
        </div>
      ))}
    </section>
  )
}

export const App = () => (
  <>
    <Header />
    <main>
      <Notices />
      <div class="top">
        <Controls />
        <Graph />
        <Decision />
      </div>
      <Timeline />
      <Tabs />
    </main>
    <footer class="quiet">
      <kbd>Space</kbd> trains and pauses, <kbd>←</kbd> <kbd>→</kbd> go one step, with <kbd>Shift</kbd> ten.
    </footer>
  </>
)
