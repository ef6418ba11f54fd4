/**
 * The program of the notebook, `notebook.py`, in a separate process, which measures its own training loop.
 *
 * OPENBLAS_NUM_THREADS is 1. With matrices this small no setting is faster: fifteen interleaved runs each with 1, with 2
 * and without the variable differed by less than the runs of one setting.
 */
import { type Contestant } from '../Contestant.js'
import { python } from '../python.js'
import { goldenPath } from './golden.js'

/** @throws Error if numpy is not installed */
export const numpy = (): Contestant => python('numpy', 'numpy', 'bench/xor/notebook.py', goldenPath)
