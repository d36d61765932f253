import type { Did } from '@fidecura/identity'
import type { AuditAct } from './audit-act.ts'

/** An act, and its place in the log. */
export interface LoggedAct {
  /** Grows with each. */
  readonly sequence: number
  readonly act: AuditAct
}

/** Some of them; the newest first. */
export interface AuditPage {
  /** Those before this sequence; absent: the newest. */
  readonly before?: number | undefined
  /** At most 1,000. */
  readonly limit: number
}

/** Where acts are kept, in order and for good. What `append` acknowledged is durable if the store is. */
export interface AuditLog {
  /**
   * The same act again changes nothing.
   *
   * @throws MonitorError `audit_id_reused`: another act under its id. Or what the store throws.
   */
  append(act: AuditAct): Promise<void>
  /** About one record. For its patient. */
  about(patient: NonNullable<AuditAct['patient']>, page: AuditPage): Promise<readonly LoggedAct[]>
  /** By one actor. */
  by(actor: Did, page: AuditPage): Promise<readonly LoggedAct[]>
  /** All of them. */
  all(page: AuditPage): Promise<readonly LoggedAct[]>
}
