/** A type stands at the root under its own name; a namespace, in the plural, holds the functions for it. */
import {
  Datasets,
  type BinaryDataset,
  dense,
  type Descent,
  Descents,
  type Initializer,
  Initializers,
  type Params,
  type Pullback,
  Pullbacks,
  type Random,
  Randoms,
  type Schedule,
  Schedules,
  type Seed,
  type Tensor,
  tensor,
  type Value,
  Values
} from 'pullback'
import { expectTypeOf } from 'vitest'

const pair = [tensor([1]), tensor([2])] as const
expectTypeOf(Values.sameValue).parameters.toEqualTypeOf<[Value, Value]>()
expectTypeOf(Values.tensorsOf(pair)).toEqualTypeOf<Params>()
expectTypeOf(Randoms.seed(1)).toEqualTypeOf<Seed>()
expectTypeOf(Randoms.normal()([2])).toEqualTypeOf<Random<Tensor<readonly [2]>>>()
expectTypeOf(Schedules.constant(1)).toEqualTypeOf<Schedule>()
expectTypeOf(Initializers.constant(1)).toEqualTypeOf<Initializer>()
expectTypeOf(Datasets.xor(4)).toEqualTypeOf<Random<BinaryDataset>>()

type Row<N extends number> = Tensor<readonly [number, N]>
declare const params: Parameters<ReturnType<typeof dense<2, 3>>['forward']>[0]
expectTypeOf(Descents.descend(0.1)(dense(2, 3))).toEqualTypeOf<Descent<typeof params, Row<2>, Row<3>>>()
expectTypeOf(Pullbacks.pullback(dense(2, 3))(params)).toEqualTypeOf<Pullback<Row<2>, Row<3>>>()
