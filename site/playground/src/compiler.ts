/** The compiler of the train worker, in a file of its own. */
export { javascriptOnly } from 'pullback'
