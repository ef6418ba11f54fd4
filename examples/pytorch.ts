/** Loads the weights of a PyTorch network by name. state_dict.py writes the file as PyTorch would, and says how. */
import { isLeft } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { andThen, convolution, decodeSafetensors, dense, flatten, fromArray, maxPool, named } from 'pullback'
import { paramsByName, predict, relu, tensor, toArray } from 'pullback'
import { loadParams } from 'pullback/files'

const place = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

// The names of the attributes of the PyTorch class. Without `named` they would be 0.weight and 4.weight.
const network = pipe(
  named('conv', convolution([1, 8, 8], 3, 4)),
  andThen(relu()),
  andThen(maxPool(2)),
  andThen(flatten()),
  andThen(named('fc', dense(36, 3)))
)

// DataParallel puts `module.` before every name.
const load = loadParams(network, { rename: name => name.replace(/^module\./, '') })
const found = await load(place('state_dict.safetensors'))()
if (isLeft(found)) throw new Error(found.left)
const params = found.right
console.log(Object.keys(paramsByName(network, params)).join(', ')) // → conv.weight, conv.bias, fc.weight, fc.bias

// The images and the scores that state_dict.py computed.
const check = decodeSafetensors(readFileSync(place('state_dict_check.safetensors')))
if (isLeft(check)) throw new Error(check.left)
const numbers = (name: string): readonly number[] => toArray(check.right.tensors.get(name) ?? tensor([]))
const scores = toArray(predict(network, params)(fromArray([2, 1, 8, 8], numbers('input'))))
const difference = Math.max(...scores.map((y, i) => Math.abs(y - (numbers('output')[i] ?? NaN))))
console.log(`largest difference below 1e-6: ${difference < 1e-6}`) // → largest difference below 1e-6: true

// Everything that does not fit is in the message.
const other = named('conv', convolution([1, 8, 8], 3, 5))
const misfit = await loadParams(other, { rename: name => name.replace('module.', '') })(
  place('state_dict.safetensors')
)()
console.log(isLeft(misfit) && misfit.left.replace(/^.*conv\): /, '')) // → surplus fc.bias [3], fc.weight [3, 36]; conv.weight must have the shape [5, 1, 3, 3], found [4, 1, 3, 3]; conv.bias must have the shape [5], found [4]
