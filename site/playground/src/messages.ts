import { type Result } from '../../../laws/law/verify.js'
import { type Fork, type Settings } from './settings.js'

/** How many steps a frame takes: 1, 16, or as many as fit. */
export type Pace = 'slow' | 'medium' | 'fast'

/** Orders to the train worker. */
export type Order =
  | {
      readonly is: 'start'
      readonly run: number
      readonly settings: Settings
      /** Forks and a step to replay, as in a link. */
      readonly forks: readonly Fork[]
      readonly step: number
    }
  | { readonly is: 'train'; readonly pace: Pace }
  /** The page has drawn the last state. */
  | { readonly is: 'drawn' }
  | { readonly is: 'pause' }
  | { readonly is: 'advance'; readonly steps: number }
  | { readonly is: 'show'; readonly branch: number; readonly step: number }
  | { readonly is: 'fork'; readonly branch: number; readonly fork: Fork }

/** A state of training, as flat numbers. */
export interface Shown {
  readonly branch: number
  readonly step: number
  readonly epoch: number
  /** Loss of all examples. */
  readonly loss: number
  readonly params: Float64Array<ArrayBuffer>
}

/** Answers of the train worker. */
export type Answer =
  | {
      readonly is: 'ready'
      readonly run: number
      readonly inputs: Float64Array<ArrayBuffer>
      readonly targets: Float64Array<ArrayBuffer>
      readonly stepsPerEpoch: number
    }
  | {
      readonly is: 'forked'
      readonly run: number
      readonly branch: number
      readonly parent: number
      readonly fork: Fork
    }
  | {
      readonly is: 'state'
      readonly run: number
      readonly shown: Shown
      /** New states of the branch: step and loss of each. */
      readonly points: Float64Array<ArrayBuffer>
      /** Whether training continues after this state is drawn. */
      readonly goesOn: boolean
    }
  /** The loss is not finite: training has ended. */
  | { readonly is: 'ended'; readonly run: number; readonly step: number }
  /** Compiling failed, and the eager engine has taken over. */
  | { readonly is: 'eager'; readonly run: number; readonly reason: string }
  | { readonly is: 'failed'; readonly run: number; readonly message: string }

/** The laws of one layer, in the order of the table. */
export const lawNames = [
  'shapes',
  'purity',
  'parameter gradient',
  'input gradient',
  'linearity',
  'batch',
  'finiteness'
] as const

/** The verdict of one law on one layer. */
export interface Verdict {
  readonly layer: number
  readonly law: (typeof lawNames)[number]
  readonly verdict: Result['verdict']
  /** What happened, or why nothing could be decided. Empty if the law holds. */
  readonly message: string
  readonly entry?: {
    readonly place: string
    readonly analytic: number
    readonly numeric: number
    readonly tolerance: number
  }
  readonly cause?: string
}

export type LawAnswer =
  | { readonly is: 'verdict'; readonly verdict: Verdict }
  | { readonly is: 'done'; readonly seconds: number }
  | { readonly is: 'failed'; readonly message: string }
