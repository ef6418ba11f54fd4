import { type Site } from './Site.js'
import { evaluateWork } from './evaluate.js'
import { gradientWork } from './gradient.js'
import { stepsWork } from './steps.js'
import { trainWork } from './train.js'
import { type Served, served } from './Work.js'

/** The works that every worker can do. */
export const works = (site: Site = {}): readonly Served[] => [
  served(gradientWork(site)),
  served(stepsWork(site)),
  served(trainWork(site)),
  served(evaluateWork(site))
]
