import { isPassing, type Result } from '../law/verify.js'
import { type Overview } from './overview.js'
import { showResult } from './render.js'

const entities: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;'
}

/** Text for an attribute. XML forbids most control characters, even as entities, so they become U+FFFD. */
const escaped = (text: string): string =>
  text
    // eslint-disable-next-line no-control-regex -- the characters that XML 1.0 forbids
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/gu, '\ufffd')
    .replaceAll(/[&<>"\n]/g, character => entities[character] ?? character)

const element = (name: string, attributes: { readonly [name: string]: string | number }, content = ''): string => {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`)
  return `<${name}${written.join('')}${content === '' ? '/>' : `>${content}</${name}>`}`
}

/**
 * An overview as JUnit XML, which GitHub Actions, GitLab and Jenkins display: a test suite for each subject, a test case for each
 * law. A law that is inconclusive counts as a failure.
 *
 * @example
 * const { results } = verify(layerLaws(tanh()), { runs: 5 })
 * overviewToJunit({ tried: [{ kind: 'layer', name: 'tanh', results }], coverage: new Map(), seconds: 1, seed: 0 })
 */
export const overviewToJunit = ({ tried, seconds, seed, interrupted }: Overview): string => {
  const counts = (results: readonly Result[]) => ({
    tests: results.length,
    failures: results.filter(result => !isPassing(result)).length
  })
  const suites = tried.map(({ name, results }) => {
    const cases = results.map(result => {
      const { law, statement, verdict, counterexample } = result
      const failure = isPassing(result)
        ? ''
        : element(
            'failure',
            { type: verdict, message: counterexample?.message ?? verdict },
            escaped(showResult(result))
          )
      return element('testcase', { classname: name, name: `${law}: ${statement}` }, failure)
    })
    return element('testsuite', { name, ...counts(results) }, `\n${cases.join('\n')}\n`)
  })
  const name = `pullback laws, seed ${seed}${interrupted === undefined ? '' : `, interrupted: ${interrupted}`}`
  const totals = { name, ...counts(tried.flatMap(({ results }) => results)) }
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    element('testsuites', { ...totals, time: seconds.toFixed(3) }, `\n${suites.join('\n')}\n`),
    ''
  ].join('\n')
}
