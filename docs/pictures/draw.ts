/** Draws the pictures of the README and docs: `npm run docs:picture`. */
import { writeFileSync } from 'node:fs'
import { picture } from './xor.js'

writeFileSync('docs/pictures/xor.svg', await picture())
