import type * as Vega from 'vega'
import { type History } from '../../index.js'
import { colours, panel, size } from './appearance.js'

export interface Curves {
  readonly title: string
  /** Format of the numbers at the axis, in the notation of d3-format, such as `%`. */
  readonly format?: string
  /** Keys of the history to draw, with their labels. */
  readonly measures: Readonly<Record<string, string>>
  /** The labels of all panels in the order of their colours. Default: those of the measures. */
  readonly labels?: readonly string[]
}

/** Panel of measures over the epochs. Empty if the history has none of them. */
export const curves = (
  history: History,
  { title, format, measures, labels = Object.values(measures) }: Curves
): readonly Vega.GroupMark[] => {
  const points = Object.entries(measures).flatMap(([key, measure]) =>
    history.flatMap(({ epoch, [key]: value }) =>
      epoch === undefined || value === undefined ? [] : [{ epoch, value, measure }]
    )
  )
  if (points.length === 0) return []
  const { width, height } = size
  return [
    {
      ...panel(width, height),
      data: [{ name: title, values: points }],
      scales: [
        { name: 'x', type: 'linear', domain: { data: title, field: 'epoch' }, range: [0, width] },
        {
          name: 'y',
          type: 'linear',
          domain: { data: title, field: 'value' },
          range: [height, 0],
          zero: true,
          nice: true
        },
        { name: 'colour', type: 'ordinal', domain: [...labels], range: colours }
      ],
      axes: [
        { orient: 'bottom', scale: 'x', title: 'epoch', tickMinStep: 1 },
        { orient: 'left', scale: 'y', title, grid: true, ...(format === undefined ? {} : { format }) }
      ],
      // A single curve is named by the title of its axis.
      legends: labels.length < 2 ? [] : [{ stroke: 'colour', orient: 'right', symbolType: 'stroke', labelLimit: 300 }],
      marks: [
        {
          type: 'group',
          from: { facet: { name: 'series', data: title, groupby: 'measure' } },
          marks: [
            {
              type: 'line',
              from: { data: 'series' },
              encode: {
                enter: {
                  x: { scale: 'x', field: 'epoch' },
                  y: { scale: 'y', field: 'value' },
                  stroke: { scale: 'colour', field: 'measure' },
                  strokeWidth: { value: 2 }
                }
              }
            }
          ]
        }
      ]
    }
  ]
}
