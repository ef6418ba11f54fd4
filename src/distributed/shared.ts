/** Copies bytes into memory that all threads of this process can read. A message copies other bytes for each thread. */
export const shared = (bytes: Uint8Array): Uint8Array => {
  const all = new Uint8Array(new SharedArrayBuffer(bytes.length))
  all.set(bytes)
  return all
}
