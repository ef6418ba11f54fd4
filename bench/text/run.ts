/**
 * Trains the transformer of `pullback text`, 4 blocks of 128 features, on Pride and Prejudice: docs/results/text.md.
 *
 *     npm run bench:text [-- <minutes> <steps>]     default: 10 minutes, 4,000 steps
 *
 * The book is a part of Debian's package r-cran-janeaustenr, which is downloaded and not copied into the repository. Needs apt-get and
 * r-base-core. The learning rate falls until the last step, so choose a number of steps that fits into the minutes.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'

const [minutes = '10', steps = '4000'] = process.argv.slice(2)
const folder = 'node_modules/.cache/bench/text'
mkdirSync(folder, { recursive: true })
const [book, model] = [join(folder, 'pride.txt'), join(folder, 'model.safetensors')]

const library = 'unpacked/usr/lib/R/site-library/janeaustenr/data/Rdata'
const fetching = `apt-get -q download r-cran-janeaustenr && dpkg-deb -x r-cran-janeaustenr_*.deb unpacked &&
Rscript -e 'books <- new.env(); lazyLoad("${library}", books); writeLines(books$prideprejudice, "pride.txt", useBytes = TRUE)'`
execFileSync('sh', ['-c', fetching], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })

const words = `text --data ${book} --engine onnx --minutes ${minutes} --steps ${steps} --out ${model} --json`
const loadBefore = loadavg()[0] ?? NaN
const lines = execFileSync(process.execPath, ['dist/src/cli/main.js', ...words.split(' ')], { encoding: 'utf8' })
const result: unknown = JSON.parse(lines.trimEnd().split('\n').at(-1) ?? '')

const numberIn = (name: string): number =>
  typeof result === 'object' && result !== null ? Number(new Map(Object.entries(result)).get(name)) : NaN
const prompt = 'It is a truth universally acknowledged, that a single man'
const generated = `generate ${model} --length 400 --seed 1 --prompt`
const sample = execFileSync(process.execPath, ['dist/src/cli/main.js', ...generated.split(' '), prompt], {
  encoding: 'utf8'
}).trimEnd()

const figure = {
  heldOut: numberIn('heldOut'),
  bitsPerCharacter: numberIn('bitsPerCharacter'),
  steps: numberIn('steps'),
  plannedSteps: Number(steps),
  seconds: Math.round(numberIn('seconds')),
  characters: readFileSync(book, 'utf8').length,
  cores: cpus().length,
  load: [loadBefore, loadavg()[0] ?? NaN],
  sample
}
writeFileSync('docs/results/text.json', `${JSON.stringify(figure, undefined, 2)}\n`)
writeFileSync(
  'docs/results/text.md',
  `# A book

\`pullback text\` on Pride and Prejudice (${figure.characters.toLocaleString('en-US')} characters, the last tenth held out): a transformer with 4 blocks of 128
features, context 64, batch 16, on the engine onnx. Written by \`npm run bench:text\`.

| measure                                  |                        value |
| ---------------------------------------- | ---------------------------: |
| held-out loss, nats per character        | ${figure.heldOut.toFixed(3).padStart(28)} |
| held-out loss, bits per character        | ${figure.bitsPerCharacter.toFixed(3).padStart(28)} |
| steps, of those planned                  | ${`${figure.steps} of ${steps}`.padStart(28)} |
| seconds                                  | ${String(figure.seconds).padStart(28)} |
| cores                                    | ${String(figure.cores).padStart(28)} |
| load of the machine, at start and at end | ${figure.load
    .map(load => load.toFixed(1))
    .join(' and ')
    .padStart(28)} |

The target is 1.35 nats in ten minutes. A load above the number of cores means that other programs took a share of the time.

\`\`\`text
${sample}
\`\`\`
`
)
