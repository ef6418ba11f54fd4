/** The end of the last call to each package. */
const ends = new WeakMap<object, Promise<unknown>>()

/**
 * Starts an asynchronous call to a package after the calls before it have ended, in success or failure.
 *
 * The WebGPU build of onnxruntime-web holds one asynchronous call at a time: two at once wait for ever. The build is shared
 * by all engines of a page, so their calls form one queue.
 */
export const inTurn = <R>(owner: object, call: () => Promise<R>): Promise<R> => {
  const result = (ends.get(owner) ?? Promise.resolve()).then(call)
  // A failure is reported to the caller of `call`, not to the next in the queue.
  ends.set(
    owner,
    result.catch(() => undefined)
  )
  return result
}
