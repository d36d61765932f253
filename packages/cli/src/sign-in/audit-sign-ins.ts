import { randomUUID } from 'node:crypto'
import { networkOf } from '@fidecura/base'
import type { SignInEvent, WriteDownSignIn } from '@fidecura/bridge'
import type { Hospital, RateLimiter } from '@fidecura/server'

/** Whose log it is, and what bounds it. */
export interface AuditSignInsOptions {
  readonly hospital: Pick<Hospital, 'site' | 'store' | 'clock' | 'origin'>
  readonly limiter: RateLimiter
}

const kinds = {
  started: 'begin_sign_in',
  completed: 'sign_in',
  refused: 'sign_in',
  ended: 'sign_out',
} as const

/**
 * Writes what becomes of sign-ins at platforms in the log of the hospital, in the step that it tells of: by whom (their
 * DID, once it is proven), at which platform, and by which code.
 *
 * Each is kept for good, and anybody can begin to sign in: so what comes of nothing counts, for the network that it
 * comes from, against the limit of refusals. Whoever was signed in gets theirs back.
 */
export function auditSignIns({ hospital, limiter }: AuditSignInsOptions): WriteDownSignIn {
  const { site, store, clock, origin } = hospital
  const { refusals } = limiter.limits
  return (event) => {
    const { kind, outcome, code, client = origin, person } = event
    if (event.client !== undefined) {
      const party = `sign-ins of ${networkOf(event.client)}`
      if (kind === 'completed') limiter.give(party, refusals)
      else limiter.take(party, refusals)
    }
    const isActing = kind === 'completed' && person !== undefined
    return store.audited({
      ...{ id: randomUUID(), kind: kinds[kind], recordedAt: clock(), outcome, code, client },
      source: { did: site.did, site: origin },
      ...(isActing ? { actor: { did: person.did, organisation: person.department } } : {}),
      objects: objectsOf(event),
    }).documents
  }
}

function objectsOf({ platform, signIn, kind, person }: SignInEvent) {
  const about = [
    { type: 'Device', id: platform },
    { type: 'Task', id: signIn },
  ]
  // Nobody acts where a sign-in ends: it is ended by the service, and this is whose it was.
  if (kind !== 'ended' || person === undefined) return about
  const type = person.as === 'patient' ? 'Patient' : 'Practitioner'
  return [...about, { type, id: person.did }]
}
