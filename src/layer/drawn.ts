import { joinAll, type Params } from '../algebra/Value.js'
import { type Random } from '../tensor/Random.js'

/** Draws lists of tensors one after the other, and joins them. */
export const drawnInTurn =
  (draws: readonly Random<Params>[]): Random<Params> =>
  seed => {
    let next = seed
    const lists = draws.map(draw => {
      const [list, after] = draw(next)
      next = after
      return list
    })
    return [joinAll(lists), next]
  }

/** Draws nothing: the parameters of a layer without parameters. */
export const noTensors: Random<readonly []> = seed => [[], seed]
