import { describe, expect, test } from 'vitest'
import { decodeLink, encodeLink } from '../playground/src/link.js'
import { presets } from '../playground/src/settings.js'

const [[, notebook] = neverPreset(), [, moons] = neverPreset()] = presets

function neverPreset(): never {
  throw new Error('there are no presets')
}

test.each(presets)('a link of "%s" gives the run back', (_, settings) => {
  const place = { settings, forks: [{ step: 12, factor: 0.3 }], step: 2272, loss: 1.25e-7 }
  expect(decodeLink(encodeLink(place))).toEqual({ ...place, faults: [] })
})

test('no link is the run of the notebook', () => {
  expect(decodeLink('')).toEqual({ settings: notebook, forks: [], step: 0, faults: [] })
})

describe('a wrong field is named, and the others are read', () => {
  test.each([
    ['data=cats', 'data must be one of xor, moons, circles, spirals, found "cats"'],
    ['count=7', 'count must be one of 4, 100, 200, 400, found "7"'],
    ['rate=1e-1', /^rate must be one of 0.001, /],
    ['hidden=6-4-2-1', 'hidden must be at most 3 numbers of 1 to 8 units, such as 6-4, found "6-4-2-1"'],
    ['hidden=', /^hidden must be .*, found ""$/],
    ['seed=-1', 'seed must be an integer from 0 to 4294967295, found "-1"'],
    ['step=1e9', 'step must be an integer from 0 to 1000000, found "1e9"'],
    ['forks=5x2', 'forks must be steps with factors, such as 100x3, found "5x2"'],
    ['layer=9', 'layer must be the number of a layer, found "9"'],
    ['result=abc', 'result must be a number, found "abc"'],
    ['colour=red', 'unknown field "colour"'],
    ['noise=%', /^noise must be one of .*, found "%"$/]
  ])('%s', (field, fault) => {
    const { settings, faults } = decodeLink(`#v1&optimizer=adam&${field}`)
    expect(faults).toEqual([typeof fault === 'string' ? fault : expect.stringMatching(fault)])
    expect(settings).toEqual({ ...notebook, optimizer: 'adam' })
  })

  test('another version', () => {
    expect(decodeLink('#v2&seed=1').faults).toEqual(['the link must begin with #v1, found "#v2"'])
  })

  test('a layer that this network does not have', () => {
    const { settings, faults } = decodeLink('#v1&hidden=3&mistake=bias-mean&layer=3')
    expect(faults).toEqual(['layer must be at most 2 for this network, found 3'])
    expect(settings.layer).toBe(2)
  })

  test('forks after the step', () => {
    const { forks, faults } = decodeLink(encodeLink({ settings: moons, forks: [{ step: 9, factor: 3 }], step: 5 }))
    expect(forks).toEqual([])
    expect(faults).toEqual(['forks must be in the order of their steps, and none after the step shown'])
  })
})
