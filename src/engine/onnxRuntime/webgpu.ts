import { type Graph } from '../compiler/onnx/Model.js'

interface Browser {
  readonly gpu: { readonly requestAdapter: () => Promise<unknown> }
}

const hasGpu = (found: unknown): found is Browser =>
  typeof found === 'object' &&
  found !== null &&
  'gpu' in found &&
  found.gpu instanceof Object &&
  'requestAdapter' in found.gpu

/** Why WebGPU cannot be used, or an empty text. Asking the browser first spares it a download of 26 MB. */
export const withoutWebgpu = async (): Promise<string> => {
  const browser: unknown = Reflect.get(globalThis, 'navigator')
  if (!hasGpu(browser)) return 'there is no navigator.gpu, which needs a browser with WebGPU and a secure context'
  return (await browser.gpu.requestAdapter()) === null ? 'the browser found no WebGPU adapter' : ''
}

/**
 * The names of the nodes that ONNX Runtime must compute on the processor, because its WebGPU code fails on them: a MaxPool that
 * also returns the places of the maxima, which the gradient of a max-pooling layer needs.
 */
const nodesOnProcessor = ({ nodes }: Graph): readonly string[] =>
  nodes.flatMap(({ operation, outputs, attributes }) => [
    ...(operation === 'MaxPool' && outputs.length > 1 ? outputs.slice(0, 1) : []),
    ...Object.values(attributes).flatMap(found =>
      found instanceof Object && 'nodes' in found ? nodesOnProcessor(found) : []
    )
  ])

/** The execution provider webgpu for a graph. ONNX Runtime refuses an empty list of names. */
export const webgpuFor = (graph: Graph): object => {
  const forceCpuNodeNames = nodesOnProcessor(graph)
  return { name: 'webgpu', ...(forceCpuNodeNames.length > 0 && { forceCpuNodeNames }) }
}
