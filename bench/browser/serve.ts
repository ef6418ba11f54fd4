/** Serves the page, its program and files of the other libraries on localhost. The headers allow threads in the page. */
import { build } from 'esbuild'
import { readFile } from 'node:fs/promises'
import { join, normalize } from 'node:path'
import { serve, type Server } from '../../test/browser/serve.js'

const scripts = [
  '/onnxruntime-web/dist/ort.wasm.min.js',
  '/@tensorflow/tfjs/dist/tf.min.js',
  '/@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.min.js',
  '/page.js'
]
const packages = JSON.stringify({ imports: { '@jax-js/jax': '/@jax-js/jax/dist/index.js' } })
const html = `<!doctype html><meta charset="utf-8"><title>pullback</title><script type="importmap">${packages}</script><body style="white-space: pre; font: 14px monospace">${scripts
  .map(script => `<script src="${script}"></script>`)
  .join('')}`

const headers = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' }

/** A running server: its address, and a function that stops it. */
export const servePage = async (): Promise<Server> => {
  const { outputFiles } = await build({
    entryPoints: ['bench/browser/page.ts'],
    bundle: true,
    format: 'iife',
    platform: 'browser',
    logLevel: 'error',
    write: false
  })
  const program = outputFiles[0]?.contents ?? new Uint8Array()
  const contents = (path: string): string | Uint8Array | Promise<Uint8Array> => {
    if (path === '/') return html
    return path === '/page.js' ? program : readFile(join('bench/node_modules', normalize(path)))
  }
  return serve(contents, headers)
}
