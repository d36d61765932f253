import type { EpochSeconds } from '@fidecura/base'
import type { AuditAct, AuditKind, AuditObject } from '@fidecura/monitor'
import type { Ports } from '@fidecura/store'
import { ServerError } from '../errors.ts'
import type { Hospital } from '../hospital/hospital.ts'
import type { ProvenPrincipal, ProvenStaff } from '../hospital/prove-principal.ts'
import type { ActiveSession, Sessions } from './sessions.ts'

/** What an act is about, for its event. */
export interface About {
  readonly patient?: AuditAct['patient']
  readonly objects?: readonly AuditObject[]
  readonly purposes?: readonly string[]
}

/** One request, once its shape, its session and its principal have been proven. */
export interface Call<Body = unknown, Query = unknown> {
  readonly hospital: Hospital
  readonly sessions: Sessions
  readonly now: EpochSeconds
  readonly body: Body
  readonly query: Query
  /** Segments of the path that have a name. */
  readonly params: Readonly<Record<string, string>>
  readonly session: ActiveSession | undefined
  readonly principal: ProvenPrincipal | undefined
  readonly signal: AbortSignal
  /** Whence it came. */
  readonly client: string
  /**
   * The ports for one act: what is acknowledged through them brings its event along. What is said here is also
   * what a refusal is written down with.
   */
  acting(kind: AuditKind, about?: About): Ports
  /** Writes an act down that changes nothing here, such as a reading. */
  noted(kind: AuditKind, about: About, end?: Pick<AuditAct, 'outcome' | 'code'>): Promise<void>
}

/** @throws ServerError `not_permitted`. */
export function staffOf({ principal }: Pick<Call, 'principal'>): ProvenStaff {
  if (principal?.staff !== undefined) return principal.staff
  throw notPermitted()
}

export function notPermitted(): ServerError {
  return new ServerError('not_permitted', 'Not for whoever is signed in')
}

export function notFound(): ServerError {
  return new ServerError('not_found', 'No such thing here')
}

export function changedMeanwhile(): ServerError {
  return new ServerError('changed_meanwhile', 'Somebody else changed it; look again')
}
