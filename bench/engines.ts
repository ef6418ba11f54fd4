/** What runs the library's own contestants; where one cannot run here, why. */
import { type Engine, eager } from '../src/index.js'
import { type Absent } from './Contestant.js'

export const engines: { readonly [name in 'eager' | 'javascript' | 'onnx']: Engine | Absent } = {
  eager,
  javascript: { name: 'javascript', skipped: 'not written yet' },
  onnx: { name: 'onnx', skipped: 'not written yet' }
}
