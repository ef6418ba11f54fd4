/**
 * The parts of an ONNX model that a program needs, as a value, and its bytes: protocol buffers, by the field numbers of
 * onnx.proto3 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3).
 */
import { PbfWriter } from 'pbf'

/** What a tensor holds, and the number that ONNX has for it. */
export const elementTypes = { float32: 1, int64: 7, float64: 11 } as const
export type ElementType = keyof typeof elementTypes

/** A size that is a name may be any number when the model runs. */
export type Sizes = readonly (number | string)[]

/** An input or an output of a graph. */
export interface Port {
  readonly name: string
  readonly type: ElementType
  readonly sizes: Sizes
}

export interface Constant {
  readonly name: string
  readonly type: ElementType
  readonly sizes: readonly number[]
  /** In row-major order. */
  readonly numbers: ArrayLike<number>
}

/** Numbers are whole unless they say otherwise. */
export type Attribute = number | { readonly float: number } | string | readonly number[] | Graph

/** An operation of ONNX on values by their names. In the file, the node has the name of its first output. */
export interface Node {
  readonly operation: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: { readonly [name: string]: Attribute }
}

export interface Graph {
  readonly name: string
  readonly inputs: readonly Port[]
  readonly outputs: readonly Port[]
  readonly constants: readonly Constant[]
  /** Each after those whose outputs it reads. */
  readonly nodes: readonly Node[]
}

export interface Model {
  readonly graph: Graph
  readonly metadata: { readonly [key: string]: string }
}

/** Operations of ONNX Runtime that are not part of the standard, in its domain. */
const runtimeOperations: ReadonlySet<string> = new Set(['FusedMatMul'])
const runtimeDomain = 'com.microsoft'

/** Versions that ONNX Runtime has understood since 1.14 (2023). */
const irVersion = 8
const operatorSet = 18

const isNumbers = (attribute: Attribute): attribute is readonly number[] => Array.isArray(attribute)

/** The little-endian bytes of the numbers. */
const bytesOf = ({ type, numbers }: Constant): Uint8Array => {
  const width = type === 'float32' ? 4 : 8
  const view = new DataView(new ArrayBuffer(numbers.length * width))
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i] ?? NaN
    if (type === 'float32') view.setFloat32(i * width, number, true)
    else if (type === 'float64') view.setFloat64(i * width, number, true)
    else view.setBigInt64(i * width, BigInt(number), true)
  }
  return new Uint8Array(view.buffer)
}

const writeConstant = (constant: Constant, to: PbfWriter): void => {
  to.writePackedVarint(1, [...constant.sizes])
  to.writeVarintField(2, elementTypes[constant.type])
  to.writeStringField(8, constant.name)
  to.writeBytesField(9, bytesOf(constant))
}

const writeSize = (size: number | string, to: PbfWriter): void => {
  if (typeof size === 'number') to.writeVarintField(1, size)
  else to.writeStringField(2, size)
}

const writeShape = (sizes: Sizes, to: PbfWriter): void => {
  for (const size of sizes) to.writeMessage(1, writeSize, size)
}

const writeTensorType = ({ type, sizes }: Port, to: PbfWriter): void => {
  to.writeVarintField(1, elementTypes[type])
  to.writeMessage(2, writeShape, sizes)
}

const writeType = (port: Port, to: PbfWriter): void => {
  to.writeMessage(1, writeTensorType, port)
}

const writePort = (port: Port, to: PbfWriter): void => {
  to.writeStringField(1, port.name)
  to.writeMessage(2, writeType, port)
}

const writeAttribute = ([name, attribute]: readonly [string, Attribute], to: PbfWriter): void => {
  to.writeStringField(1, name)
  if (typeof attribute === 'number') {
    to.writeVarintField(3, attribute)
    to.writeVarintField(20, 2)
  } else if (typeof attribute === 'string') {
    to.writeStringField(4, attribute)
    to.writeVarintField(20, 3)
  } else if (isNumbers(attribute)) {
    to.writePackedVarint(8, [...attribute])
    to.writeVarintField(20, 7)
  } else if ('float' in attribute) {
    to.writeFloatField(2, attribute.float)
    to.writeVarintField(20, 1)
  } else {
    to.writeMessage(6, writeGraph, attribute)
    to.writeVarintField(20, 5)
  }
}

const writeNode = ({ operation, inputs, outputs, attributes }: Node, to: PbfWriter): void => {
  for (const input of inputs) to.writeStringField(1, input)
  for (const output of outputs) to.writeStringField(2, output)
  to.writeStringField(3, outputs[0] ?? '')
  to.writeStringField(4, operation)
  for (const attribute of Object.entries(attributes)) to.writeMessage(5, writeAttribute, attribute)
  if (runtimeOperations.has(operation)) to.writeStringField(7, runtimeDomain)
}

const writeGraph = ({ name, inputs, outputs, constants, nodes }: Graph, to: PbfWriter): void => {
  for (const node of nodes) to.writeMessage(1, writeNode, node)
  to.writeStringField(2, name)
  for (const constant of constants) to.writeMessage(5, writeConstant, constant)
  for (const input of inputs) to.writeMessage(11, writePort, input)
  for (const output of outputs) to.writeMessage(12, writePort, output)
}

const writeOperatorSet = ([domain, version]: readonly [domain: string, version: number], to: PbfWriter): void => {
  to.writeStringField(1, domain)
  to.writeVarintField(2, version)
}

const writeEntry = ([key, value]: readonly [string, string], to: PbfWriter): void => {
  to.writeStringField(1, key)
  to.writeStringField(2, value)
}

const isGraph = (attribute: Attribute): attribute is Graph => typeof attribute === 'object' && 'nodes' in attribute

/** Whether a graph, or a graph inside, has an operation beyond the standard. */
const usesRuntime = ({ nodes }: Graph): boolean =>
  nodes.some(
    ({ operation, attributes }) =>
      runtimeOperations.has(operation) || Object.values(attributes).some(found => isGraph(found) && usesRuntime(found))
  )

/** The bytes of a `.onnx` file. */
export const encodeModel = ({ graph, metadata }: Model): Uint8Array => {
  const to = new PbfWriter()
  to.writeVarintField(1, irVersion)
  to.writeStringField(2, 'pullback')
  to.writeMessage(7, writeGraph, graph)
  to.writeMessage(8, writeOperatorSet, ['', operatorSet])
  if (usesRuntime(graph)) to.writeMessage(8, writeOperatorSet, [runtimeDomain, 1])
  for (const entry of Object.entries(metadata)) to.writeMessage(14, writeEntry, entry)
  return to.finish()
}
