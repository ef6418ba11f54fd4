/** A pool that does everything that a right pool may do: shuffles, doubles and delays parts, and forgets what it was sent. */
import { isLeft } from 'fp-ts/lib/Either.js'
import { type Pool, sending, serving, works } from 'pullback/distributed'

/** @param random draws numbers in [0, 1) */
export const hostile = (random: () => number): Pool => {
  let serve = serving(works())
  const pending: (() => Promise<void>)[] = []
  const turn = async (): Promise<void> => {
    const [next] = pending.splice(Math.floor(random() * pending.length), 1)
    await next?.()
  }
  return {
    name: 'hostile',
    run: sending(
      request => () =>
        new Promise(resolve => {
          const compute = async () => {
            if (random() < 0.1) serve = serving(works())
            const result = await serve(request)()
            if (random() < 0.3) pending.push(compute)
            // The bytes of a result travel: what is done to them later must not matter.
            resolve(isLeft(result) ? result : { ...result, right: Uint8Array.from(result.right) })
            if (!isLeft(result)) result.right.fill(0)
          }
          pending.push(compute)
          setTimeout(() => void turn(), random() < 0.2 ? 1 : 0)
          setTimeout(() => void turn(), 2)
        })
    )
  }
}
