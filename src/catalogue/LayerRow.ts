import { type Decoder } from 'io-ts/lib/index.js'
import { type Params, type Value } from '../algebra/Value.js'
import { eraseTypes, type UntypedLayer } from '../layer/eraseTypes.js'
import { type Layer } from '../layer/Layer.js'
import { type Builder, type Configuration, decoding, type Row } from './Row.js'

/** A kind of layer: codecs build it, `pullback layers` lists it, and the command line takes it by name. */
export interface LayerRow extends Row<UntypedLayer> {
  /**
   * The configuration of the short form, `--layers 16,relu,dropout:0.2`, from the width of the row that the layer takes and the
   * number after the colon. Default: the short form has no settings and takes no number.
   */
  readonly short?: (width: number, given?: number) => Configuration
}

/** A builder of layers: decodes the configuration, then makes the layer. */
export const builtFrom = <C, P extends Params, A extends Value, B extends Value>(
  configuration: Decoder<unknown, C>,
  make: (configuration: C) => Layer<P, A, B>
): Builder<UntypedLayer> => decoding(configuration, decoded => eraseTypes(make(decoded)))
