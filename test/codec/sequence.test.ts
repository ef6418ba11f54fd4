/** Networks on sequences are saved and built again, with the same bits. */
import { isRight } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import {
  andThen,
  asBatch,
  backInTime,
  embedding,
  eraseTypes,
  first,
  fork,
  fromLearned,
  fromZeros,
  gruCell,
  keeping,
  lastPosition,
  lstm,
  lstmCell,
  networkCodec,
  overTime,
  parametersOf,
  perPosition,
  recompute,
  rnn,
  tensor,
  tie,
  unembedding,
  units,
  type UntypedLayer,
  type Value,
  Values
} from 'pullback'
import { expect, test } from 'vitest'
import { noise, paramsOf } from '../networks.js'

const gates = asBatch(noise([2, 4, 6]))

const networks: readonly (readonly [name: string, network: UntypedLayer, input: Value])[] = [
  ['rnn', eraseTypes(pipe(rnn<4, 2, 3>(2, 3), andThen(lastPosition()))), asBatch(noise([2, 4, 2]))],
  [
    'tie',
    eraseTypes(tie(embedding<readonly [4], 3, 2>(3, 2), lstm(2, 2), perPosition(unembedding(3, 2)))),
    asBatch(
      tensor([
        [0, 1, 2, 0],
        [2, 2, 1, 0]
      ])
    )
  ],
  [
    'both directions',
    eraseTypes(
      fork(
        pipe(fromZeros(overTime(gruCell(2)), units(2)), andThen(first())),
        fromLearned(backInTime(recompute(gruCell(2))), units(2))
      )
    ),
    gates
  ],
  [
    'keeping',
    eraseTypes(fromLearned(overTime(keeping(lstmCell(1))), [units(1), units(1)])),
    [asBatch(noise([2, 4, 4])), asBatch(noise([2, 4]))]
  ]
]

test.each(networks)('%s', (_, network, input) => {
  const codec = networkCodec()
  const encoded = codec.encode(network)
  expect(encoded).toMatchObject({ _tag: 'Right' })
  const decoded = isRight(encoded) ? codec.decode(encoded.right) : encoded
  if (!isRight(decoded)) throw new Error(decoded.left)
  expect(parametersOf(decoded.right.description)).toEqual(parametersOf(network.description))
  const params = paramsOf(network, 3)
  expect(params.length).toBe(parametersOf(network.description).length)
  const [found, expected] = [decoded.right, network].map(layer => layer.forward(params, input)[0])
  expect(Values.sameValue(found ?? [], expected ?? input)).toBe(true)
})
