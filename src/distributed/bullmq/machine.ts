import { arch, cpus, release, type } from 'node:os'
import { createRequire } from 'node:module'
import { version } from 'node:process'

/** The version of an optional package. */
const versionOf = (name: string): string => {
  try {
    const found: unknown = createRequire(import.meta.url)(`${name}/package.json`)
    return found instanceof Object && 'version' in found ? String(found.version) : 'none'
  } catch {
    return 'none'
  }
}

/** What the bits of a result can depend on: Node, the processor, and ONNX Runtime. */
export const machine = (): string =>
  `Node ${version}, ${type()} ${release()} ${arch()}, ${cpus()[0]?.model ?? 'unknown processor'}, ONNX Runtime ${versionOf('onnxruntime-node')}`
