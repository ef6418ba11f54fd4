import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { sameShape, type ShapeError, shapeError, type Shapes, showShape } from '../../tensor/Shape.js'

/** The `outputShape` of a layer that takes a pair of equal shapes and returns one value of this shape. */
export const equalShapes =
  (name: string) =>
  (input: Shapes): Either<ShapeError, Shapes> => {
    const [one, other] = input
    return input.length === 2 && typeof one === 'object' && typeof other === 'object' && sameShape(one, other)
      ? right(one)
      : left(shapeError(`${name} takes a pair of equal shapes, found ${showShape(input)}`))
  }
