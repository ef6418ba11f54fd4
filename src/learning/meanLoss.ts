/** Mean of the losses of an epoch so far. */
export interface MeanLoss {
  readonly loss: number
  /** Number of steps that the mean includes: all of them, or those up to the first mean that is not finite. */
  readonly steps: number
}

/** Whether the losses are so small that the mean of any of them is finite. */
const areSmall = (losses: ArrayLike<number>): boolean => {
  for (let i = 0; i < losses.length; i++) if (!(Math.abs(losses[i] ?? NaN) < 1e290)) return false
  return true
}

/**
 * Updates the mean loss of the epoch with the losses of further steps. It starts again with every epoch.
 *
 *     m ← l                      first step of an epoch
 *     m ← (k m + l) / (k + 1)    after k steps of the epoch
 *
 * @param mean the mean before these steps
 * @param step number of steps taken before these
 * @param losses the losses of these steps
 */
export const meanLoss = (mean: number, step: number, losses: ArrayLike<number>, stepsPerEpoch: number): MeanLoss => {
  const { length } = losses
  const stepsOfLastEpoch = 1 + ((step + length - 1) % stepsPerEpoch)
  // Means of earlier epochs only matter if one of them can overflow.
  let steps = areSmall(losses) && Math.abs(mean) < 1e290 ? Math.max(0, length - stepsOfLastEpoch) : 0
  let place = (step + steps) % stepsPerEpoch
  while (steps < length) {
    const loss = losses[steps++] ?? NaN
    mean = place === 0 ? loss : (mean * place + loss) / (place + 1)
    if (!Number.isFinite(mean)) break
    if (++place === stepsPerEpoch) place = 0
  }
  return { loss: mean, steps }
}
