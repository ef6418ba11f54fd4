import { render } from 'preact'
import { App } from './App.js'
import { move, toggle } from './state.js'
import './style.css'

const root = document.getElementById('app')
if (root !== null) render(<App />, root)

/** Whether a key belongs to the control that has the focus. */
const isTaken = (target: EventTarget | null, key: string): boolean =>
  target instanceof HTMLInputElement
    ? target.type !== 'range'
    : target instanceof HTMLSelectElement ||
      (target instanceof HTMLElement && (target.role === 'tab' || target.closest('[role=region]') !== null)) ||
      (key === ' ' && target instanceof HTMLElement && target.matches('button, summary, a'))

addEventListener('keydown', event => {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || isTaken(event.target, event.key))
    return
  const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0
  if (event.key === ' ') toggle()
  else if (by !== 0) move(by * (event.shiftKey ? 10 : 1))
  else return
  event.preventDefault()
})
