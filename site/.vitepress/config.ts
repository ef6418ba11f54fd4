import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'
import { lessons } from '../lessons.js'

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

/** The path that the site is served below. */
const base = process.env['BASE'] ?? '/'

/** Pages of measurements. */
const results = ['mutants', 'bench', 'site', 'tables', 'text', 'thesis']

/** Links to files that are not pages of the site become plain text. */
const withoutFiles = (text: string): string =>
  text.replaceAll(/\[([^\]]*)\]\((?:\.\.\/[^)]*|[^):]*\.(?:txt|json|ts))\)/g, '$1')

/** A number and its percent sign stay on one line. */
const withoutLonePercents = (text: string): string => text.replaceAll(/(\d) %/g, '$1\u00a0%')

/** The docs pages are those of the repository. Links out of them lead to the files of the package, which are not on the site. */
const copyDocs = (): readonly string[] => {
  const target = path('../pages/docs/')
  rmSync(target, { recursive: true, force: true })
  mkdirSync(`${target}results`, { recursive: true })
  const copy = (from: string, to: string): void => {
    writeFileSync(target + to, withoutLonePercents(withoutFiles(readFileSync(path(`../../docs/${from}`), 'utf8'))))
  }
  const names = readdirSync(path('../../docs')).filter(name => name.endsWith('.md'))
  for (const name of names) copy(name, name === 'README.md' ? 'index.md' : name)
  for (const name of results) copy(`results/${name}.md`, `results/${name}.md`)
  cpSync(path('../../docs/pictures'), `${target}pictures`, {
    recursive: true,
    filter: from => !from.endsWith('.ts')
  })
  return names
}

/** The lines of `explain`, with aligned equals signs and real subscripts. */
const formulasIn = (text: string): string =>
  text.replaceAll(/^(\s*)(\S+) += /gm, '$1<span class="name">$2</span> = ').replaceAll(/Σ_(\w+)/g, 'Σ<sub>$1</sub>')

const titleOf = (name: string): string =>
  /^# (.*)$/m.exec(readFileSync(path(`../../docs/${name}`), 'utf8'))?.[1] ?? name

const docs = copyDocs()
  .filter(name => name !== 'README.md')
  .map(name => ({ text: titleOf(name).replaceAll('`', ''), link: `/docs/${name.replace('.md', '')}` }))

const first = ['getting-started', 'tensors', 'layers', 'training', 'laws', 'layers-custom']
const byOrder = (link: string): number => {
  const place = first.findIndex(name => link === `/docs/${name}`)
  return place === -1 ? first.length : place
}

export default defineConfig({
  title: 'pullback',
  description: 'Neural networks as values: pure layers, lawful gradients',
  lang: 'en',
  base,
  srcDir: 'pages',
  outDir: 'dist',
  head: [['link', { rel: 'icon', href: `${base}icon.svg` }]],
  // Programs need the width.
  transformPageData: ({ relativePath, frontmatter }) =>
    /^(course|docs\/results)\//.test(relativePath) ? { frontmatter: { ...frontmatter, aside: false } } : {},
  // The playground is built beside these pages.
  ignoreDeadLinks: [/^\/playground\//],
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config: md => {
      const { fence } = md.renderer.rules
      const linkOpen = md.renderer.rules['link_open']
      // Formulas that `explain` prints: the test of the course writes them anew and compares.
      md.renderer.rules.fence = (tokens, i, options, env, self) => {
        const token = tokens[i]
        const { info = '', content = '' } = token ?? {}
        // What a program prints.
        if (info === 'output' && token !== undefined) token.info = 'txt'
        if (info.startsWith('explain'))
          return `<pre class="explained" v-pre tabindex="0" aria-label="Formulas">${formulasIn(md.utils.escapeHtml(content))}</pre>`
        return fence?.(tokens, i, options, env, self) ?? ''
      }
      // The playground is another page: the router of the site must not open it.
      md.renderer.rules['link_open'] = (tokens, i, options, env, self) => {
        const token = tokens[i]
        const href = token?.attrGet('href') ?? ''
        if (href.startsWith('/playground/')) {
          token?.attrSet('target', '_self')
          // VitePress adds the base to links of its pages only.
          token?.attrSet('href', base + href.slice(1))
        }
        return linkOpen?.(tokens, i, options, env, self) ?? self.renderToken(tokens, i, options)
      }
    }
  },
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      { text: 'Course', link: '/course/0', activeMatch: '^/course/' },
      { text: 'Exercises', link: '/exercise/', activeMatch: '^/exercise/' },
      { text: 'Playground', link: '/playground/', target: '_self' },
      { text: 'Docs', link: '/docs/getting-started', activeMatch: '^/docs/' },
      { text: 'Teach', link: '/teach' },
      // The reference has hundreds of pages: only a release builds it.
      ...(process.env['API'] === 'yes' ? [{ text: 'API', link: '/api/', target: '_self' }] : [])
    ],
    sidebar: {
      '/course/': [
        { text: 'Course', items: lessons.map(({ title }, i) => ({ text: `${i} ${title}`, link: `/course/${i}` })) }
      ],
      '/docs/': [{ text: 'Docs', items: docs.toSorted((a, b) => byOrder(a.link) - byOrder(b.link)) }]
    },
    outline: { level: [2, 3] },
    docFooter: { prev: 'Before', next: 'Next' }
  },
  vite: {
    resolve: {
      alias: [
        { find: /^pullback$/, replacement: path('../../src/index.ts') },
        { find: /^pullback\/laws$/, replacement: path('../../laws/index.ts') },
        { find: /^pullback\/exercises$/, replacement: path('../../laws/exercises.ts') },
        { find: /^(fp|io)-ts\/lib\//, replacement: `${path('../../node_modules/')}$1-ts/es6/` }
      ]
    },
    worker: { format: 'es' }
  }
})
