import { chain, isRight, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import {
  activation,
  Algebra,
  andThen,
  beside,
  builtFrom,
  concatenate,
  copy,
  dense,
  fork,
  eraseTypes,
  identity,
  networkCodec,
  noSettings,
  parseJson,
  repeat,
  residual,
  share,
  sum,
  tanh
} from 'pullback'
import { describe, expect, test } from 'vitest'

const codec = networkCodec()

/** Parses the text of a JSON value, as if read from a file. */
const there = (json: unknown) => parseJson(JSON.stringify(json))

const nested = pipe(
  dense(2, 4),
  andThen(
    residual(start =>
      pipe(start, andThen(dense(4, 4)), andThen(residual(inner => andThen(tanh<readonly [4]>())(inner))))
    )
  ),
  andThen(repeat(3, dense(4, 4))),
  andThen(fork(dense(4, 2), identity())),
  andThen(beside(pipe(dense(2, 4), andThen(tanh())), dense(4, 4))),
  andThen(share(dense(4, 2))),
  andThen(concatenate())
)

describe('decode after encode restores the description', () => {
  test.each([
    ['dense', eraseTypes(dense(2, 3))],
    ['identity', eraseTypes(identity())],
    ['copies', eraseTypes(pipe(copy(), andThen(sum())))],
    ['everything, nested', eraseTypes(nested)]
  ])('%s', (_, network) => {
    const back = pipe(codec.encode(network), json => (isRight(json) ? there(json.right) : json))
    expect(isRight(back) && codec.decode(back.right)).toMatchObject(right({ description: network.description }))
  })
})

test('the JSON of a network', () => {
  expect(codec.encode(eraseTypes(pipe(dense(2, 3), andThen(tanh()))))).toEqual(
    right({
      format: 'pullback network',
      version: 1,
      network: {
        kind: 'sequence',
        parts: [{ kind: 'dense', configuration: { inputs: 2, outputs: 3 } }, { kind: 'tanh' }]
      }
    })
  )
})

describe('a custom layer', () => {
  const sine = activation(Algebra.sin, Algebra.cos, 'mySine')
  const network = eraseTypes(pipe(dense(2, 2), andThen(sine())))

  test('is saved with a registered builder', () => {
    const own = networkCodec({ mySine: builtFrom(noSettings, () => sine()) })
    expect(pipe(own.encode(network), chain(own.decode))).toMatchObject(right({ description: network.description }))
  })

  test('is refused without a builder', () => {
    expect(codec.encode(network)).toEqual(
      left(
        'sequence(dense(2, 2), mySine()) cannot be saved: network.parts[1]: unknown layer "mySine": a custom layer needs a builder registered under this name'
      )
    )
    expect(codec.encode(eraseTypes(activation(Algebra.sin, Algebra.cos)()))).toEqual(
      left(
        'activation() cannot be saved: network: an activation without a name cannot be saved: ' +
          'pass one, activation(f, fPrime, "name"), and register a builder under it'
      )
    )
  })

  test('is refused if its builder makes another layer', () => {
    const own = networkCodec({ mySine: builtFrom(noSettings, () => tanh()) })
    expect(own.encode(network)).toEqual(
      left('sequence(dense(2, 2), mySine()) cannot be saved: reading it would give sequence(dense(2, 2), tanh())')
    )
  })

  test('cannot have the name of a built-in layer', () => {
    expect(() => networkCodec({ dense: builtFrom(noSettings, () => tanh()) })).toThrow(
      new RangeError('There is already a layer called "dense": register yours under another name')
    )
  })
})

describe('refused with one line', () => {
  const format = 'pullback network'
  test.each([
    [null, 'must be an object, found null'],
    [[], 'must be an object, found a list of length 0'],
    [{}, 'format must be "pullback network", found nothing'],
    [{ format: 'x' }, 'format must be "pullback network", found "x"'],
    [{ format, version: 2 }, 'version must be 1, found 2'],
    [{ format, version: 1 }, 'network must be an object, found nothing'],
    [{ format, version: 1, network: { kind: 1 } }, 'network.kind must be a string, found 1'],
    [
      { format, version: 1, network: { kind: 'dense', configuration: { inputs: 2.5, outputs: 1 } } },
      'network.configuration.inputs must be a positive integer, found 2.5'
    ],
    [{ format, version: 1, network: { kind: 'residual', parts: [] } }, 'network: residual must have 1 part, found 0'],
    [
      { format, version: 1, network: { kind: 'tanh', parts: [{ kind: 'tanh' }] } },
      'network: tanh must have 0 parts, found 1'
    ],
    [
      {
        format,
        version: 1,
        network: {
          kind: 'sequence',
          parts: [
            { kind: 'dense', configuration: { inputs: 2, outputs: 3 } },
            { kind: 'dense', configuration: { inputs: 2, outputs: 3 } }
          ]
        }
      },
      'network: dense(2, 3) gives [3], but dense(2, 3) takes [2]'
    ],
    [
      {
        format,
        version: 1,
        network: { kind: 'sequence', parts: Array.from({ length: 1e5 }, () => ({ kind: 'tanh' })) }
      },
      'network: expected at most 10000 parts, found 100001'
    ],
    ...['copy', 'share', 'fork'].map((kind): [unknown, string] => {
      const part =
        kind === 'share'
          ? Array.from({ length: 60 }).reduce<object>(inner => ({ kind, parts: [inner] }), { kind: 'tanh' })
          : { kind, ...(kind === 'fork' ? { parts: [{ kind: 'tanh' }, { kind: 'tanh' }] } : {}) }
      const parts = kind === 'share' ? [part] : Array.from({ length: 60 }, () => part)
      return [
        { format, version: 1, network: { kind: 'sequence', parts } },
        'network: expected layers that turn one example into at most 1024 tensors, found more'
      ]
    }),
    [
      { format, version: 1, network: { kind: 'toString' } },
      'network: unknown layer "toString": a custom layer needs a builder registered under this name'
    ]
  ])('%j', (json, line) => {
    expect(codec.decode(json)).toEqual(left(line))
  })
})
