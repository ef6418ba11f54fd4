import { isRight, map } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import { type Setting } from '../layer/Description.js'
import { float, isPlain } from './float.js'
import { type Json } from './json.js'

const marked = t.strict({ $number: float })

const isList = (setting: Setting): setting is readonly Setting[] => Array.isArray(setting)

const toJson = (setting: Setting): Json => {
  if (typeof setting === 'number') return isPlain(setting) ? setting : { $number: float.encode(setting) }
  if (typeof setting !== 'object' || setting === null) return setting
  if (isList(setting)) return setting.map(toJson)
  return Object.fromEntries(Object.entries(setting).map(([name, part]) => [name, toJson(part)]))
}

const validate: t.Validate<unknown, Setting> = (input, context) => {
  if (typeof input === 'string' || typeof input === 'number' || typeof input === 'boolean' || input === null)
    return t.success(input)
  if (Array.isArray(input)) return t.array(setting).validate(input, context)
  if (typeof input !== 'object' || !('$number' in input)) return configuration.validate(input, context)
  return pipe(
    marked.validate(input, context),
    map(({ $number }) => $number)
  )
}

/**
 * A setting of a description in JSON. A number that JSON cannot represent is written under the key `$number`,
 * `{ "$number": "NaN" }`, which distinguishes NaN from the string "NaN".
 */
export const setting: t.Type<Setting, Json> = new t.Type<Setting, Json>(
  'a setting',
  (input): input is Setting => isRight(validate(input, [])),
  validate,
  toJson
)

/** Settings by name. */
export const configuration = t.record(t.string, setting, 'an object of settings')
