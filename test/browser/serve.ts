import { once } from 'node:events'
import { createServer } from 'node:http'
import { extname } from 'node:path'

const types: { readonly [ending: string]: string } = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.html': 'text/html',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '': 'text/html'
}

type Contents = string | Uint8Array

export interface Server {
  /** The address of the page: `http://127.0.0.1:<port>/`. */
  readonly address: string
  readonly close: () => void
}

/**
 * Serves the files that `contents` returns by their paths, to this machine only. A file that cannot be read is not found.
 */
export const serve = async (
  contents: (path: string) => Contents | Promise<Contents>,
  headers: { readonly [name: string]: string } = {}
): Promise<Server> => {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    Promise.resolve(pathname)
      .then(contents)
      .then(
        body => {
          response.writeHead(200, {
            'content-type': types[extname(pathname)] ?? 'application/octet-stream',
            ...headers
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
