import { type Engine } from '../../src/engine/Engine.js'
import { type Application } from '../algebra/Application.js'
import { operations } from '../algebra/operations.js'
import { guarded, type Law } from '../law/Law.js'
import { lawOver } from '../law/lawOver.js'
import { showTensor } from '../value/Numbers.js'
import { bitForBit, compare } from './Agrees.js'
import { either } from './either.js'

const showApplication = ({ operands, setting }: Application) => [
  ...operands.map((operand, i) => [`operand ${i}`, showTensor(operand)] as const),
  ['setting', setting] as const
]

/**
 * The laws that an engine gives the same bits as the eager engine: one per tensor operation, on strided views.
 *
 * @example verify(agreementOfOperations(javascript))
 */
export const agreementOfOperations = (engine: Engine): readonly Law[] =>
  Object.entries(operations(either)).map(([name, arbitrary]) =>
    lawOver({ arbitrary, exhibits: showApplication })(
      `${engine.name}: ${name}`,
      'the engine gives what the eager engine gives',
      ({ operands, views, apply }) =>
        guarded(() => compare(bitForBit, engine.compile((...given) => [apply(given)])(...views), [apply(operands)]))
    )
  )
