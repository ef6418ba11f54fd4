import { describe, expect, test } from 'vitest'
import { cubeColour, painterFor, plain, trueColour } from '../../src/cli/Painter.js'
import { legend, surface, undecided } from '../../src/cli/xor/surface.js'
import { type Point } from '../../src/cli/xor/students.js'

const each = (f: (point: Point) => number) => (points: readonly Point[]) => points.map(f)

const size = { columns: 10, lines: 4 }

test('x1 grows to the right', () => {
  expect(surface(plain, size)(each(([x1]) => x1)).join('\n')).toMatchInlineSnapshot(`
    "   +----------+
     1 | .:-=+*#%@|
    x2 | .:-=+*#%@|
       | .:-=+*#%@|
     0 | .:-=+*#%@|
       +----------+
        0   x1   1"
  `)
})

test('x2 grows upwards', () => {
  expect(surface(plain, size)(each(([, x2]) => x2)).join('\n')).toMatchInlineSnapshot(`
    "   +----------+
     1 |@@@@@@@@@@|
    x2 |**********|
       |----------|
     0 |          |
       +----------+
        0   x1   1"
  `)
})

test('the corners are the corners of the unit square', () => {
  const asked: Point[] = []
  surface(plain, size)(each(point => (asked.push(point), 0)))
  for (const corner of [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1]
  ])
    expect(asked).toContainEqual(corner)
  expect(asked).toHaveLength(40)
})

test('values beyond 0 and 1 have the shades of 0 and 1', () => {
  const [, line] = surface(plain, { columns: 3, lines: 1 })(each(([x1]) => (x1 - 0.5) * 1000 + 0.5))
  expect(line).toBe(' 1 | +@|')
})

describe('in colour', () => {
  const blue = [8, 100, 176].join(';')
  const orange = [236, 120, 16].join(';')

  test('a character holds two pixels, one above the other', () => {
    const [, line] = surface(trueColour(undecided), { columns: 1, lines: 1 })(each(([, x2]) => x2))
    expect(line).toBe(` 1 |\u001b[38;2;${orange};48;2;${blue}m▀\u001b[0m|`)
  })

  test('a 256-colour terminal gets colours of the cube', () => {
    const [, line] = surface(cubeColour(undecided), { columns: 1, lines: 1 })(each(([, x2]) => x2))
    expect(line).toBe(' 1 |\u001b[38;5;208;48;5;25m▀\u001b[0m|')
  })

  test('only if the terminal has enough colours', () => {
    expect([1, 4].map(depth => painterFor(depth, undecided))).toEqual([plain, plain])
    expect([8, 24].map(depth => painterFor(depth, undecided).character([0, 1]))).toEqual(
      [cubeColour, trueColour].map(painter => painter(undecided).character([0, 1]))
    )
  })
})

test('the legend goes from 0 to 1', () => {
  expect(legend(plain, 10)).toBe('0  .:-=+*#%@ 1')
})
