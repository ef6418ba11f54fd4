/** Labelled points of two classes as examples: the target is one number, 0 or 1. */
import { type Dataset, dataset } from '../Dataset.js'
import { type Batched, fresh } from '../../tensor/Tensor.js'
import { type LabelledPoints } from './alongCurves.js'

export type BinaryDataset = Dataset<Batched<readonly [2]>, Batched<readonly [1]>>

export const binary = ({ points, labels }: LabelledPoints): BinaryDataset =>
  dataset(points, fresh<readonly [number, 1]>([labels.length, 1], Float64Array.from(labels)))
