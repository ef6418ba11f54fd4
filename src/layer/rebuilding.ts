import { type AnyLayer, type UntypedLayer } from './AnyLayer.js'

/** Builds the same combination of changed parts. */
export type Rebuild = (change: (part: UntypedLayer) => UntypedLayer) => UntypedLayer

/**
 * How to build a combination again. A changed copy of a combination (`{ ...network, backward }`) is not in this map, so it counts as
 * one layer and keeps its functions.
 */
const rebuilds = new WeakMap<object, Rebuild>()

/** Records how to build a combination again. */
export const withRebuild = <L extends AnyLayer>(layer: L, rebuild: Rebuild): L => {
  rebuilds.set(layer, rebuild)
  return layer
}

/** Records that a copy of a combination, with the same functions, is built again in the same way. */
export const sameRebuild = <L extends AnyLayer>(combination: AnyLayer, copy: L): L => {
  const rebuild = rebuilds.get(combination)
  return rebuild === undefined ? copy : withRebuild(copy, rebuild)
}

/** Builds a combination again. Undefined for a layer that is no combination. */
export const rebuildOf = (layer: AnyLayer): Rebuild | undefined => rebuilds.get(layer)

/** The layers that a combination combines. Empty for a layer that is no combination. */
export const componentsOf = (layer: AnyLayer): readonly UntypedLayer[] => {
  const parts: UntypedLayer[] = []
  rebuildOf(layer)?.(part => {
    parts.push(part)
    return part
  })
  return parts
}
