/** A package that `bench/package.json` lists, imported from where the bundled benchmark lies: `bench/node_modules`. */
export const peer = async (name: string): Promise<unknown> => {
  try {
    return await import(name)
  } catch (reason) {
    if (!(reason instanceof Error && 'code' in reason && reason.code === 'ERR_MODULE_NOT_FOUND')) throw reason
    throw new Error(`${name} is not installed (npm run bench:peers)`, { cause: reason })
  }
}
