/** Every link between README.md, CONTRIBUTING.md and the pages of docs resolves: the file exists, and has the heading. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { posix, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

interface Page {
  readonly path: string
  readonly text: string
}

const withoutCode = (markdown: string): string => markdown.replaceAll(/^```[\s\S]*?^```$/gm, '')

/** The anchors that GitHub gives to the headings of a page. */
const anchorsOf = (markdown: string): ReadonlySet<string> => {
  const counts = new Map<string, number>()
  const headings = [...withoutCode(markdown).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-')
  )
  return new Set(
    headings.map(anchor => {
      const count = counts.get(anchor) ?? 0
      counts.set(anchor, count + 1)
      return count === 0 ? anchor : `${anchor}-${count}`
    })
  )
}

/** The targets of links and pictures, without addresses of other sites. */
const linksOf = (markdown: string): readonly string[] =>
  [...withoutCode(markdown).matchAll(/\]\(([^()\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter(target => !/^[a-z]+:/.test(target))

const brokenLinks = (pages: readonly Page[], exists: (path: string) => boolean): readonly string[] => {
  const texts = new Map(pages.map(({ path, text }) => [path, text]))
  return pages.flatMap(({ path, text }) =>
    linksOf(text).flatMap(link => {
      const [file = '', anchor] = link.split('#')
      const target = file === '' ? path : posix.join(posix.dirname(path), file)
      if (!texts.has(target) && !exists(target)) return [`${path}: ${link}: there is no ${target}`]
      const page = texts.get(target)
      return anchor === undefined || page === undefined || anchorsOf(page).has(anchor)
        ? []
        : [`${path}: ${link}: ${target} has no heading #${anchor}`]
    })
  )
}

const pages = ['README.md', 'CONTRIBUTING.md']
  .concat(
    readdirSync(resolve(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.md'))
      .map(name => `docs/${name.replaceAll('\\', '/')}`)
      // Written by `npm run docs:api`, which checks its own links.
      .filter(path => !path.startsWith('docs/api/'))
  )
  .map(path => ({ path, text: readFileSync(resolve(root, path), 'utf8') }))

const existsHere = (path: string): boolean => existsSync(resolve(root, path))

test('every internal link of README.md, CONTRIBUTING.md and docs resolves', () => {
  expect(pages.flatMap(({ text }) => linksOf(text))).not.toEqual([])
  expect(brokenLinks(pages, existsHere)).toEqual([])
})

test('docs/README.md links to every page of docs', () => {
  const index = pages.find(({ path }) => path === 'docs/README.md')?.text ?? ''
  const linked = linksOf(index).map(link => `docs/${link.split('#')[0] ?? ''}`)
  const all = pages.map(({ path }) => path).filter(path => /^docs\/(?!README)[^/]+$/.test(path))
  expect(all.filter(path => !linked.includes(path))).toEqual([])
})

describe('the check', () => {
  const page: Page = { path: 'docs/a.md', text: '# First\n\n## Two `words`, and more\n\n## First\n' }
  const broken = (text: string) => brokenLinks([page, { path: 'docs/b.md', text }], () => false)

  test.each(['a.md', 'a.md#two-words-and-more', 'a.md#first-1', 'https://example.org', '../docs/a.md#first'])(
    'accepts %s',
    link => {
      expect(broken(`[text](${link})`)).toEqual([])
    }
  )

  test.each([
    ['c.md', 'docs/b.md: c.md: there is no docs/c.md'],
    ['a.md#third', 'docs/b.md: a.md#third: docs/a.md has no heading #third'],
    ['#own', 'docs/b.md: #own: docs/b.md has no heading #own']
  ])('rejects %s', (link, fault) => {
    expect(broken(`[text](${link})`)).toEqual([fault])
  })

  test('ignores code', () => {
    expect(broken('```text\n[text](c.md)\n```')).toEqual([])
  })
})
