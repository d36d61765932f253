import type { EpochSeconds } from '@fidecura/base'

/** What is published beside a change of status. */
export interface StatusChangeReason {
  /** A code of lower-case letters, digits and `_`: histories are public. */
  readonly reason?: string
  /** From when it must be taken as bad; may precede the act, never follow it. */
  readonly invalidFrom?: EpochSeconds
}

/** Without what was left open. */
export function whyOf({ reason, invalidFrom }: StatusChangeReason): StatusChangeReason {
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(invalidFrom === undefined ? {} : { invalidFrom }),
  }
}
