/**
 * Adds values along a balanced tree: neighbours first. An odd value at the end passes to the next level.
 *
 *     ((0 + 1) + (2 + 3)) + 4
 *
 * The sum of an aligned group of 2ᵏ values is a node of this tree, so machines can add their own groups first, and the bits of
 * the sum do not depend on the groups.
 *
 * @throws RangeError if there are no values
 */
export const treeSum =
  <A>(add: (one: A, other: A) => A) =>
  (values: readonly A[]): A => {
    let level = values
    while (level.length > 1)
      level = level.flatMap((one, i) => {
        if (i % 2 === 1) return []
        const other = level[i + 1]
        return other === undefined ? [one] : [add(one, other)]
      })
    const [sum] = level
    if (sum === undefined) throw new RangeError('a sum must have at least one value, found 0')
    return sum
  }
