import { elementCount } from '../../../tensor/Shape.js'
import { type Node } from '../Program.js'
import { type Code } from './Code.js'
import { denseStrip, elementsOf, isDense, type Place, type Strip, stripOf } from './Place.js'

/** Where the numbers of each node are, while the nodes of one program are written. */
export interface Scope {
  readonly code: Code
  /** Whether the numbers of a node are computed one by one, in local variables. */
  readonly isFew: (node: Node) => boolean
  readonly set: (node: Node, place: Place) => void
  readonly place: (node: Node) => Place
  /** The array that holds the numbers of a node, if the node is written and its numbers are in an array. */
  readonly arrayOf: (node: Node) => string | undefined
  /** Expressions for the numbers of a node, one by one. */
  readonly elements: (node: Node) => readonly string[]
  /** The numbers of a node in an array, with any strides. */
  readonly strip: (node: Node) => Strip
  /** The numbers of a node in an array, in row-major order without gaps. */
  readonly dense: (node: Node) => Strip
  /** Assigns an expression of constants to a name, and returns the same name for the same expression. */
  readonly once: (expression: string) => string
  /** A scope for the body of a loop: places set in it are not visible outside. */
  readonly inner: () => Scope
}

/**
 * Starts a scope.
 *
 * @param few size up to which the numbers of a tensor are computed one by one
 * @param constant places of nodes that were not set
 */
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
  /** A tensor that has been copied to an array is not copied again. */
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
    arrayOf: node => places.get(node)?.strip?.array,
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
