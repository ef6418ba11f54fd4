import * as fc from 'fast-check'
import { forbiddenKeys } from '../../src/codec/json.js'
import { type Description, type Parameter, parametersOf, showDescription } from '../../src/layer/Description.js'
import { elementCount, type Shape } from '../../src/tensor/Shape.js'
import { type AnyTensor, fresh } from '../../src/tensor/Tensor.js'
import { type Params } from '../../src/algebra/Value.js'
import { type Exhibit } from '../law/Law.js'

/** A value to encode, with a comparison to the last bit. */
export interface Drawn<A> {
  /** The value. */
  readonly value: A
  /** Names the first difference between the value and the decoded one. Undefined if they are equal. */
  readonly differs: (found: A) => string | undefined
  /** The value, as text for the report. */
  readonly exhibits: readonly Exhibit[]
  /** The cases that the value covers. Default: none. */
  readonly reached?: readonly string[]
}

/** The first of some differences. */
export const first = (...differences: readonly (readonly [what: string, same: boolean])[]): string | undefined =>
  differences.find(([, same]) => !same)?.[0]

/** Text that is equal only for equal bits. */
export const exactly = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'number' && (!Number.isFinite(part) || Object.is(part, -0))
      ? `number ${Object.is(part, -0) ? '-0' : String(part)}`
      : part
  )

export const described = ({ description }: { readonly description: Description }): string =>
  exactly([showDescription(description), parametersOf(description)])

/** Any number, including subnormal numbers, both zeros, NaN and infinities. */
export const anyNumber: fc.Arbitrary<number> = fc.oneof(
  fc.double(),
  fc.constantFrom(-0, NaN, Infinity, -Infinity, 5e-324)
)

export const finite = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0.1, -0, 1 / 3))
export const positive = fc.double({ min: 1e-300, max: 1e300, noNaN: true })
export const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
/** A relative place in some bytes, from 0 up to 1. Uniform, unlike the doubles of fast-check, most of which are near 0 or 1. */
export const place = fc.nat(2 ** 20 - 1).map(n => n / 2 ** 20)

export const steps = fc.integer({ min: 1, max: 100 })

/** Any character except lone surrogates. fast-check's unit for them takes more than a second to build a table. */
const character = fc.oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff })).map(
  code => String.fromCodePoint(code),
  text => {
    const [only, ...others] = typeof text === 'string' ? text : []
    if (only === undefined || others.length > 0) throw new RangeError('not a single character')
    return only.codePointAt(0) ?? 0
  }
)

export const text = fc.string({ unit: character })

/** Any text that is allowed as a name. */
export const name = fc.string({ unit: character, maxLength: 8 }).filter(text => !forbiddenKeys.has(text))

export const tensorOf = (size: Shape): fc.Arbitrary<AnyTensor> =>
  fc
    .array(anyNumber, { minLength: elementCount(size), maxLength: elementCount(size) })
    .map(numbers => fresh(size, Float64Array.from(numbers)))

export const tensorsOf = (known: readonly Parameter[]): fc.Arbitrary<Params> =>
  fc.tuple(...known.map(one => tensorOf(one.shape)))
