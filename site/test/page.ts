/** A browser, and the built site on a local server. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { launch, withoutChromium } from '../../test/browser/chromium.js'
import { serve, type Server } from '../../test/browser/serve.js'

const built = fileURLToPath(new URL('../dist/', import.meta.url))

/** What a page logs as errors, and requests to other hosts. */
export interface Watched {
  readonly page: Page
  readonly errors: string[]
  readonly elsewhere: string[]
}

interface Site {
  readonly open: (path: string, options?: BrowserContextOptions & { readonly isStrict?: boolean }) => Promise<Watched>
}

/** Allows no code but that of the site, and no code from text. */
const strict =
  "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'"

/** Opens pages of the built site. Without Chromium the tests are skipped, with the reason. */
export const useSite = (): Site => {
  let browser: Browser | undefined
  const servers = new Map<boolean, Server>()
  beforeAll(async () => {
    if (withoutChromium !== '') return
    browser = await launch()
    for (const isStrict of [false, true])
      servers.set(
        isStrict,
        await serve(
          path => readFile(built + (path.endsWith('/') ? `${path}index.html` : path)),
          isStrict ? { 'content-security-policy': strict } : {}
        )
      )
  })
  afterAll(async () => {
    await browser?.close()
    for (const server of servers.values()) server.close()
  })
  beforeEach(({ skip }) => {
    if (withoutChromium === '') return
    console.log(`skipped: ${withoutChromium}`)
    skip(withoutChromium)
  })
  return {
    open: async (path, { isStrict = false, ...options } = {}) => {
      const address = servers.get(isStrict)?.address ?? ''
      const context = await browser?.newContext(options)
      const page = await context?.newPage()
      if (page === undefined) throw new Error('there is no browser')
      page.setDefaultTimeout(120_000)
      const watched: Watched = { page, errors: [], elsewhere: [] }
      page.on('console', message => {
        if (message.type() === 'error') watched.errors.push(message.text())
      })
      page.on('pageerror', error => watched.errors.push(error.message))
      page.on('request', request => {
        if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(address))
          watched.elsewhere.push(request.url())
      })
      await page.goto(address + path)
      return watched
    }
  }
}

/** The rules of axe that a page breaks, with the elements. */
export const brokenRules = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(
    await readFile(fileURLToPath(new URL('../node_modules/axe-core/axe.min.js', import.meta.url)), 'utf8')
  )
  const found: unknown = await page.evaluate(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`))'
  )
  return Array.isArray(found) ? found.map(String) : ['axe gave no list']
}

/** How far the page is wider than its window. */
export const overflowOf = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
