/** The work of `pullback laws --redis`, in the form that a worker loads. */
import { served } from '../src/distributed/Work.js'
import { verifyWork } from './verifyWork.js'

/** Works that a worker knows besides those of the library. */
export const works = [served(verifyWork)]
