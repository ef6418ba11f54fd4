import { type Dataset, dataset } from '../Dataset.js'
import { type Batched, fresh } from '../../tensor/Tensor.js'
import { type LabelledPoints } from './alongCurves.js'

/** A dataset of points in the plane with two classes: the input has two numbers, the target is 0 or 1. */
export type BinaryDataset = Dataset<Batched<readonly [2]>, Batched<readonly [1]>>

/** Makes a dataset of labelled points, with the label 0 or 1 as the target. */
export const binary = ({ points, labels }: LabelledPoints): BinaryDataset =>
  dataset(points, fresh<readonly [number, 1]>([labels.length, 1], Float64Array.from(labels)))
