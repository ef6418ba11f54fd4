/** What is known while the nodes of one program are written: where their numbers are. */
import { elementCount } from '../../../tensor/Shape.js'
import { type Node } from '../Program.js'
import { type Code } from './Code.js'
import { denseStrip, elementsOf, isDense, type Place, type Strip, stripOf } from './Place.js'

export interface Scope {
  readonly code: Code
  readonly isFew: (node: Node) => boolean
  readonly set: (node: Node, place: Place) => void
  readonly place: (node: Node) => Place
  /** Its numbers one by one. */
  readonly elements: (node: Node) => readonly string[]
  /** Its numbers in an array, and in one where they lie densely. */
  readonly strip: (node: Node) => Strip
  readonly dense: (node: Node) => Strip
  /** Names the value of an expression of values that do not change, which may have a name already. */
  readonly once: (expression: string) => string
  /** What was set here stays here: for what is inside of a loop. */
  readonly inner: () => Scope
}

/** `constant` gives the places of nodes that nobody sets. */
export const startScope = (
  code: Code,
  few: number,
  constant: (node: Node) => Place,
  outer: ReadonlyMap<Node, Place> = new Map(),
  outerNames: ReadonlyMap<string, string> = new Map()
): Scope => {
  const places = new Map(outer)
  const names = new Map(outerNames)
  const placeOf = (node: Node): Place => places.get(node) ?? constant(node)
  /** What a tensor was brought into once is there for the next that asks. */
  const strip = (node: Node): Strip => {
    const place = placeOf(node)
    const found = stripOf(code, place)
    if (place.strip === undefined) places.set(node, { ...place, strip: found })
    return found
  }
  return {
    code,
    isFew: node => elementCount(node.shape) <= few,
    set: (node, place) => places.set(node, place),
    place: placeOf,
    elements: node => {
      const place = placeOf(node)
      const found = elementsOf(code, place)
      if (place.elements === undefined) places.set(node, { ...place, elements: found })
      return found
    },
    strip,
    dense: node => {
      const found = strip(node)
      return isDense(node.shape, found) ? found : denseStrip(code, { shape: node.shape, strip: found })
    },
    once: expression => {
      const name = names.get(expression) ?? code.keep(expression)
      names.set(expression, name)
      return name
    },
    inner: () => startScope(code, few, constant, places, names)
  }
}
