import { bind, bindTo, chain, type Either, left, map, right, traverseArray } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import { parametersOf } from '../layer/Description.js'
import { elementCount, showShape } from '../tensor/Shape.js'
import { type AnyTensor, fresh, rowMajorNumbers } from '../tensor/Tensor.js'
import { size } from '../catalogue/Row.js'
import { type Codec, version } from './Codec.js'
import { explained } from './complaint.js'
import { float } from './float.js'
import { forbiddenKeys, type Json } from './json.js'
import { contentOf, type Model, modelFrom, named, type OwnKinds } from './model.js'

const format = 'pullback model'

const Written = t.type({
  format: t.literal(format),
  version: t.literal(version),
  parameters: t.record(
    t.string,
    t.type({ shape: t.array(size, 'a list of sizes'), numbers: t.array(float, 'a list of numbers') }),
    'an object of tensors'
  )
})
type Parameters = t.TypeOf<typeof Written>['parameters']

const written = (tensor: AnyTensor): Json => ({
  shape: tensor.shape,
  numbers: Array.from(rowMajorNumbers(tensor), float.encode)
})

const tensorsOf = (parameters: Parameters): Either<string, ReadonlyMap<string, AnyTensor>> =>
  pipe(
    Object.entries(parameters),
    traverseArray(([name, { shape, numbers }]) =>
      numbers.length === elementCount(shape)
        ? right([name, fresh(shape, Float64Array.from(numbers))] as const)
        : left(
            `parameters.${name}.numbers must have ${elementCount(shape)} numbers for the shape ${showShape(shape)}, found ${numbers.length}`
          )
    ),
    map(entries => new Map<string, AnyTensor>(entries))
  )

/**
 * Codec for models as JSON, for small models that people read. Larger models belong in safetensors files: `encodeModel`.
 *
 *     { "format": "pullback model", "version": 1, "network": …,
 *       "parameters": { "0.weight": { "shape": [3, 2], "numbers": [0.5, "-0", …] } } }
 *
 * Numbers are restored bit for bit: −0, NaN and infinities are strings.
 *
 * @param own builders of the custom kinds in the model. Default: none.
 * @example
 * const json = modelCodec().encode({ network: eraseTypes(network), params })
 * if (isRight(json)) console.log(JSON.stringify(json.right))
 */
export const modelCodec = (own?: OwnKinds): Codec<Model> => ({
  encode: model =>
    pipe(
      contentOf(model, own),
      bindTo('content'),
      bind('tensors', () => named(parametersOf(model.network.description), model.params)),
      chain(({ content, tensors }) => {
        const refused = [...tensors.keys()].find(name => forbiddenKeys.has(name))
        if (refused !== undefined) return left(`no parameter may be called ${refused}: rename it`)
        const parameters = Object.fromEntries([...tensors].map(([name, tensor]) => [name, written(tensor)]))
        return right({ format, version, ...content, parameters })
      })
    ),
  decode: json =>
    pipe(
      explained()(Written.decode(json)),
      bindTo('found'),
      bind('tensors', ({ found }) => tensorsOf(found.parameters)),
      chain(({ found, tensors }) => {
        const parts = new Map<string, unknown>(Object.entries(found))
        return modelFrom(name => (parts.has(name) ? right(parts.get(name)) : undefined), tensors, own)
      })
    )
})
