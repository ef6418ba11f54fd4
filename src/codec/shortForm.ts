import { chain, type Either, left, map, mapLeft, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { layers } from '../catalogue/layers.js'
import { type LayerRow } from '../catalogue/LayerRow.js'
import { type Configuration } from '../catalogue/Row.js'
import { type UntypedLayer } from '../layer/AnyLayer.js'
import { eraseTypes } from '../layer/eraseTypes.js'
import { buildNetwork } from './network.js'
import { suggestion } from './suggestion.js'

/** Node ends without a message if memory runs out, so sizes have a limit. */
const widest = 100_000

const rows: ReadonlyMap<string, LayerRow> = new Map(layers.map(row => [row.name, row]))

interface Part {
  readonly kind: string
  readonly configuration: Configuration
}

const dense = (inputs: number, outputs: number): Part => ({ kind: 'dense', configuration: { inputs, outputs } })

/** Layers in their short form, and the number of features that the last one gives. */
interface ShortForm {
  readonly parts: readonly Part[]
  readonly width: number | undefined
}

/**
 * Reads a short form such as `16,relu,dropout:0.2`.
 *
 * A number is a dense layer of this size. A name is a layer without sizes, or one whose sizes follow from the width of its input. A
 * number after a colon is the only setting of its layer.
 *
 * @param label what error messages start with
 * @param inputs number of features of the input, if it is known
 * @param settings the configuration of a layer without a number whose size cannot follow from the width
 */
const read = (
  list: string,
  label: string,
  inputs: number | undefined,
  settings: (row: LayerRow | undefined) => Configuration | undefined
): Either<string, ShortForm> => {
  let width = inputs
  const parts: Part[] = []
  for (const word of list.split(',').map(word => word.trim())) {
    const [, kind = '', number] = /^([^:]*)(?::(.*))?$/s.exec(word) ?? []
    const given = number === undefined ? undefined : Number(number)
    const row = rows.get(kind)
    if (/^\d+$/.test(word)) {
      const size = Number(word)
      if (!(size >= 1 && size <= widest)) return left(`${label}: a size must be from 1 to ${widest}, found ${word}`)
      parts.push(dense(width ?? 2, size))
      width = size
    } else if (number !== undefined && row?.short === undefined)
      return left(`${label}: ${kind} takes no number, found ${JSON.stringify(number)}`)
    else if (number === '' || Number.isNaN(given ?? 0))
      return left(`${label}: ${kind} takes a number, found ${JSON.stringify(number)}`)
    else if (row === undefined && word !== '')
      return left(
        `${label}: unknown layer ${JSON.stringify(kind)} (pullback layers lists the names)${suggestion(kind, [...rows.keys()])}`
      )
    else if (word !== '') {
      const short = width === undefined && given === undefined ? undefined : row?.short?.(width ?? 2, given)
      parts.push({ kind, configuration: short ?? settings(row) ?? {} })
      width = width === undefined ? undefined : (row?.width?.(width, given) ?? width)
    }
  }
  return right({ parts, width })
}

const build = (parts: readonly Part[], label: string): Either<string, UntypedLayer> =>
  pipe(
    buildNetwork()({ kind: 'sequence', parts }, 'layers'),
    mapLeft(reason => {
      const [place = '', part] = /^layers(?:\.parts\[(\d+)\])?/.exec(reason) ?? []
      const { kind } = parts[Number(part)] ?? { kind: 'it' }
      return reason.startsWith(`${place}.configuration`)
        ? `${label}: ${kind} has settings beyond the short form: describe the network in a configuration file`
        : `${label}${reason.slice(place.length)}`
    }),
    map(eraseTypes)
  )

/**
 * Builds the network of a short form such as `16,relu,dropout:0.2`, between an input and an output of given widths. In the short form,
 * a number is a dense layer of this size, and a name is a layer; a number after a colon is its only setting. `networkCodec` reads any
 * other network.
 *
 * @param list numbers and names of layers, separated by commas
 * @param inputs number of features of the input
 * @param outputs number of features of the output, which a last dense layer gives
 * @param label start of the messages. Default: `layers`.
 * @returns a `Left` of one line if a name or a number is wrong
 * @example networkFrom('16,relu,dropout:0.2', 4, 3) // dense(4, 16), relu(), dropout(0.2), dense(16, 3)
 */
export const networkFrom = (
  list: string,
  inputs: number,
  outputs: number,
  label = 'layers'
): Either<string, UntypedLayer> =>
  pipe(
    read(list, label, inputs, () => undefined),
    chain(({ parts, width = inputs }) => build([...parts, dense(width, outputs)], label))
  )

/**
 * Builds the layers of a short form such as `dense` or `16,tanh,1`. A layer whose settings the short form does not give has those
 * of its example in the catalogue.
 */
export const layersOf = (list: string, label: string): Either<string, UntypedLayer> =>
  pipe(
    read(list, label, undefined, row => row?.example),
    chain(({ parts }) => build(parts, label))
  )
