import { chain, type Either, left, mapLeft, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { transpose } from '../algebra/Algebra.js'
import { type Params, type Value } from '../algebra/Value.js'
import { type Layer } from '../layer/Layer.js'
import { type NamedTensors, paramsByName, paramsFromNames } from '../layer/paramsByName.js'
import { type Shape } from '../tensor/Shape.js'
import { type AnyTensor, type Tensor } from '../tensor/Tensor.js'
import { attempt } from './Codec.js'
import { readBytes, writeBytes } from './file.js'
import { decodeSafetensors, encodeSafetensors, type Safetensors } from './safetensors.js'

/** How the tensors of a file become the parameters of a network. */
export interface Loading {
  /**
   * The name of a parameter, from the name of a tensor in the file; `undefined` leaves the tensor out. Default: the same name.
   */
  readonly rename?: (name: string) => string | undefined
  /**
   * Whether the file holds the transpose of a parameter, from the name of the parameter: the last two axes exchanged, as in the
   * kernels of Keras. Default: never.
   */
  readonly transposed?: (name: string) => boolean
  /** `refuse`: a tensor that is no parameter of the network is a fault. `ignore`: it is left out. Default: `refuse`. */
  readonly surplus?: 'refuse' | 'ignore'
}

const isMatrix = (tensor: AnyTensor): tensor is Tensor<readonly [...Shape, number, number]> => tensor.shape.length > 1

/** The tensors of a file that are parameters. A checkpoint also holds the optimizer's memory. */
const parametersIn = ({ metadata, tensors }: Safetensors): readonly (readonly [string, AnyTensor])[] =>
  [...tensors].filter(([name]) => !(Object.hasOwn(metadata, 'checkpoint') && name.startsWith('optimizer.')))

const adapted = (
  file: Safetensors,
  { rename = name => name, transposed = () => false }: Loading
): Either<string, NamedTensors> => {
  const all = new Map<string, AnyTensor>()
  for (const [inFile, tensor] of parametersIn(file)) {
    const name = rename(inFile)
    if (name === undefined) continue
    if (all.has(name))
      return left(`two tensors are renamed to ${JSON.stringify(name)}, one of them ${JSON.stringify(inFile)}`)
    all.set(name, transposed(name) && isMatrix(tensor) ? transpose(tensor) : tensor)
  }
  return right(Object.fromEntries(all))
}

/**
 * Reads the parameters of a typed network from a safetensors file: one that `saveParams`, `writeModel` or `saveCheckpoint` wrote, or
 * any other with the same names and shapes, such as a PyTorch `state_dict` that `safetensors.torch.save_file` wrote. The types of
 * the network are kept, and its custom layers need no builders.
 *
 * The parameters of `dense`, `convolution`, `embedding`, `layerNorm`, `lstmCell` and `gruCell` have the layout of PyTorch. Its
 * names differ where modules are attributes of a class: give the parts of the network the same names with `named`, or rename.
 *
 * @param network the network whose parameters are in the file
 * @param loading `rename` maps the names of the file to those of the parameters, `transposed` chooses matrices to transpose, and
 * `surplus` says whether other tensors may be in the file
 * @returns a `Left` of one line that begins with the path and lists every missing, surplus and mis-shaped name
 * @example
 * const network = pipe(named('fc1', dense(2, 3)), andThen(tanh()), andThen(named('fc2', dense(3, 1))))
 * const load = loadParams(network, { rename: name => name.replace(/^module\./, '') })
 * const params = await load('model.safetensors')() // Either<string, ParamsOf<typeof network>>
 */
export const loadParams =
  <P extends Params, A extends Value, B extends Value>(network: Layer<P, A, B>, loading: Loading = {}) =>
  (path: string): TE.TaskEither<string, P> =>
    pipe(
      readBytes(path),
      TE.chainEitherK(bytes =>
        pipe(
          decodeSafetensors(bytes),
          chain(file => adapted(file, loading)),
          chain(paramsFromNames(network, loading.surplus)),
          mapLeft(reason => `${path}: ${reason}`)
        )
      )
    )

/**
 * Writes the parameters of a network to a safetensors file, under their names. The file is replaced atomically. `loadParams` reads
 * it, and so does `safetensors.torch.load_file`. `writeModel` writes the network too.
 *
 * @param network the network
 * @param dtype element type: `F64` keeps every bit, `F32` halves the size. Default: `F64`.
 * @returns a `Left` of one line that begins with the path
 * @example await saveParams(network)('params.safetensors', params)()
 */
export const saveParams =
  <P extends Params, A extends Value, B extends Value>(network: Layer<P, A, B>, dtype: 'F64' | 'F32' = 'F64') =>
  (path: string, params: NoInfer<P>): TE.TaskEither<string, void> =>
    pipe(
      attempt(path, () => paramsByName(network, params)),
      chain(tensors =>
        attempt(path, () =>
          encodeSafetensors({ metadata: { format: 'pt' }, tensors: new Map(Object.entries(tensors)) }, dtype)
        )
      ),
      TE.fromEither,
      TE.chain(bytes => writeBytes(path, bytes))
    )
