/** Serves the page, its program and files of the other libraries on localhost. The headers allow threads in the page. */
import { build } from 'esbuild'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'

const scripts = [
  '/onnxruntime-web/dist/ort.wasm.min.js',
  '/@tensorflow/tfjs/dist/tf.min.js',
  '/@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.min.js',
  '/page.js'
]
const html = `<!doctype html><meta charset="utf-8"><title>pullback</title><body style="white-space: pre; font: 14px monospace">${scripts
  .map(script => `<script src="${script}"></script>`)
  .join('')}`

const types: { readonly [ending: string]: string } = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
  '': 'text/html'
}

/** A running server: its address, and a function that stops it. */
export const serve = async (): Promise<{ readonly address: string; readonly close: () => void }> => {
  const { outputFiles } = await build({
    entryPoints: ['bench/browser/page.ts'],
    bundle: true,
    format: 'iife',
    platform: 'browser',
    logLevel: 'error',
    write: false
  })
  const program = outputFiles[0]?.contents ?? new Uint8Array()
  const contents = async (path: string): Promise<string | Uint8Array> => {
    if (path === '/') return html
    return path === '/page.js' ? program : readFile(join('bench/node_modules', normalize(path)))
  }
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    contents(pathname).then(
      body => {
        response.writeHead(200, {
          'content-type': types[extname(pathname)] ?? 'application/octet-stream',
          'cross-origin-opener-policy': 'same-origin',
          'cross-origin-embedder-policy': 'require-corp'
        })
        response.end(body)
      },
      () => response.writeHead(404).end()
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return { address: `http://127.0.0.1:${address.port}/`, close: () => server.close() }
}
