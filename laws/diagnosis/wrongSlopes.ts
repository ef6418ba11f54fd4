/** Slopes and Jacobians that are mistaken for the right ones. */
import { sameShape } from '../../src/tensor/Shape.js'
import { type AnyTensor } from '../../src/tensor/Tensor.js'
import { type Segment, along, gatesOf, segmentsOf } from '../program/Tape.js'
import { behind, isView } from '../program/formula.js'
import { type Hypothesis, replacing, timed } from './Hypothesis.js'
import { type Row, at } from './Row.js'
import { type Scene, rowOf } from './Scene.js'
import { type Site, type Steps, changed, negated, same } from './sites.js'
import { slopes } from './slopes.js'

/** A wrong slope of an element-wise stretch: a row for the numbers of its root. */
type Slope = (segment: Segment) => Row

type Named = readonly [text: string, of: Slope]

const rightSlope = (segment: Segment): Row => rowOf(along(segment, segment.root.value)[1])

const slopeAt =
  (place: (x: AnyTensor, y: AnyTensor) => AnyTensor | undefined): Slope =>
  segment => {
    const x = place(segment.root.value, segment.end.value)
    return x === undefined ? [] : rowOf(along(segment, x)[1])
  }

/** The slope of a function of two straight pieces, with the pieces exchanged. */
const exchanged: Slope = segment => {
  const row = rightSlope(segment)
  const pieces = [...new Set(row.map(t => Number(t.toPrecision(9))))]
  const [one = NaN, other = NaN] = pieces
  return pieces.length === 2 ? row.map(t => one + other - t) : row.map(() => NaN)
}

const ofStretches: readonly Named[] = [
  ['the slopes of its two sides are exchanged (swapped, on the wrong side)', exchanged],
  ...slopes.map(([name, of]): Named => [
    `${name} is used instead of its derivative`,
    segment => {
      const [y, t] = [rowOf(segment.end.value), rightSlope(segment)]
      return rowOf(segment.root.value).map((x, i) => of(x, at(y, i), at(t, i)))
    }
  ]),
  ['the derivative is evaluated at the output instead of the input', slopeAt((_, y) => y)],
  ['the derivative is evaluated at −x, the input with the opposite sign', slopeAt(negated)],
  ['the derivative is evaluated at the absolute value of the input', slopeAt(x => changed(x, row => row.map(Math.abs)))]
]

/** What is used instead of a Jacobian that mixes numbers, such as that of a softmax. */
const ofMixtures: readonly Named[] = [
  ['is missing: the output gradient is passed on unchanged', ({ end }) => rowOf(end.value).map(() => 1)],
  [
    'has only its diagonal y (1 − y), the terms through the sum are dropped',
    ({ end }) => rowOf(end.value).map(y => y * (1 - y))
  ],
  ['is replaced by y: the terms through the sum are dropped', ({ end }) => rowOf(end.value)]
]

/** Whether the slope of a stretch is no constant: a constant factor is a path. */
const isCurved = (segment: Segment): boolean => {
  const [first = 0, ...rest] = rightSlope(segment)
  return rest.some(t => Math.abs(t - first) > 1e-9 * Math.abs(first))
}

/** The segments of a scene that correspond to one of another scene, in all steps of a fold. */
const twins = ({ root, end, inside }: Segment, { placeOf }: Site, scene: Scene): readonly Segment[] =>
  inside.length === 0
    ? [{ root: same(scene, root), end: same(scene, end), inside }]
    : segmentsOf(scene.tape).filter(
        one =>
          placeOf(one.end) >= 0 &&
          one.inside.length === inside.length &&
          (one.end.op === 'layer' ? one.root.index === root.index : one.root.op === root.op)
      )

/** The gradients with another slope in a segment. */
const sloping = (segment: Segment, site: Site, of: Slope): Hypothesis['rows'] =>
  replacing(scene => {
    const known = new Map(twins(segment, site, scene).map(one => [one.end.index, [one.root, of(one)] as const]))
    return { slope: entry => known.get(entry.index) }
  })

/** A segment with the site of its end. */
type Placed = readonly [segment: Segment, site: Site]

const placed = ({ sites }: Steps, segments: readonly Segment[]): readonly Placed[] =>
  segments.flatMap(segment => {
    const site = sites.find(({ placeOf }) => placeOf(segment.end) >= 0)
    return site === undefined ? [] : [[segment, site] as const]
  })

export const wrongSlopes = function* (steps: Steps): Generator<Hypothesis> {
  const [longest, ...others] = placed(steps, segmentsOf(steps.tape).filter(isCurved))
  // The whole layer first: a slope of a part can give the same numbers.
  for (const stretches of [longest === undefined ? [] : [longest], others])
    for (const [text, of] of ofStretches)
      for (const [segment, site] of stretches) {
        const from = behind(segment.root).op === 'input' ? '' : `, as a function of ${steps.name(segment.root)}`
        const flat = sloping(segment, site, one => rightSlope(one).map(() => 0))
        yield {
          text: timed(`the slope of ${steps.name(segment.end)}${from}: ${text}`),
          rows: sloping(segment, site, of),
          from: scene => flat(scene) ?? scene.right,
          isExact: site.size > 1
        }
      }
}

/** Pairs of entries of the same shape, of which the second depends on the first alone, but not element by element. */
const mixturesOf = ({ tape }: Steps): readonly Segment[] => {
  const stretches = segmentsOf(tape).filter(isCurved)
  return [...gatesOf(tape)].flatMap(([end, roots = new Set()]) =>
    [...roots]
      .filter(root => root !== end && !isView(end) && sameShape(root.value.shape, end.value.shape))
      .filter(root => !stretches.some(segment => segment.end === end && segment.root === root))
      .map(root => ({ root, end, inside: [] }))
  )
}

export const wrongJacobians = function* (steps: Steps): Generator<Hypothesis> {
  const mixtures = placed(steps, mixturesOf(steps))
  for (const [text, of] of ofMixtures)
    for (const [segment, site] of mixtures)
      yield {
        text: () => `the Jacobian of ${steps.name(segment.end)}, as a function of ${steps.name(segment.root)}, ${text}`,
        isExact: true,
        rows: sloping(segment, site, of)
      }
}
