/** An engine for one job: it compiles once, though a trajectory that is gone through anew compiles anew. */
import { eager, type Engine } from '../src/index.js'

export const once = (engine: Engine): Engine => {
  if (engine === eager) return engine
  const { name, compile } = engine
  let compiled: ReturnType<typeof compile> | undefined
  return { name, compile: f => (compiled ??= compile(f)) }
}
