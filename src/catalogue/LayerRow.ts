import { type Decoder } from 'io-ts/lib/index.js'
import { type Params, type Value } from '../algebra/Value.js'
import { eraseTypes } from '../layer/eraseTypes.js'
import { type UntypedLayer } from '../layer/AnyLayer.js'
import { type Layer } from '../layer/Layer.js'
import { type Builder, type Configuration, decoding, type Row } from './Row.js'

/** One kind of layer: codecs build the layer, `pullback layers` lists it, and the option `--layers` takes its name. */
export interface LayerRow extends Row<UntypedLayer> {
  /**
   * Configuration of the short form `--layers 16,relu,dropout:0.2`, from the number of input features and the number after the
   * colon. Default: the short form has no settings and takes no number.
   */
  readonly short?: (width: number, given?: number) => Configuration
  /** Number of output features of the short form. Default: the number of input features. */
  readonly width?: (width: number, given?: number) => number
}

/**
 * Makes the builder of a custom layer, so that codecs can read the layer: decodes the configuration, then builds the layer.
 *
 * @param configuration io-ts decoder of the configuration
 * @param make builds the layer from the decoded configuration
 * @example networkCodec({ sine: builtFrom(noSettings, activation(Algebra.sin, Algebra.cos, 'sine')) })
 */
export const builtFrom = <C, P extends Params, A extends Value, B extends Value>(
  configuration: Decoder<unknown, C>,
  make: (configuration: C) => Layer<P, A, B>
): Builder<UntypedLayer> => decoding(configuration, decoded => eraseTypes(make(decoded)))
