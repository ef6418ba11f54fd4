/**
 * The short form of a network: `16,relu,dropout:0.2` between an input and an output of so many numbers.
 *
 * A size is a dense layer; a name is a layer that needs no sizes, or takes those of the row before it; behind a colon stands
 * the one number that it can be given. Other networks are written whole, in a configuration file.
 */
import { type Either, left, map, mapLeft } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { namedLayers } from '../../catalogue/layers.js'
import { buildNetwork } from '../../codec/network.js'
import { eraseTypes, type UntypedLayer } from '../../index.js'

/** What does not fit into memory ends the process without a word. */
const widest = 100_000

type Configuration = Readonly<Record<string, number>>

/** Those that are not empty, of the number behind the colon and the width of the row. */
const configurations = new Map<string, (width: number, given: number | undefined) => Configuration>([
  ['batchNorm', (channels, epsilon = 1e-5) => ({ channels, epsilon })],
  ['dropout', (_, rate = 0.5) => ({ rate })],
  ['elu', (_, alpha = 1) => ({ alpha })],
  ['layerNorm', (features, epsilon = 1e-5) => ({ features, epsilon })],
  ['leakyRelu', (_, slope = 0.01) => ({ slope })],
  ['rmsNorm', (features, epsilon = 1e-5) => ({ features, epsilon })]
])

const known = new Set(namedLayers.map(({ name }) => name))

interface Part {
  readonly kind: string
  readonly configuration: Configuration
}

const dense = (inputs: number, outputs: number): Part => ({ kind: 'dense', configuration: { inputs, outputs } })

export const networkOf = (list: string, inputs: number, outputs: number): Either<string, UntypedLayer> => {
  let width = inputs
  const parts: Part[] = []
  for (const word of list.split(',').map(word => word.trim())) {
    const [, kind = '', number] = /^([^:]*)(?::(.*))?$/s.exec(word) ?? []
    const given = number === undefined ? undefined : Number(number)
    const configured = configurations.get(kind)
    if (/^\d+$/.test(word)) {
      const size = Number(word)
      if (!(size >= 1 && size <= widest)) return left(`--layers: a size must be from 1 to ${widest}, found ${word}`)
      parts.push(dense(width, size))
      width = size
    } else if (number !== undefined && configured === undefined)
      return left(`--layers: ${kind} takes no number, found ${JSON.stringify(number)}`)
    else if (number === '' || Number.isNaN(given ?? 0))
      return left(`--layers: ${kind} takes a number, found ${JSON.stringify(number)}`)
    else if (!known.has(kind) && word !== '')
      return left(
        `--layers: expected sizes and names of layers (pullback layers lists them), found ${JSON.stringify(kind)}`
      )
    else if (word !== '') parts.push({ kind, configuration: configured?.(width, given) ?? {} })
  }
  return pipe(
    buildNetwork()({ kind: 'sequence', parts: [...parts, dense(width, outputs)] }, 'layers'),
    mapLeft(reason => {
      const [place = '', part] = /^layers(?:\.parts\[(\d+)\])?/.exec(reason) ?? []
      const { kind } = parts[Number(part)] ?? { kind: 'it' }
      return reason.startsWith(`${place}.configuration`)
        ? `--layers: ${kind} needs more than its name: write the whole network in a configuration file`
        : `--layers${reason.slice(place.length)}`
    }),
    map(eraseTypes)
  )
}
