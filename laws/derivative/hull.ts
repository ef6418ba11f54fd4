/**
 * The point of a convex hull nearest to a given point.
 *
 *     minimise |g − Σ λₖ ξₖ|      λₖ ≥ 0, Σ λₖ = 1
 *
 * Every step moves weight from the vertex that lies farthest in the wrong direction to the one that lies farthest in the right one, which
 * converges at a linear rate (Lacoste-Julien and Jaggi, "On the global linear convergence of Frank-Wolfe", 2015).
 */
const steps = 2000

/** Of the squared length of the numbers: below, the distance is rounding. */
const nothing = 1e-24

/** g − the point of the hull nearest to g. Zero if g lies in the hull. There must be at least one vertex. */
export const outside = (g: Float64Array, vertices: readonly Float64Array[]): Float64Array => {
  const differences = vertices.map(vertex => vertex.map((x, i) => (g[i] ?? NaN) - x))
  const size = Math.max(...vertices.map(vertex => dot(vertex, vertex)), dot(g, g))
  const weights = new Float64Array(vertices.length).with(0, 1)
  let residual = differences[0] ?? new Float64Array(g.length)
  for (let step = 0; step < steps; step++) {
    const along = differences.map(difference => dot(residual, difference))
    const used = along.map((x, k) => ((weights[k] ?? 0) > 0 ? x : -Infinity))
    const [lowest, highest] = [Math.min(...along), Math.max(...used)]
    const [best, worst] = [along.indexOf(lowest), used.indexOf(highest)]
    const gap = highest - lowest
    if (!(gap > nothing * size)) break
    const direction = (differences[best] ?? g).map((x, i) => x - (differences[worst]?.[i] ?? NaN))
    const moved = Math.min(weights[worst] ?? 0, gap / dot(direction, direction))
    weights[worst] = moved === weights[worst] ? 0 : (weights[worst] ?? 0) - moved
    weights[best] = (weights[best] ?? 0) + moved
    residual = residual.map((x, i) => x + moved * (direction[i] ?? NaN))
  }
  return residual
}

export const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? NaN) * (b[i] ?? NaN)
  return sum
}
