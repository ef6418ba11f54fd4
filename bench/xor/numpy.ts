/**
 * The notebook's own program, `notebook.py`, in its own process, which times its training loop itself.
 *
 * OPENBLAS_NUM_THREADS is 1. With matrices this small no setting is faster: fifteen interleaved runs each with 1, with 2
 * and with it unset differed by less than the runs of one setting among themselves.
 */
import { type Contestant } from '../Contestant.js'
import { python } from '../python.js'
import { goldenPath } from './golden.js'

/** Throws where it is not installed. */
export const numpy = (): Contestant => python('numpy', 'numpy', 'bench/xor/notebook.py', goldenPath)
