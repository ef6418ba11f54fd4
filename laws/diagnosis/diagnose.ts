import { type Explain } from '../law/Law.js'
import { diagnoseBatch } from './ofBatch.js'
import { diagnoseGradient } from './ofGradient.js'
import { diagnoseLoss } from './ofLoss.js'

/**
 * The diagnosis: finds the likely cause of what a law saw. A cause is named only where it explains fresh draws of the
 * subject too.
 */
export const diagnose: Explain = symptom => {
  switch (symptom.of) {
    case 'gradient':
      return diagnoseGradient(symptom)
    case 'batch':
      return diagnoseBatch(symptom.subject)
    case 'loss':
      return diagnoseLoss(symptom.subject)
  }
}
