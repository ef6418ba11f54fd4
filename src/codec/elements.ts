/** An element type of safetensors. */
export interface ElementType {
  /** Bytes per element. */
  readonly bytes: number
  /** The element at an offset. NaN if the element is an integer that a 64-bit float cannot hold exactly. */
  readonly read: (view: DataView, offset: number) => number
  /** What the elements must be, for a message. Present if `read` gives NaN for other elements. */
  readonly only?: string
}

const exactly = (big: bigint): number => (BigInt(Number(big)) === big ? Number(big) : NaN)

/** IEEE 754 binary16: sign, 5 bits of exponent, 10 bits of fraction. */
const half = (bits: number): number => {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const part = bits & 0x3ff
  if (exponent === 0) return sign * part * 2 ** -24
  if (exponent === 0x1f) return part === 0 ? sign * Infinity : NaN
  return sign * (1024 + part) * 2 ** -25 * (1 << exponent)
}

/** bfloat16: the upper 16 bits of a 32-bit float. */
const brain = (bits: number): number => {
  const view = new DataView(new ArrayBuffer(4))
  view.setUint32(0, bits << 16)
  return view.getFloat32(0)
}

const wide = 'integers that a 64-bit float holds exactly'

/** The element types that `decodeSafetensors` reads, by name. All are little-endian. */
export const elementTypes: ReadonlyMap<string, ElementType> = new Map<string, ElementType>([
  ['F64', { bytes: 8, read: (view, at) => view.getFloat64(at, true) }],
  ['F32', { bytes: 4, read: (view, at) => view.getFloat32(at, true) }],
  ['F16', { bytes: 2, read: (view, at) => half(view.getUint16(at, true)) }],
  ['BF16', { bytes: 2, read: (view, at) => brain(view.getUint16(at, true)) }],
  ['I64', { bytes: 8, read: (view, at) => exactly(view.getBigInt64(at, true)), only: wide }],
  ['U64', { bytes: 8, read: (view, at) => exactly(view.getBigUint64(at, true)), only: wide }],
  ['I32', { bytes: 4, read: (view, at) => view.getInt32(at, true) }],
  ['U32', { bytes: 4, read: (view, at) => view.getUint32(at, true) }],
  ['I16', { bytes: 2, read: (view, at) => view.getInt16(at, true) }],
  ['U16', { bytes: 2, read: (view, at) => view.getUint16(at, true) }],
  ['I8', { bytes: 1, read: (view, at) => view.getInt8(at) }],
  ['U8', { bytes: 1, read: (view, at) => view.getUint8(at) }],
  ['BOOL', { bytes: 1, read: (view, at) => view.getUint8(at) }]
])
