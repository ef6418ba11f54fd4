import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { type IO } from 'fp-ts/lib/IO.js'
import { env, versions } from 'node:process'
import { isMainThread } from 'node:worker_threads'

const name = 'ORT_DISABLE_TELEMETRY'

// A worker thread has a copy of the environment, and Bun has its own: native code sees neither.
const reachesNativeCode = isMainThread && !('bun' in versions)

/**
 * Disables the telemetry of onnxruntime-node, which otherwise writes a device id and an event database to the user's cache
 * folder. ONNX Runtime reads the environment variable when it starts. A value that the user has set stays.
 *
 * Returns a line where the variable is not set and cannot be set from here.
 */
export const disableTelemetry: IO<Either<string, void>> = () => {
  if (env[name] !== undefined) return right(undefined)
  if (!reachesNativeCode)
    return left(
      `the engine onnx cannot disable the telemetry of ONNX Runtime ${isMainThread ? 'in Bun' : 'in a worker thread'}: ` +
        `set ${name}=1 in the environment before the process starts (0 to allow telemetry)`
    )
  env[name] = '1'
  return right(undefined)
}
