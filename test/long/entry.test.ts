/** One wrong entry of a hundred thousand. Run by `npm run check:long`. */
import { test } from 'vitest'
import { expectFoundAmong } from '../laws/entry.js'

test('one wrong entry of a hundred thousand is found, and shrunk to two numbers', () =>
  expectFoundAmong(400, 250, [153, 34]))
