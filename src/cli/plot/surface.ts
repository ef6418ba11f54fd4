import type * as Vega from 'vega'
import { colours, panel, ramp } from './appearance.js'

export interface Axis {
  readonly title: string
  readonly domain: readonly [least: number, greatest: number]
}

export type Point = readonly [x: number, y: number]

export interface Surface {
  readonly x: Axis
  readonly y: Axis
  /** Name of the prediction. */
  readonly title: string
  /** Names of the classes; absent if the prediction is a number. */
  readonly classes?: readonly string[]
  /** Predicts one number for each point, or the probability of every class. */
  readonly at: (points: readonly Point[]) => readonly (readonly number[])[]
  /** Training examples: points with a number or the name of a class. */
  readonly examples: readonly { readonly x: number; readonly y: number; readonly value: number | string }[]
}

/** Width and height of the picture, in pixels. */
const side = 360

/** Number of grid cells in each direction. */
const cells = 90

/** Centres of the cells, row by row from the top. */
const grid = ({ x, y }: Pick<Surface, 'x' | 'y'>): readonly Point[] => {
  const along = ([least, greatest]: Axis['domain'], share: number): number => least + share * (greatest - least)
  return Array.from({ length: cells ** 2 }, (_, i) => [
    along(x.domain, ((i % cells) + 0.5) / cells),
    along(y.domain, 1 - (Math.floor(i / cells) + 0.5) / cells)
  ])
}

/** Probability of a class minus the largest of the others: positive where the class is the most probable. */
const margin = (probabilities: readonly number[], place: number): number =>
  (probabilities[place] ?? NaN) - Math.max(...probabilities.filter((_, other) => other !== place))

/** Contours at these thresholds; the area above each is filled. */
const contours = (name: string, values: readonly number[], thresholds: readonly number[]): Vega.Data => ({
  name,
  values: [{ width: cells, height: cells, values }],
  transform: [{ type: 'isocontour', smooth: true, thresholds: [...thresholds], scale: side / cells }]
})

const filled = (data: string, fill: Vega.ColorValueRef, opacity: number): Vega.PathMark => ({
  type: 'path',
  clip: true,
  from: { data },
  encode: { enter: { fill, fillOpacity: { value: opacity } } },
  transform: [{ type: 'geopath', field: 'datum.contour' }]
})

type Layers = Required<Pick<Vega.GroupMark, 'data' | 'scales' | 'marks'>>

const ofClasses = (found: readonly (readonly number[])[], classes: readonly string[]): Layers => ({
  data: classes.map((_, place) =>
    contours(
      `class${place}`,
      found.map(probabilities => margin(probabilities, place)),
      [0, 0.4, 0.8]
    )
  ),
  scales: [{ name: 'colour', type: 'ordinal', domain: [...classes], range: colours }],
  marks: classes.map((name, place) => filled(`class${place}`, { scale: 'colour', value: name }, 0.25))
})

const bands = 12

const ofNumbers = (found: readonly (readonly number[])[], examples: Surface['examples']): Layers => {
  const values = found.map(([value = NaN]) => value)
  const all = [...values, ...examples.map(({ value }) => Number(value))]
  const [least, greatest] = [Math.min(...all), Math.max(...all)]
  const thresholds = Array.from({ length: bands }, (_, i) => least + (i / bands) * (greatest - least))
  return {
    data: [contours('bands', values, thresholds)],
    scales: [{ name: 'colour', type: 'linear', domain: [least, (least + greatest) / 2, greatest], range: ramp }],
    marks: [filled('bands', { scale: 'colour', field: 'contour.value' }, 1)]
  }
}

/**
 * Draws the predictions of a network over the plane of its two inputs.
 *
 *     a number      bands of colour from the smallest to the largest value
 *     classes       the colour of the most probable class c, stronger where pᶜ exceeds the others by more
 *
 * The borders are contours of a grid (marching squares), so the picture is sharp at any size.
 */
export const surface = ({ x, y, title, classes, at, examples }: Surface): Vega.GroupMark => {
  const found = at(grid({ x, y }))
  const { data, scales, marks } = classes === undefined ? ofNumbers(found, examples) : ofClasses(found, classes)
  return {
    ...panel(side, side),
    data: [...data, { name: 'examples', values: [...examples] }],
    scales: [
      { name: 'x', type: 'linear', domain: [...x.domain], range: [0, side], zero: false },
      { name: 'y', type: 'linear', domain: [...y.domain], range: [side, 0], zero: false },
      ...scales
    ],
    axes: [
      { orient: 'bottom', scale: 'x', title: x.title },
      { orient: 'left', scale: 'y', title: y.title }
    ],
    legends: [
      classes === undefined
        ? { fill: 'colour', type: 'gradient', orient: 'right', title, gradientLength: 160, tickCount: 5 }
        : { fill: 'colour', orient: 'right', title, symbolType: 'circle', labelLimit: 300 }
    ],
    marks: [
      ...marks,
      {
        type: 'symbol',
        from: { data: 'examples' },
        encode: {
          enter: {
            x: { scale: 'x', field: 'x' },
            y: { scale: 'y', field: 'y' },
            size: { value: 36 },
            fill: { scale: 'colour', field: 'value' },
            // A rim, because a point may lie on its own colour. Dark on bands, which are pale in the middle of the ramp.
            stroke: { value: classes === undefined ? '#222' : '#fff' },
            strokeWidth: { value: 1 }
          }
        }
      }
    ]
  }
}
