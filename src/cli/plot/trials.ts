import type * as Vega from 'vega'
import { colours, panel, size } from './appearance.js'

/** A trial to draw. */
export interface DrawnTrial {
  readonly label: string
  readonly loss: number
}

/** Panel of the losses of trials: a row for each combination of settings, a dot for each seed. */
export const trials = (all: readonly DrawnTrial[], title: string): readonly Vega.GroupMark[] => {
  const labels = [...new Set(all.map(({ label }) => label))]
  const height = Math.max(size.height / 4, 18 * labels.length)
  return [
    {
      ...panel(size.width, height),
      data: [{ name: 'trials', values: all.filter(({ loss }) => Number.isFinite(loss)) }],
      scales: [
        { name: 'x', type: 'linear', domain: { data: 'trials', field: 'loss' }, range: [0, size.width], nice: true },
        { name: 'y', type: 'point', domain: labels, range: [0, height], padding: 0.5 }
      ],
      axes: [
        { orient: 'bottom', scale: 'x', title, grid: true },
        { orient: 'left', scale: 'y', labelLimit: 400 }
      ],
      marks: [
        {
          type: 'symbol',
          from: { data: 'trials' },
          encode: {
            enter: {
              x: { scale: 'x', field: 'loss' },
              y: { scale: 'y', field: 'label' },
              size: { value: 40 },
              fill: { value: colours[0] ?? 'black' },
              fillOpacity: { value: 0.7 }
            }
          }
        }
      ]
    }
  ]
}
