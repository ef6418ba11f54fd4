/** Imports a package of `bench/package.json` from `bench/node_modules`, next to the bundled benchmark. */
export const peer = async (name: string): Promise<unknown> => {
  try {
    return await import(name)
  } catch (reason) {
    if (!(reason instanceof Error && 'code' in reason && reason.code === 'ERR_MODULE_NOT_FOUND')) throw reason
    throw new Error(`${name} is not installed (npm run bench:peers)`, { cause: reason })
  }
}
