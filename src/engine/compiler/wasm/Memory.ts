/** A part of the memory of a module. */
export interface Block {
  /** Position of the first byte, a multiple of 16. */
  readonly address: number
  readonly bytes: number
}

/** The memory plan of a module while the module is written: which parts are in use. */
export interface Memory {
  /** Reserves that many bytes, and 16 more, so that a vector may reach beyond the last number. */
  readonly take: (bytes: number) => Block
  /** Reserves memory that no other block has used or will use, for numbers that are written before the first run. */
  readonly keep: (bytes: number) => Block
  /** Ends the use of a block. A later block may have the same place. */
  readonly release: (block: Block) => void
  /** Makes room for reads that reach further beyond a block. What is read there is not used. */
  readonly reach: (bytes: number) => void
  /** Bytes of the whole plan. */
  readonly size: () => number
}

const rounded = (bytes: number): number => Math.ceil(bytes / 16) * 16

/** Starts a memory plan. Reserved parts are the smallest free ones that are large enough. */
export const startMemory = (): Memory => {
  let free: readonly Block[] = []
  let end = 16
  let beyond = 64
  const keep = (bytes: number): Block => {
    const block = { address: end, bytes: rounded(bytes + 16) }
    end += block.bytes
    return block
  }
  return {
    keep,
    take: bytes => {
      const size = rounded(bytes + 16)
      const [best] = free.filter(block => block.bytes >= size).toSorted((one, other) => one.bytes - other.bytes)
      if (best === undefined) return keep(bytes)
      const rest = { address: best.address + size, bytes: best.bytes - size }
      free = free.flatMap(block => (block !== best ? [block] : rest.bytes > 0 ? [rest] : []))
      return { address: best.address, bytes: size }
    },
    release: block => {
      const before = free.find(({ address, bytes }) => address + bytes === block.address)
      const after = free.find(({ address }) => address === block.address + block.bytes)
      const address = before?.address ?? block.address
      const bytes = (before?.bytes ?? 0) + block.bytes + (after?.bytes ?? 0)
      free = [...free.filter(other => other !== before && other !== after), { address, bytes }]
    },
    reach: bytes => {
      beyond = Math.max(beyond, bytes)
    },
    size: () => end + beyond
  }
}
