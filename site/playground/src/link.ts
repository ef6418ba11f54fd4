import { bounds, choices, factors, type Fork, placesOf, presets, type Settings } from './settings.js'
import { kindOf } from './mistakes.js'

/** A run, and the step at which it is shown. */
export interface Place {
  readonly settings: Settings
  readonly forks: readonly Fork[]
  readonly step: number
  /** Loss of all examples at the step, which the replayed run must have. */
  readonly loss?: number
}

/** What a link holds, and what it holds wrongly, one line per field. */
export interface Read extends Place {
  readonly faults: readonly string[]
}

const start: Place = { settings: presets[0]?.[1] ?? neverSettings(), forks: [], step: 0 }

function neverSettings(): Settings {
  throw new Error('there is no preset')
}

const single = ['data', 'activation', 'loss', 'optimizer', 'mistake', 'count', 'noise', 'rate', 'batch'] as const

/** The run as the part of an address after `#`. */
export const encodeLink = ({ settings, forks, step, loss }: Place): string => {
  const fields: readonly (readonly [string, string | number])[] = [
    ...single.map(name => [name, settings[name]] as const),
    ['hidden', settings.hidden.join('-')],
    ['layer', settings.layer],
    ['seed', settings.seed],
    ...(forks.length === 0 ? [] : [['forks', forks.map(({ step, factor }) => `${step}x${factor}`).join('-')] as const]),
    ['step', step],
    ...(loss === undefined ? [] : [['result', loss] as const])
  ]
  return `#v1&${fields.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`
}

/** An integer of at most `most`, in digits alone. */
const integerIn = (text: string, least: number, most: number): number | undefined => {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : NaN
  return number >= least && number <= most ? number : undefined
}

const allOf = <A>(items: readonly (A | undefined)[]): readonly A[] | undefined => {
  const found = items.filter(item => item !== undefined)
  return found.length === items.length ? found : undefined
}

const hiddenIn = (text: string): readonly number[] | undefined => {
  const units = allOf(text.split('-').map(part => integerIn(part, 1, bounds.units)))
  return units !== undefined && units.length <= bounds.layers ? units : undefined
}

const forksIn = (text: string): readonly Fork[] | undefined =>
  allOf(
    text.split('-').map((part): Fork | undefined => {
      const [at = '', by = ''] = part.split('x')
      const [step, factor] = [integerIn(at, 0, bounds.step), Number(by)]
      return step !== undefined && factors.includes(factor) ? { step, factor } : undefined
    })
  )

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/**
 * Reads a link. Every field is checked by itself: a wrong one is named, and has its value from the notebook's run instead.
 *
 * @param hash the part of the address from `#` on; an empty one is the notebook's run
 */
export const decodeLink = (hash: string): Read => {
  if (hash === '' || hash === '#') return { ...start, faults: [] }
  const [version, ...written] = hash.replace(/^#/, '').split('&')
  if (version !== 'v1')
    return { ...start, faults: [`the link must begin with #v1, found ${JSON.stringify(`#${version ?? ''}`)}`] }
  const fields = new Map(
    written.map(field => {
      const [name = '', ...rest] = field.split('=')
      return [name, decoded(rest.join('='))] as const
    })
  )
  const faults: string[] = []
  const read = <A>(name: string, fallback: A, parse: (text: string) => A | undefined, expected: string): A => {
    const text = fields.get(name)
    fields.delete(name)
    if (text === undefined) return fallback
    const value = parse(text)
    if (value === undefined) faults.push(`${name} must be ${expected}, found ${JSON.stringify(text.slice(0, 40))}`)
    return value ?? fallback
  }
  const chosen = <A extends string | number>(name: string, fallback: A, options: readonly A[]): A =>
    read(name, fallback, text => options.find(option => String(option) === text), `one of ${options.join(', ')}`)
  const { settings: by } = start
  const seed = (text: string): number | undefined => integerIn(text, 0, bounds.seed)
  const settings: Settings = {
    data: chosen('data', by.data, choices.data),
    activation: chosen('activation', by.activation, choices.activation),
    loss: chosen('loss', by.loss, choices.loss),
    optimizer: chosen('optimizer', by.optimizer, choices.optimizer),
    mistake: chosen('mistake', by.mistake, choices.mistake),
    count: chosen('count', by.count, choices.count),
    noise: chosen('noise', by.noise, choices.noise),
    rate: chosen('rate', by.rate, choices.rate),
    batch: chosen('batch', by.batch, choices.batch),
    hidden: read(
      'hidden',
      by.hidden,
      hiddenIn,
      `at most ${bounds.layers} numbers of 1 to ${bounds.units} units, such as 6-4`
    ),
    layer: read('layer', by.layer, text => integerIn(text, 1, bounds.layers + 1), 'the number of a layer'),
    seed: read('seed', by.seed, seed, `an integer from 0 to ${bounds.seed}`)
  }
  const most = settings.mistake === 'none' ? bounds.layers + 1 : placesOf(settings, kindOf(settings.mistake))
  if (settings.layer > most) faults.push(`layer must be at most ${most} for this network, found ${settings.layer}`)
  const forks = read('forks', [], forksIn, `steps with factors, such as 100x${factors[2] ?? 3}`)
  const step = read('step', 0, text => integerIn(text, 0, bounds.step), `an integer from 0 to ${bounds.step}`)
  const inOrder = forks.every((fork, i) => fork.step >= (forks[i - 1]?.step ?? 0) && fork.step <= step)
  if (!inOrder) faults.push('forks must be in the order of their steps, and none after the step shown')
  const loss = read(
    'result',
    undefined,
    (text): number | undefined => (/^[\d.e+-]+$/.test(text) ? Number(text) : undefined),
    'a number'
  )
  for (const name of fields.keys()) faults.push(`unknown field ${JSON.stringify(name.slice(0, 40))}`)
  return {
    settings: { ...settings, layer: Math.min(settings.layer, most) },
    forks: inOrder ? forks : [],
    step,
    ...(loss === undefined || faults.length > 0 ? {} : { loss }),
    faults
  }
}
