/** A mistake written down by someone who had not read the diagnosis, and what the diagnosis must say, loosely. */
import { type Subject } from '../../../laws/subject/Subject.js'
import { type Wrong, wrongLayer } from '../../../laws/wrong/Wrong.js'

export interface Blind {
  readonly name: string
  /** The mistake, as a teacher would name it to a student. */
  readonly cause: string
  readonly accepts: RegExp
  readonly layers: () => Subject['layers']
  readonly known?: Omit<Subject, 'name' | 'layers'>
}

export const wrongOf = ({ name, accepts, layers, known }: Blind): Wrong => wrongLayer(name, accepts, layers, known)
