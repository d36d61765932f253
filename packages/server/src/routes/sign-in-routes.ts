import { CodedError, parseJson } from '@fidecura/base'
import {
  createSignInChallenge,
  decodeJws,
  type SignInChallenge,
  verifySignIn,
} from '@fidecura/identity'
import { keepChallenge, takeChallenge } from '../acts/challenges.ts'
import type { Principal, Session, SignInRequest } from '../api/bodies.ts'
import { ServerError } from '../errors.ts'
import type { Hospital } from '../hospital/hospital.ts'
import { type ProvenPrincipal, provePrincipal } from '../hospital/prove-principal.ts'
import type { Call } from '../http/call.ts'
import { defineRoute, type Route } from '../http/route.ts'
import { isAdministrator } from '../orders/administrators.ts'
import { challenge, principal, session, signInRequest } from '../schemas/people.ts'
import { done, nothing } from '../schemas/values.ts'

/** Signing in, and out. */
export const signInRoutes: readonly Route[] = [
  defineRoute({
    name: 'challenge',
    method: 'POST',
    path: '/sign-in/challenges',
    summary: 'A challenge, to sign in by or to present something for.',
    more: 'To be answered with `proveSignIn`, or its nonce with a presentation.',
    who: 'anybody',
    body: nothing,
    answer: challenge,
    limit: { burst: 300, perMinute: 600 },
    // Each is new, and nobody can do anything with one that was not for them.
    isOnce: true,
    async act({ hospital, now }): Promise<SignInChallenge> {
      const { origin, audience, door } = hospital
      const challenge = createSignInChallenge({ origin, audience, now, ...door })
      await keepChallenge(hospital, challenge)
      return challenge
    },
  }),
  defineRoute({
    name: 'signIn',
    method: 'POST',
    path: '/sign-in',
    summary: 'Answers a challenge, and begins a session.',
    who: 'anybody',
    body: signInRequest,
    answer: session,
    refuses: ['challenge_unknown', 'credentials_not_held', 'identity', 'credentials'],
    limit: { burst: 300, perMinute: 600 },
    audit: 'sign_in',
    // The nonce can be used once, and the answer is a secret that is not to be kept.
    isOnce: true,
    act: enter,
  }),
  defineRoute({
    name: 'signOut',
    method: 'POST',
    path: '/sign-out',
    summary: 'Ends the session.',
    who: 'holder',
    body: nothing,
    answer: done,
    isOnce: true,
    async act({ sessions, session }) {
      if (session !== undefined) await sessions.close(session.id)
      return { done: true }
    },
  }),
  defineRoute({
    name: 'session',
    method: 'GET',
    path: '/session',
    summary: 'As whom the session is signed in, if it still holds.',
    who: 'holder',
    answer: principal,
    async act({ hospital, principal }): Promise<Principal> {
      if (principal === undefined) throw new ServerError('session_missing', 'Sign in')
      return shownOf(hospital, principal)
    },
  }),
]

async function enter({
  hospital,
  sessions,
  body,
  now,
  noted,
  signal,
}: Call<SignInRequest>): Promise<Session> {
  const { origin, audience, door, directory, store, settings } = hospital
  const { proof, credentials = [], chain = [] } = body
  const challenge = await takeChallenge(hospital, nonceOf(proof))
  const { did, publicKey } = await verifySignIn(proof, {
    ...{ origin, audience, challenge, resolve: directory.resolve, uses: store.replay },
    ...{ now, tenant: settings.id, signal, ...door },
  })
  const shown = { did, publicKey, credentials, chain }
  const principal = await provePrincipal(hospital, shown)
  const opened = await sessions.open(shown)
  await noted('sign_in', { objects: [{ type: 'Device', id: did }] })
  return { ...opened, as: shownOf(hospital, principal) }
}

/** Which challenge it claims to answer: that it does is proven afterwards. */
function nonceOf(proof: string): string {
  try {
    const { nonce } = parseJson(decodeJws(proof, { maxBytes: 16_384 }).payload) as {
      nonce?: unknown
    }
    if (typeof nonce === 'string') return nonce
  } catch (error) {
    if (!CodedError.is(error)) throw error
  }
  throw new ServerError('challenge_unknown', 'Answers no challenge of this service')
}

/** Without what the service keeps of it to itself. */
function shownOf(hospital: Hospital, { did, records, staff }: ProvenPrincipal): Principal {
  if (staff === undefined) return { did, records }
  const { name, organisation, department, purposes, specialties, isOurs } = staff
  const shown = { name, organisation, department, purposes, specialties, isOurs }
  const administers = isOurs && isAdministrator(hospital, staff)
  return { did, records, staff: { ...shown, administers } }
}
