/** Downloads from a server in this process. */
import { left, right } from 'fp-ts/lib/Either.js'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { download, mirror, published, type Published } from '../../src/codec/mnistDownload.js'
import { type Read } from '../../src/codec/file.js'
import { smallMnist, temporaryFolder } from './idxBytes.js'

/** Starts a server with these answers until the end of the test, and returns its URL. */
const serve = async (answer: RequestListener): Promise<string> => {
  const server = createServer(answer)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}/mnist` : ''
}

const files: readonly Published[] = Object.entries(smallMnist).map(([name, bytes]) => ({
  name,
  size: bytes.length,
  md5: createHash('md5').update(bytes).digest('hex')
}))

const [first] = files
if (first === undefined) throw new Error('no files')
const firstBytes = smallMnist[first.name] ?? new Uint8Array()

const bytesFor = (url = ''): Uint8Array | undefined => smallMnist[url.replace('/mnist/', '')]

const watchAll = () => () => true

test('downloads each file once and reports the progress', async () => {
  const asked: string[] = []
  const seen: number[] = []
  const url = await serve(({ url = '' }, response) => {
    asked.push(url)
    response.end(bytesFor(url))
  })
  const folder = join(temporaryFolder(), 'a', 'b')
  const total = files.reduce((sum, { size }) => sum + size, 0)
  const watch = (read: Read) => () => {
    expect(read.total).toBe(total)
    return seen.push(read.done) > 0
  }
  expect(await download(url, folder, files, watch)()).toEqual(right(undefined))
  expect(await download(url, folder, files, watch)()).toEqual(right(undefined))
  expect(asked).toEqual(files.map(({ name }) => `/mnist/${name}`))
  for (const { name } of files) expect(readFileSync(join(folder, name))).toEqual(Buffer.from(smallMnist[name] ?? []))
  expect(seen).toEqual(seen.toSorted((one, other) => one - other))
  expect(seen.at(-1)).toBe(total)
  expect(readdirSync(folder).toSorted()).toEqual(files.map(({ name }) => name).toSorted())
})

test('downloads a damaged file again', async () => {
  const url = await serve((request, response) => response.end(bytesFor(request.url)))
  const folder = temporaryFolder()
  writeFileSync(join(folder, first.name), firstBytes.subarray(1))
  expect(await download(url, folder, files, watchAll)()).toEqual(right(undefined))
  expect(readFileSync(join(folder, first.name))).toEqual(Buffer.from(firstBytes))
})

describe('refused with one line, and nothing is written', () => {
  const refused = async (answer: RequestListener) => {
    const url = await serve(answer)
    const folder = temporaryFolder()
    const result = await download(url, folder, files, watchAll)()
    expect(readdirSync(folder)).toEqual([])
    return { result, url: `${url}/${first.name}` }
  }

  test('a wrong checksum', async () => {
    const other = Uint8Array.from(firstBytes).fill(0, 20, 21)
    const sum = createHash('md5').update(other).digest('hex')
    const { result, url } = await refused((_, response) => response.end(other))
    expect(result).toEqual(left(`${url}: expected the MD5 sum ${first.md5}, found ${sum}`))
  })

  test('an incomplete file', async () => {
    const { result, url } = await refused((_, response) => {
      response.setHeader('content-length', first.size)
      response.write(firstBytes.subarray(0, 100), () => setTimeout(() => response.destroy(), 20))
    })
    expect(result).toEqual(left(`${url}: expected ${first.size} bytes, found 100`))
  })

  test('an endless file', async () => {
    const { result, url } = await refused((_, response) => {
      const more = () =>
        void response.write(new Uint8Array(1000), error => {
          if (error === undefined || error === null) setImmediate(more)
        })
      more()
    })
    expect(result).toEqual(left(expect.stringContaining(`${url}: expected ${first.size} bytes, found `)))
  })

  test('HTTP status 404', async () => {
    const { result, url } = await refused((_, response) => response.writeHead(404).end('<html>'))
    expect(result).toEqual(left(`${url}: download failed: HTTP status 404`))
  })

  test('an empty answer', async () => {
    const { result, url } = await refused((_, response) => response.writeHead(204).end())
    expect(result).toEqual(left(`${url}: expected ${first.size} bytes, found 0`))
  })

  test('an unknown host', async () => {
    const folder = temporaryFolder()
    const url = 'http://pullback.invalid'
    expect(await download(url, folder, files, watchAll)()).toEqual(
      left(expect.stringMatching(`^${url}/${first.name}: download failed: (ENOTFOUND|EAI_AGAIN)$`))
    )
    expect(readdirSync(folder)).toEqual([])
  })

  test('an invalid URL', async () => {
    const result = await download('nowhere', temporaryFolder(), files, watchAll)()
    expect(result).toEqual(left(`nowhere/${first.name}: download failed: ERR_INVALID_URL`))
  })

  test('a download that is cancelled', async () => {
    const url = await serve((request, response) => response.end(bytesFor(request.url)))
    const folder = temporaryFolder()
    const line = `${url}/${first.name}: expected ${first.size} bytes, found 0`
    expect(await download(url, folder, files, () => () => false)()).toEqual(left(line))
    expect(readdirSync(folder)).toEqual([])
  })

  test('a folder that cannot be created', async () => {
    const url = await serve((request, response) => response.end(bytesFor(request.url)))
    const folder = join(temporaryFolder(), 'file')
    writeFileSync(folder, '')
    const result = await download(url, folder, files, watchAll)()
    expect(result).toEqual(
      left(`${join(folder, first.name)} cannot be written: a parent folder in this path is a file`)
    )
  })
})

test('the published files have the names that readMnist reads, and checksums', () => {
  expect(mirror).toMatch(/^https:.*\/$/)
  expect(published.map(({ name }) => name)).toEqual(Object.keys(smallMnist))
  for (const { md5 } of published) expect(md5).toMatch(/^[0-9a-f]{32}$/)
})

test('sizes and checksums are those of the original files', ({ skip }) => {
  const shared = new URL('../../../shared/data/mnist/', import.meta.url)
  if (!existsSync(shared)) {
    console.log('skipped: ../shared/data/mnist is not there')
    skip('../shared/data/mnist is not there')
  }
  for (const { name, size, md5 } of published) {
    if (name.startsWith('train-images')) continue
    const bytes = readFileSync(new URL(name, shared))
    expect([name, bytes.length, createHash('md5').update(bytes).digest('hex')]).toEqual([name, size, md5])
  }
})
