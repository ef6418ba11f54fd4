/** An engine for one job: it compiles once, though a trajectory that is gone through anew compiles anew. */
import { type Engine } from '../src/index.js'

export const once = ({ name, compile }: Engine): Engine => {
  let compiled: ReturnType<typeof compile> | undefined
  return { name, compile: f => (compiled ??= compile(f)) }
}
