/** A growing list of numbers. It reserves twice the memory that it needs, at most, and the system provides only what is used. */
export const growing = () => {
  let reserved = new Float64Array(8192)
  let size = 0
  return {
    add: (x: number): void => {
      if (size === reserved.length) {
        const more = new Float64Array(2 * size)
        more.set(reserved)
        reserved = more
      }
      reserved[size++] = x
    },
    /** Replaces every number so far. */
    replace: (change: (x: number) => number): void => {
      reserved.set(reserved.subarray(0, size).map(change))
    },
    numbers: (): Float64Array => reserved.subarray(0, size)
  }
}
