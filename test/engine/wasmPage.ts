/** The program of the page that `wasmPage.test.ts` opens, and of its worker. */
import { wasmHashes } from './wasmHashes.js'

declare const postMessage: (message: unknown) => void

const onmessage = () => void wasmHashes().then(postMessage)

Object.assign(globalThis, 'document' in globalThis ? { wasmHashes } : { onmessage })
