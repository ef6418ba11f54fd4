import { type Either, left, map, mapLeft } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { layers } from '../../catalogue/layers.js'
import { type LayerRow } from '../../catalogue/LayerRow.js'
import { type Configuration } from '../../catalogue/Row.js'
import { buildNetwork } from '../../codec/network.js'
import { eraseTypes, type UntypedLayer } from '../../index.js'

/** Node ends without a message if memory runs out, so sizes have a limit. */
const widest = 100_000

const rows: ReadonlyMap<string, LayerRow> = new Map(layers.map(row => [row.name, row]))

interface Part {
  readonly kind: string
  readonly configuration: Configuration
}

const dense = (inputs: number, outputs: number): Part => ({ kind: 'dense', configuration: { inputs, outputs } })

/**
 * Builds the network of a short form such as `16,relu,dropout:0.2`, between an input and an output of given widths.
 *
 * A number is a dense layer of this size. A name is a layer without sizes, or one whose sizes follow from the width of its input. A number
 * after a colon is the only setting of its layer. A configuration file can describe any other network.
 */
export const networkOf = (list: string, inputs: number, outputs: number): Either<string, UntypedLayer> => {
  let width = inputs
  const parts: Part[] = []
  for (const word of list.split(',').map(word => word.trim())) {
    const [, kind = '', number] = /^([^:]*)(?::(.*))?$/s.exec(word) ?? []
    const given = number === undefined ? undefined : Number(number)
    const row = rows.get(kind)
    if (/^\d+$/.test(word)) {
      const size = Number(word)
      if (!(size >= 1 && size <= widest)) return left(`--layers: a size must be from 1 to ${widest}, found ${word}`)
      parts.push(dense(width, size))
      width = size
    } else if (number !== undefined && row?.short === undefined)
      return left(`--layers: ${kind} takes no number, found ${JSON.stringify(number)}`)
    else if (number === '' || Number.isNaN(given ?? 0))
      return left(`--layers: ${kind} takes a number, found ${JSON.stringify(number)}`)
    else if (row === undefined && word !== '')
      return left(`--layers: unknown layer ${JSON.stringify(kind)} (pullback layers lists the names)`)
    else if (word !== '') {
      parts.push({ kind, configuration: row?.short?.(width, given) ?? {} })
      width = row?.width?.(width, given) ?? width
    }
  }
  return pipe(
    buildNetwork()({ kind: 'sequence', parts: [...parts, dense(width, outputs)] }, 'layers'),
    mapLeft(reason => {
      const [place = '', part] = /^layers(?:\.parts\[(\d+)\])?/.exec(reason) ?? []
      const { kind } = parts[Number(part)] ?? { kind: 'it' }
      return reason.startsWith(`${place}.configuration`)
        ? `--layers: ${kind} has settings beyond the short form: describe the network in a configuration file`
        : `--layers${reason.slice(place.length)}`
    }),
    map(eraseTypes)
  )
}
