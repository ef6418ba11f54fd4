import type * as Vega from 'vega'
import { parse, resetSVGDefIds, View } from 'vega'
import { dark, panel, ramp } from '../../src/cli/plot/appearance.js'
import { examples, inputs, studentOf, targets } from '../../src/cli/xor/students.js'
import { fromArray, initialState, predictor, toArray, train, trajectory } from '../../src/index.js'

/** Side of a panel, in pixels. */
const side = 176

/** Cells of the grid in each direction. */
const cells = 30

const [least, greatest] = [-0.25, 1.25]

const epochs = [0, 100, 1_000, 10_000]

const seed = 42

const student = studentOf({ hidden: 3, learningRate: 0.1, epochs: Math.max(...epochs), seed })

/** The centres of the cells, row by row from the top. */
const grid = Array.from({ length: cells ** 2 }, (_, i) => [
  least + ((greatest - least) * ((i % cells) + 0.5)) / cells,
  greatest - ((greatest - least) * (Math.floor(i / cells) + 0.5)) / cells
]).flat()

/** The training of `npm start`: one example per step, in order. */
const statesAt = (epochs: readonly number[]) => {
  const states = trajectory(student, examples, { batchSize: 1, shuffle: false, from: seed })
  return epochs.map(epoch => (epoch === 0 ? initialState(student, seed) : train(epoch)(states)))
}

const at = predictor(student.network)

/** 14 bands, so that 0 and 1 lie in the middle of a band. */
const thresholds = Array.from({ length: 14 }, (_, i) => (i - 1) / 12 - 1 / 24)

const plane = (state: ReturnType<typeof statesAt>[number]): Vega.GroupMark => {
  const predict = at(state.params)
  const frame = panel(side, side)
  const error = state.epoch === 0 ? 'before training' : `error ${state.loss.toPrecision(2)}`
  return {
    ...frame,
    encode: { enter: { ...frame.encode?.enter, fill: { value: ramp[0] ?? 'none' } } },
    title: { text: `Epoch ${state.epoch.toLocaleString('en-US')}`, subtitle: error },
    data: [
      {
        name: 'bands',
        values: [{ width: cells, height: cells, values: toArray(predict(fromArray([cells ** 2, 2], grid))) }],
        transform: [{ type: 'isocontour', smooth: true, thresholds, scale: side / cells }]
      },
      { name: 'examples', values: inputs.map(([x, y], i) => ({ x, y, value: targets[i] })) }
    ],
    scales: [
      { name: 'x', type: 'linear', domain: [least, greatest], range: [0, side], zero: false },
      { name: 'y', type: 'linear', domain: [least, greatest], range: [side, 0], zero: false },
      { name: 'colour', type: 'linear', domain: [0, 0.5, 1], range: [...ramp], clamp: true }
    ],
    axes: [
      { orient: 'bottom', scale: 'x', values: [0, 1], title: 'x1' },
      { orient: 'left', scale: 'y', values: [0, 1], title: 'x2' }
    ],
    marks: [
      {
        type: 'path',
        clip: true,
        from: { data: 'bands' },
        encode: { enter: { fill: { scale: 'colour', field: 'contour.value' } } },
        transform: [{ type: 'geopath', field: 'datum.contour' }]
      },
      {
        type: 'symbol',
        from: { data: 'examples' },
        encode: {
          enter: {
            x: { scale: 'x', field: 'x' },
            y: { scale: 'y', field: 'y' },
            size: { value: 80 },
            fill: { scale: 'colour', field: 'value' },
            stroke: { value: '#222' },
            strokeWidth: { value: 1.5 }
          }
        }
      }
    ]
  }
}

/** The predictions of the XOR network over the plane before, during and after training, as SVG. */
export const picture = async (): Promise<string> => {
  const specification: Vega.Spec = {
    background: 'white',
    padding: 12,
    layout: { columns: epochs.length, bounds: 'full', padding: { column: 16 } },
    scales: [{ name: 'prediction', type: 'linear', domain: [0, 0.5, 1], range: [...ramp] }],
    legends: [
      {
        fill: 'prediction',
        type: 'gradient',
        orient: 'right',
        title: 'prediction',
        gradientLength: 140,
        values: [0, 0.5, 1]
      }
    ],
    marks: statesAt(epochs).map(plane)
  }
  // Vega counts the ids of clips and gradients in the whole process: the picture must not depend on earlier ones.
  resetSVGDefIds()
  const svg = await new View(parse(specification), { renderer: 'none' }).toSVG()
  // One decimal of a pixel is enough, and halves the file.
  const rounded = svg.replaceAll(/ d="[^"]*"/g, path =>
    path.replaceAll(/-?\d+\.\d+/g, number => `${+Number(number).toFixed(1)}`)
  )
  return `${rounded.replace(/(<svg[^>]*>)/, `$1${dark}`)}\n`
}
