/** The laws find one wrong entry among 100,000. Run by `npm run check:long`. */
import { test } from 'vitest'
import { expectFoundAmong } from '../laws/entry.js'

test('one wrong entry among 100,000 is found, and shrunk to two numbers', () => expectFoundAmong(400, 250, [153, 34]))
