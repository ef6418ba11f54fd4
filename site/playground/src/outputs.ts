import { computed } from '@preact/signals'
import { frame, params, parts } from './state.js'
import { numbersOf, paramsOfParts, pointsOf, walkForward } from './walk.js'

/** Points along each side of the picture. */
export const side = 64

const grid = computed(() => (Number.isFinite(frame.value.size) ? pointsOf(side, frame.value) : undefined))

/** What every layer computes at the points of the picture, in one pass. */
export const outputs = computed<readonly Float64Array[] | undefined>(() =>
  params.value === undefined || grid.value === undefined
    ? undefined
    : walkForward(parts.value, paramsOfParts(parts.value, params.value), grid.value).outputs.map(numbersOf)
)
