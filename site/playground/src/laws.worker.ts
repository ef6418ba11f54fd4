import { layerLaws, verify } from 'pullback/laws'
import { showDescription } from 'pullback'
import { type LawAnswer, lawNames } from './messages.js'
import { partsOf } from './network.js'
import { type Settings } from './settings.js'

const post = (answer: LawAnswer): void => {
  postMessage(answer)
}

/** Tries the laws of every layer, one by one. Equal layers are tried once. */
const tryLaws = (settings: Settings): void => {
  const began = performance.now()
  const parts = partsOf(settings)
  const names = parts.map(
    ({ layer, mistake }) => `${showDescription(layer.description)}${mistake === undefined ? '' : ' ✗'}`
  )
  const rows = [...new Set(names)].map(name => ({
    layers: names.flatMap((other, i) => (other === name ? [i] : [])),
    laws: layerLaws((parts[names.indexOf(name)] ?? neverPart()).layer, { name: 'layer' })
  }))
  for (const law of lawNames)
    for (const { layers, laws } of rows)
      for (const result of verify(laws.filter(({ name }) => name === `layer: ${law}`)).results) {
        const { verdict, reason, counterexample } = result
        for (const layer of layers)
          post({
            is: 'verdict',
            verdict: {
              layer,
              law,
              verdict,
              message: counterexample?.message ?? reason ?? '',
              ...(counterexample?.entry === undefined ? {} : { entry: counterexample.entry }),
              ...(counterexample?.cause === undefined ? {} : { cause: counterexample.cause })
            }
          })
      }
  post({ is: 'done', seconds: (performance.now() - began) / 1000 })
}

const neverPart = (): never => {
  throw new Error('a network has layers')
}

addEventListener('message', ({ data }: MessageEvent<Settings>) => {
  try {
    tryLaws(data)
  } catch (error) {
    post({ is: 'failed', message: error instanceof Error ? error.message : String(error) })
  }
})
