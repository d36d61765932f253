import { CodedError } from '@fidecura/base'

/** What can be wrong with an audit event. */
export type MonitorErrorCode =
  /** Not an act that can be written down, or not an event that this package wrote; `place` says which member. */
  | 'audit_event_malformed'
  /** Another act under an id that was used. */
  | 'audit_id_reused'

/** Thrown by everything in this package. */
export class MonitorError extends CodedError<MonitorErrorCode> {
  static override readonly name = 'MonitorError'
}

export function malformed(place: string): MonitorError {
  return new MonitorError('audit_event_malformed', 'Not an act, or an event of one', { place })
}
