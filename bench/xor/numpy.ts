/**
 * The program of the notebook, `notebook.py`, in a separate process, which measures its own training loop.
 *
 * numpy runs on one thread. With matrices this small no setting is faster: fifteen interleaved runs each with one, with two and
 * without a number of threads differed by less than the runs of one setting.
 */
import { type Contestant } from '../Contestant.js'
import { python } from '../python.js'
import { goldenPath } from './golden.js'

/** @throws Error if numpy is not installed */
export const numpy = (): Contestant => python(1, 'numpy', 'bench/xor/notebook.py', goldenPath)
