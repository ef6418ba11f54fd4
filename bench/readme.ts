/** The README's table of benchmarks, from docs/results/bench.json. */
import * as t from 'io-ts'
import { significant } from './Section.js'

const Report = t.type({ sections: t.array(t.type({ name: t.string, data: t.unknown })) })
const Race = t.type({ rows: t.array(t.intersection([t.type({ name: t.string }), t.partial({ median: t.number })])) })

const columns = { xor: 'XOR, epochs', dense32: '784-128-10, steps', lenet: 'LeNet-5, steps' }
const left = new Set(['two products', 'javascript, scalar kernels'])
const names: { readonly [name: string]: string } = {
  eager: 'pullback, engine `eager`',
  javascript: 'pullback, engine `javascript`',
  wasm: 'pullback, engine `wasm`, float32',
  onnx: 'pullback, engine `onnx`, float32',
  'mutable loop': 'hand-written mutable loop in JavaScript',
  'tfjs-wasm': 'TensorFlow.js, WebAssembly',
  tfjs: 'TensorFlow.js, plain JavaScript'
}

/** Replaces the table between the markers `<!-- bench -->` and `<!-- /bench -->`. */
export const inReadme = (readme: string, json: string): string => {
  const report: unknown = JSON.parse(json)
  if (!Report.is(report)) throw new Error('the report must have sections, found something else')
  const races = Object.keys(columns).map(section => {
    const data = report.sections.find(({ name }) => name === section)?.data
    return Race.is(data) ? data.rows.filter(({ name, median }) => median !== undefined && !left.has(name)) : []
  })
  const found = new Set(races.flat().map(({ name }) => name))
  const known = Object.keys(names).filter(name => found.delete(name))
  const rows = [...known, ...found].map(name => [
    names[name] ?? name,
    ...races.map(rows => significant(rows.find(row => row.name === name)?.median ?? undefined).replace('–', ''))
  ])
  const heading = ['', ...Object.values(columns)]
  const widths = heading.map((_, i) => Math.max(...[heading, ...rows].map(row => row[i]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |`
  const rule = widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  const table = [heading, rule, ...rows].map(line).join('\n')
  return readme.replace(/(<!-- bench -->\n)[^]*(\n<!-- \/bench -->)/, (_, begin, end) => `${begin}\n${table}\n${end}`)
}
