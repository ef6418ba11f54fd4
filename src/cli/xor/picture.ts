import { curves } from '../plot/curves.js'
import { type Axis, surface } from '../plot/surface.js'
import { inputs, type Student, targets } from './students.js'

const axis = (title: string): Axis => ({ title, domain: [-0.25, 1.25] })

/** The error curve, and the predictions over the plane. */
export const picture = (student: Student, history: readonly { readonly epoch: number; readonly loss: number }[]) => [
  ...curves(
    history.map(({ epoch, loss }) => ({ epoch, loss })),
    { title: 'error (mean squared)', measures: { loss: 'error' } }
  ),
  surface({
    x: axis('x1'),
    y: axis('x2'),
    title: 'prediction',
    at: points => student.predict(points).map(value => [value]),
    examples: inputs.map(([x, y], i) => ({ x, y, value: targets[i] ?? NaN }))
  })
]
