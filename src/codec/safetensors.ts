import { chain, type Either, isLeft, left, mapLeft, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import { elementCount, showShape } from '../tensor/Shape.js'
import { type AnyTensor, fresh, rowMajorNumbers } from '../tensor/Tensor.js'
import { explained, shortly } from './complaint.js'
import { type ElementType, elementTypes } from './elements.js'
import { forbiddenKeys, parseJson } from './json.js'
import { whole } from './whole.js'

/** The content of a safetensors file: tensors by name, and metadata. */
export interface Safetensors {
  /** Text by name. PyTorch writes `{ format: 'pt' }`. */
  readonly metadata: Readonly<Record<string, string>>
  /** Tensors by name, in the order of their data. */
  readonly tensors: ReadonlyMap<string, AnyTensor>
}

/** Maximum length of a header, in bytes: 16 MiB. */
export const headerLimit = 2 ** 24

const lengthBytes = 8
const metadataName = '__metadata__'

const writers = { F64: { bytes: 8 }, F32: { bytes: 4 } }

/** Whether every number keeps its value in single precision. */
const areSingle = (numbers: Float64Array): boolean => numbers.every(x => Math.fround(x) === x || Number.isNaN(x))

/** Whether this machine stores numbers as files do. Almost all machines do. */
const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

/** The bytes of numbers as files store them. */
const bytesOfNumbers = (numbers: Float64Array | Float32Array): Uint8Array => {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)
  if (isLittleEndian) return bytes
  const width = numbers.BYTES_PER_ELEMENT
  return bytes.map((_, i) => bytes[i - (i % width) + width - 1 - (i % width)] ?? 0)
}

/**
 * Encodes tensors as the bytes of a safetensors file, the format of Hugging Face, which PyTorch, JAX and NumPy can read.
 *
 *     8 bytes      length of the header, little-endian
 *     header       JSON: { "__metadata__": { text: text }, name: { "dtype", "shape", "data_offsets": [begin, end] }, … }
 *     data         numbers of every tensor in row-major order, little-endian, without gaps and without overlap
 *
 * @param dtype element type. `F64` keeps every bit, `F32` rounds and halves the size, and `exact` is F32 for each tensor whose
 * numbers keep their value in single precision, else F64. Default: `F64`.
 * @throws RangeError if a tensor has the reserved name `__metadata__`, or if a tensor or an entry of the metadata is called
 * `__proto__`, `constructor` or `prototype`, which `decodeSafetensors` refuses
 * @example encodeSafetensors({ metadata: {}, tensors: new Map([['weight', tensor([[1, 2]])]]) }, 'F32')
 */
export const encodeSafetensors = (
  { metadata, tensors }: Safetensors,
  dtype: keyof typeof writers | 'exact' = 'F64'
): Uint8Array => {
  const taken = [metadataName, ...forbiddenKeys].find(name => tensors.has(name))
  if (taken !== undefined) throw new RangeError(`No tensor may be called ${taken}: rename it`)
  const refused = Object.keys(metadata).find(name => forbiddenKeys.has(name))
  if (refused !== undefined) throw new RangeError(`No entry of the metadata may be called ${refused}: rename it`)
  const written = [...tensors].map(([name, tensor]) => {
    const numbers = rowMajorNumbers(tensor)
    const own = dtype === 'exact' ? (areSingle(numbers) ? 'F32' : 'F64') : dtype
    return { name, dtype: own, shape: tensor.shape, numbers }
  })
  let end = 0
  const entries = written.map(({ name, dtype, shape }) => {
    const begin = end
    end += elementCount(shape) * writers[dtype].bytes
    return [name, { dtype, shape, data_offsets: [begin, end] }] as const
  })
  const metadataEntry = Object.keys(metadata).length === 0 ? [] : [[metadataName, metadata] as const]
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries([...metadataEntry, ...entries])))
  // Spaces align the numbers to 8 bytes.
  const headerLength = Math.ceil(text.length / 8) * 8
  const file = new Uint8Array(lengthBytes + headerLength + end).fill(0x20, lengthBytes, lengthBytes + headerLength)
  file.set(text, lengthBytes)
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true)
  let offset = lengthBytes + headerLength
  for (const { dtype, numbers } of written) {
    const bytes = bytesOfNumbers(dtype === 'F64' ? numbers : new Float32Array(numbers))
    file.set(bytes, offset)
    offset += bytes.length
  }
  return file
}

const Entry = t.type({
  dtype: t.string,
  shape: t.array(whole, 'a list of sizes'),
  data_offsets: t.tuple([whole, whole], 'a pair of offsets')
})
type Entry = t.TypeOf<typeof Entry>

const Metadata = t.record(t.string, t.string, 'an object of strings')

interface Header {
  readonly metadata: Readonly<Record<string, string>>
  readonly entries: readonly (readonly [name: string, entry: Entry])[]
}

/** The first character of some bytes, for a message. */
const beginningOf = ([first]: Uint8Array): string => shortly(first === undefined ? first : String.fromCharCode(first))

/**
 * Whether the first 8 bytes can be the length of a header. False for most other files, in which these bytes are a larger number;
 * true for a safetensors file that is cut off.
 */
export const hasHeaderLength = (file: Uint8Array): boolean =>
  file.length < lengthBytes ||
  new DataView(file.buffer, file.byteOffset).getBigUint64(0, true) <= Math.max(file.length - lengthBytes, headerLimit)

/** Splits a file into the text of its header and its data. */
const cut = (file: Uint8Array): Either<string, readonly [header: string, data: Uint8Array]> => {
  if (file.length < lengthBytes) return left(`a safetensors file must have at least 8 bytes, found ${file.length}`)
  const length = new DataView(file.buffer, file.byteOffset).getBigUint64(0, true)
  const rest = file.length - lengthBytes
  const most = Math.min(rest, headerLimit)
  const doubt = length > rest ? 'this is not a safetensors file, or it is incomplete: ' : ''
  if (length > most) return left(`${doubt}the header must be at most ${most} bytes long, found ${length}`)
  const end = lengthBytes + Number(length)
  if (file[lengthBytes] !== 0x7b)
    return left(`the header must begin with "{", found ${beginningOf(file.subarray(lengthBytes, end))}`)
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(file.subarray(lengthBytes, end))
    return right([text, file.subarray(end)])
  } catch {
    return left('the header must be UTF-8, found other bytes')
  }
}

const decodeHeader = (json: Readonly<Record<string, unknown>>): Either<string, Header> => {
  const { [metadataName]: metadata = {}, ...tensors } = json
  const found = explained(metadataName)(Metadata.decode(metadata))
  if (isLeft(found)) return found
  const entries: (readonly [string, Entry])[] = []
  for (const [name, described] of Object.entries(tensors)) {
    const entry = explained(JSON.stringify(name))(Entry.decode(described))
    if (isLeft(entry)) return entry
    entries.push([name, entry.right])
  }
  return right({ metadata: found.right, entries })
}

/** A number of bytes for a message. A product of sizes may be too large for exact arithmetic. */
const bytesOf = (count: number): string => (Number.isSafeInteger(count) ? `${count} bytes` : 'more than 2^53 bytes')

/** The fault of an entry, if any. `end` is the end of the previous tensor. */
const faultOf = (name: string, { dtype, shape, data_offsets }: Entry, end: number, dataLength: number) => {
  const [from, to] = data_offsets
  const place = `the tensor ${shortly(name)}`
  const type = elementTypes.get(dtype)
  const found = `found the offsets ${from} to ${to}`
  if (type === undefined)
    return `${place}: dtype must be one of ${[...elementTypes.keys()].join(', ')}, found ${shortly(dtype)}`
  if (shape.length > 32) return `${place}: a shape must have at most 32 sizes, found ${shape.length}`
  if (shape.includes(0)) return `${place}: sizes must be at least 1, found ${showShape(shape)}`
  if (from !== end) return `${place} must begin at offset ${end}, where the previous tensor ends, ${found}`
  if (to > dataLength) return `${place} must end within the ${dataLength} bytes of data, ${found}`
  // A product too large for exact arithmetic exceeds the length of the data anyway.
  return elementCount(shape) * type.bytes !== to - from
    ? `${place}: ${dtype} of shape ${showShape(shape)} must take ${bytesOf(elementCount(shape) * type.bytes)}, ${found}`
    : undefined
}

/** Where the numbers of decoded tensors are. */
type Numbers = 'copied' | 'within'

/** Reads the numbers of a tensor at once, if the machine stores them as the file does. */
const atOnce = (dtype: string, data: Uint8Array, numbers: Numbers): Float64Array | undefined => {
  if (!isLittleEndian || !(dtype === 'F64' || dtype === 'F32')) return undefined
  if (numbers === 'within' && dtype === 'F64' && data.byteOffset % 8 === 0)
    return new Float64Array(data.buffer, data.byteOffset, data.byteLength / 8)
  // A copy, because the numbers of a typed array must be aligned. `slice` of a Node buffer would not copy.
  const { buffer } = new Uint8Array(data)
  return dtype === 'F64' ? new Float64Array(buffer) : new Float64Array(new Float32Array(buffer))
}

const readOneByOne = ({ bytes, read }: ElementType, data: Uint8Array): Float64Array => {
  const view = new DataView(data.buffer, data.byteOffset, data.length)
  const numbers = new Float64Array(data.length / bytes)
  for (let i = 0; i < numbers.length; i++) numbers[i] = read(view, i * bytes)
  return numbers
}

const readNumbers = (
  name: string,
  { dtype, shape }: Entry,
  type: ElementType,
  data: Uint8Array,
  place: Numbers
): Either<string, AnyTensor> => {
  const { only } = type
  const numbers = atOnce(dtype, data, place) ?? readOneByOne(type, data)
  return only !== undefined && numbers.some(Number.isNaN)
    ? left(
        `the tensor ${shortly(name)} must hold ${only}, found another one at index ${numbers.findIndex(Number.isNaN)}`
      )
    : right(fresh([...shape], numbers))
}

const readTensors = (
  { metadata, entries }: Header,
  data: Uint8Array,
  numbers: Numbers
): Either<string, Safetensors> => {
  const tensors = new Map<string, AnyTensor>()
  let end = 0
  // The header may list the tensors in any order.
  const inOrder = entries.toSorted(([, one], [, other]) => one.data_offsets[0] - other.data_offsets[0])
  for (const [name, entry] of inOrder) {
    const fault = faultOf(name, entry, end, data.length)
    if (fault !== undefined) return left(fault)
    end = entry.data_offsets[1]
  }
  if (end !== data.length)
    return left(`the data must end with the last tensor, at offset ${end}, found ${data.length} bytes`)
  for (const [name, entry] of inOrder) {
    const type = elementTypes.get(entry.dtype)
    if (type === undefined) continue
    const tensor = readNumbers(name, entry, type, data.subarray(...entry.data_offsets), numbers)
    if (isLeft(tensor)) return tensor
    tensors.set(name, tensor.right)
  }
  return right({ metadata, tensors })
}

/**
 * Decodes the bytes of a safetensors file, as PyTorch, JAX or `encodeSafetensors` write it.
 *
 * Reads the element types F64, F32, F16, BF16, I64, U64, I32, U32, I16, U16, I8, U8 and BOOL; every number becomes a 64-bit
 * float. A 64-bit integer that a float cannot hold exactly is refused.
 *
 * Every claim of the header is compared with the length of the file before anything is allocated. Memory is bounded by 8 bytes
 * per byte of the file, plus 16 MiB for the header.
 *
 * @param numbers `within`: tensors of 64-bit floats keep their numbers within the bytes if they are aligned, so the bytes must not
 * change. Default: `copied`.
 * @returns a `Left` with the first fault: its place, the expected value and the value found
 * @example
 * const file = decodeSafetensors(bytes)
 * if (isRight(file)) console.log([...file.right.tensors.keys()])
 */
export const decodeSafetensors = (
  file: Uint8Array,
  numbers: 'copied' | 'within' = 'copied'
): Either<string, Safetensors> =>
  pipe(
    cut(file),
    chain(([text, data]) =>
      pipe(
        parseJson(text, { length: headerLimit, depth: 4 }),
        chain(json => pipe(t.UnknownRecord.decode(json), explained())),
        chain(decodeHeader),
        mapLeft(reason => `the header: ${reason}`),
        chain(header => readTensors(header, data, numbers))
      )
    )
  )
