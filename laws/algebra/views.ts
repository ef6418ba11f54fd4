/**
 * An operation sees numbers and their places, not how they lie in memory.
 *
 *     operation(view of x) = operation(x)      bit for bit; and x is what it was
 */
import type * as fc from 'fast-check'
import { sameValue } from '../../src/algebra/Value.js'
import { fails, type Finding, holds, type Law } from '../law/Law.js'
import { lawOver } from '../law/lawOver.js'
import { showTensor } from '../value/Numbers.js'
import { type Application } from './Application.js'

const check = ({ operands, views, apply }: Application): Finding => {
  const expected = apply(operands)
  const found = apply(views)
  if (!sameValue(expected, found))
    return fails(`dense operands give ${showTensor(expected)}, views of the same numbers give ${showTensor(found)}`)
  // The views have their numbers in other arrays: where an operation has written, the two differ now.
  return sameValue(operands, views) ? holds(2) : fails('the operation changed an operand')
}

const exhibitsOf = ({ operands, setting }: Application) => [
  ...operands.map((operand, i) => [`operand ${i}`, showTensor(operand)] as const),
  ...(setting === '' ? [] : [['setting', setting] as const])
]

export const views = (operations: Readonly<Record<string, fc.Arbitrary<Application>>>): readonly Law[] =>
  Object.entries(operations).map(([name, arbitrary]) =>
    lawOver({ arbitrary, exhibits: exhibitsOf, reached: ({ views }) => (views.some(isStrided) ? ['a view'] : []) })(
      `algebra: ${name} on views`,
      'a view gives the same bits as a dense copy, and the operands stay unchanged',
      check,
      ['a view']
    )
  )

const isStrided = (view: Application['views'][number]): boolean => 'strides' in view && view.strides !== undefined
