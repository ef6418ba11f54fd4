import { type Batched, type Layer, type Params, type UntypedLayer } from '../../index.js'

/** A layer from class numbers to logits. */
type SequenceLayer = Layer<Params, Batched<readonly [number]>, Batched<readonly [number, number]>>

/** The network of a model for texts with its type. */
export const sequences = (network: Pick<UntypedLayer, 'forward'>): SequenceLayer =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the network takes and returns tensors, whose shapes it checks at run time
  network as unknown as SequenceLayer
