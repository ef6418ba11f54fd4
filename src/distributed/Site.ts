import { type OwnKinds } from '../codec/model.js'

/** What a machine knows that is not sent: functions and files. */
export interface Site {
  /** Builders of custom layers, losses, optimizers and schedules. Default: none. */
  readonly own?: OwnKinds
  /** Folder of the files of examples. Default: the current folder. */
  readonly dataFolder?: string
}
