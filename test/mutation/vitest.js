/** What the test files use of vitest. It writes the tests down, and whoever loads the files runs them. */
import { format } from 'node:util'

export { expect, expectTypeOf } from 'vitest'

/** What a test throws that is skipped. */
export const skipped = Symbol('skipped')
const skip = (condition = true) => {
  if (condition) throw skipped
}

/** All tests: `[{ name, run }]`. */
export const tests = []
const last = []
/** What is to be done after all of them. */
export const end = async () => {
  for (const f of last) await f()
}
let suite = { name: '', before: [] }
/** What is to be done after the test that runs. */
let finished = []
export const onTestFinished = f => void finished.push(f)

const once = f => {
  let done
  return () => (done ??= Promise.resolve(f()))
}
export const beforeAll = f => void suite.before.push(once(f))
export const beforeEach = f => void suite.before.push(f)
export const afterAll = f => void last.push(f)

const each = make => rows => (name, body) => {
  const places = name.match(/%\w/g) ?? []
  for (const row of rows) {
    const given = Array.isArray(row) ? row : [row]
    make(format(name, ...given.slice(0, places.length)), () => body(...given))
  }
}

const write = (name, body) => {
  const { name: within, before } = suite
  tests.push({
    name: `${within} ${name}`.trim(),
    run: async () => {
      for (const f of before) await f()
      try {
        await body({ skip })
      } finally {
        for (const f of finished) await f()
        finished = []
      }
    }
  })
}
export const test = Object.assign(write, {
  each: each(write),
  skipIf: condition => (condition ? () => undefined : write)
})

const describeOne = (name, body) => {
  const outer = suite
  suite = { name: `${outer.name} ${name}`.trim(), before: [...outer.before] }
  body()
  suite = outer
}
export const describe = Object.assign(describeOne, { each: each(describeOne) })
