/** An engine that compiles once. Without it, each iteration over a trajectory would compile again. */
import { type Engine } from '../src/index.js'

export const once = (engine: Engine): Engine => {
  let compiled: ReturnType<Engine['compile']> | undefined
  return { ...engine, compile: f => (compiled ??= engine.compile(f)) }
}
