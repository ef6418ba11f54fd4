export { normal, uniform } from '../tensor/Random.js'
export type { Initializer } from './initializer/Initializer.js'
export { constant, zeros } from './initializer/constant.js'
// PyTorch calls the initializers of Xavier Glorot and Kaiming He by their first names.
export {
  glorotNormal,
  glorotNormal as xavierNormal,
  glorotUniform,
  glorotUniform as xavierUniform
} from './initializer/glorot.js'
export { heNormal, heNormal as kaimingNormal, heUniform, heUniform as kaimingUniform } from './initializer/he.js'
export { lecunNormal, lecunUniform } from './initializer/lecun.js'
export { orthogonal } from './initializer/orthogonal.js'
