import { readFileSync } from 'node:fs'
import { URL } from 'node:url'
import { Comment, CommentTag, Converter, ReflectionKind } from 'typedoc'

/** The category of a name in the reference, by the folder of its file. The order here is the order on the page. */
const categories = [
  ['src/tensor/', 'Tensors'],
  ['src/algebra/', 'Algebra'],
  ['src/layer/activation/', 'Layers: activations'],
  ['src/layer/combinator/', 'Layers: combinators'],
  ['src/layer/image/', 'Layers: images'],
  ['src/layer/normalization/', 'Layers: normalization'],
  ['src/layer/initializer/', 'Layers: initializers'],
  ['src/layer/', 'Layers'],
  ['src/data/', 'Data'],
  ['src/engine/', 'Engines'],
  ['src/learning/loss/', 'Losses'],
  ['src/learning/optimizer/', 'Optimizers'],
  ['src/learning/schedule/', 'Schedules'],
  ['src/learning/states/', 'Training: transformers'],
  ['src/learning/', 'Training'],
  ['src/catalogue/', 'Catalogue'],
  ['src/codec/', 'Saving and loading'],
  ['laws/exercise/', 'Exercises'],
  ['laws/law/', 'Writing laws'],
  ['laws/run/', 'Running laws'],
  ['laws/generator/', 'Generators'],
  ['laws/wrong/', 'Wrong layers'],
  ['laws/diagnosis/', 'Diagnosis'],
  ['laws/derivative/', 'Derivatives'],
  ['laws/interpreter/', 'Laws of engines'],
  ['laws/algebra/', 'Laws of operations'],
  ['laws/layer/', 'Laws of layers'],
  ['laws/composition/', 'Laws of compositions'],
  ['laws/learning/', 'Laws of training'],
  ['laws/codec/', 'Laws of codecs'],
  ['laws/', 'All laws']
]

/** The source of each entry of package.json that has types, and the name that users import it by. */
const entries = Object.entries(JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')).exports)
  .filter(([, { types }]) => types !== undefined)
  .map(([name, { types }]) => ({
    name: `pullback${name.slice(1)}`,
    file: types.replace('./dist/', '').replace('.d.ts', '.ts')
  }))

/** Describes fields of options, and parameters of a curried function, below the text: TypeDoc rejects a `@param` for them. */
const describeOthers = ({ comment, parameters = [] }) => {
  const others = comment?.getTags('@param').filter(({ name }) => !parameters.some(other => other.name === name)) ?? []
  if (others.length === 0) return
  comment.blockTags = comment.blockTags.filter(tag => !others.includes(tag))
  for (const { name, content } of others)
    comment.summary.push({ kind: 'text', text: `\n\n- \`${name}\`: ` }, ...content)
}

const fileOf = reflection => reflection.sources?.[0]?.fileName ?? ''

/** Names modules by their entry, and gives exports the category of their file, so that the sources need no tags for it. */
const arrange = ({ converter }) => {
  converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const signature of project.getReflectionsByKind(ReflectionKind.SomeSignature)) describeOthers(signature)
    for (const module of project.getReflectionsByKind(ReflectionKind.SomeModule)) {
      module.name = entries.find(({ file }) => file === fileOf(module))?.name ?? module.name
      for (const reflection of module.children ?? []) {
        const category = categories.find(([folder]) => fileOf(reflection).startsWith(folder))?.[1]
        if (category === undefined) continue
        reflection.comment ??= new Comment()
        reflection.comment.blockTags.push(new CommentTag('@category', [{ kind: 'text', text: category }]))
      }
    }
  })
}

/** @type {import('typedoc').TypeDocOptions} */
export default {
  name: 'pullback',
  entryPoints: entries.map(({ file }) => file),
  out: 'docs/api',
  readme: 'README.md',
  plugin: [arrange],
  categorizeByGroup: false,
  categoryOrder: categories.map(([, name]) => name),
  excludeExternals: true,
  // Helper types of public types stay private.
  validation: { notExported: false, invalidLink: true, invalidPath: true, rewrittenLink: true, notDocumented: false },
  // `npm test` checks the types.
  skipErrorChecking: true,
  // A checkout need not have a remote, and the sources have no public address yet.
  disableGit: true,
  sourceLinkTemplate: '#',
  treatWarningsAsErrors: true
}
