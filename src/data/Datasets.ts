/**
 * Generated datasets for examples and tests. Each function returns a `Random` dataset:
 * `evaluate(Randoms.seed(1))(Datasets.moons(400, 0.2))`.
 */
export { blobs } from './generated/blobs.js'
export { circles } from './generated/circles.js'
export { moons } from './generated/moons.js'
export { sine } from './generated/sine.js'
export { spirals } from './generated/spirals.js'
export { xor } from './generated/xor.js'
