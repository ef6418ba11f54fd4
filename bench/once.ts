/** An engine for one job: it compiles once, though a trajectory that is gone through anew compiles anew. */
import { type Engine } from '../src/index.js'

export const once = (engine: Engine): Engine => {
  let compiled: ReturnType<Engine['compile']> | undefined
  return { ...engine, compile: f => (compiled ??= engine.compile(f)) }
}
