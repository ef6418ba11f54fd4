/**
 * Replaces the WebAssembly of large products and convolutions in the bundles of the playground, whose products are small. The library
 * then computes them in JavaScript, with the same bits.
 */
const isDone = (): boolean => false

export const multiplyInWasm = isDone

export const convolvingInWasm = { output: isDone, inputGradient: isDone, kernelGradient: isDone }
