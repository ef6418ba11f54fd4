import { layerLaws } from 'pullback/laws'
import { showDescription } from 'pullback'
import { type Law } from '../../../laws/law/Law.js'
import { type Report, verify } from '../../../laws/law/verify.js'
import { type LawAnswer, lawNames } from './messages.js'
import { partsOf } from './network.js'
import { type Settings } from './settings.js'

const post = (answer: LawAnswer): void => {
  postMessage(answer)
}

/** Verifies laws. The diagnosis is loaded when the first law fails. */
const verifyAll = async (laws: readonly Law[]): Promise<Report['results']> => {
  const { results } = verify(laws, { explain: false })
  if (results.every(({ verdict }) => verdict !== 'fails')) return results
  const { diagnose } = await import('../../../laws/diagnosis/diagnose.js')
  return verify(laws, { explain: diagnose }).results
}

/** Tries the laws of every layer, one by one. Equal layers are tried once. */
const tryLaws = async (settings: Settings): Promise<void> => {
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
      for (const result of await verifyAll(laws.filter(({ name }) => name === `layer: ${law}`))) {
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
  tryLaws(data).catch((error: unknown) => {
    post({ is: 'failed', message: error instanceof Error ? error.message : String(error) })
  })
})
