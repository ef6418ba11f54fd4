/**
 * Loss and accuracy over the epochs as a picture (SVG), drawn by Vega, which is an optional peer. Its colours follow the
 * reader's: light, or dark where that is preferred.
 */
import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { type TaskEither } from 'fp-ts/lib/TaskEither.js'
import type * as Vega from 'vega'
import { type History } from '../../codec/checkpoint.js'

interface Panel {
  readonly title: string
  /** What is drawn, by the names of the history, and what it is called. */
  readonly measures: Readonly<Record<string, string>>
}

const panels: readonly Panel[] = [
  { title: 'loss', measures: { loss: 'training', validationLoss: 'validation' } },
  { title: 'share that is right', measures: { accuracy: 'accuracy' } }
]

/** Told apart by colour-blind people, on white and on black. */
const colours = ['#0864b0', '#ec7810']

const pointsOf = (history: History, measures: Panel['measures']) =>
  Object.entries(measures).flatMap(([key, measure]) =>
    history.flatMap(row => {
      const { epoch, [key]: value } = row
      return epoch === undefined || value === undefined ? [] : [{ epoch, value, measure }]
    })
  )

const draw = (history: History, { title, measures }: Panel, i: number): Vega.GroupMark => ({
  type: 'group',
  encode: { enter: { width: { value: 480 }, height: { value: 200 } } },
  // Of the panel: axes draw their grid as wide as these say.
  signals: [
    { name: 'width', value: 480 },
    { name: 'height', value: 200 }
  ],
  data: [{ name: `rows${i}`, values: pointsOf(history, measures) }],
  scales: [
    { name: 'x', type: 'linear', domain: { data: `rows${i}`, field: 'epoch' }, range: [0, 480] },
    {
      name: 'y',
      type: 'linear',
      domain: { data: `rows${i}`, field: 'value' },
      range: [200, 0],
      zero: true,
      nice: true
    },
    { name: 'colour', type: 'ordinal', domain: Object.values(measures), range: colours }
  ],
  axes: [
    { orient: 'bottom', scale: 'x', title: 'epoch', tickMinStep: 1 },
    { orient: 'left', scale: 'y', title, grid: true }
  ],
  legends: [{ stroke: 'colour', orient: 'top-right', symbolType: 'stroke', labelLimit: 300 }],
  marks: [
    {
      type: 'group',
      from: { facet: { name: `series${i}`, data: `rows${i}`, groupby: 'measure' } },
      marks: [
        {
          type: 'line',
          from: { data: `series${i}` },
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
})

const specification = (history: History): Vega.Spec => ({
  background: 'white',
  padding: 12,
  layout: { columns: 1, padding: 24 },
  marks: panels
    .filter(({ measures }) => pointsOf(history, measures).length > 0)
    .map((panel, i) => draw(history, panel, i))
})

const dark = `<style>@media (prefers-color-scheme: dark) {
rect[fill="white"] { fill: #16181d }
text[fill="#000"] { fill: #e8e8e4 }
[stroke="#ddd"] { stroke: #3a3d44 }
}</style>`

/** The text of an SVG file, or how to get Vega. */
export const plot =
  (history: History): TaskEither<string, string> =>
  async (): Promise<Either<string, string>> => {
    try {
      const vega = await import('vega')
      const view = new vega.View(vega.parse(specification(history)), { renderer: 'none' })
      const svg = await view.toSVG()
      return right(svg.replace(/(<svg[^>]*>)/, `$1${dark}`))
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      if (code !== 'ERR_MODULE_NOT_FOUND') throw error
      return left('--plot draws with Vega: install it, npm install vega')
    }
  }
