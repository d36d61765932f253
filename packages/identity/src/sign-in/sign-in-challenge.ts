import {
  allowLoopbackHttp,
  type EpochSeconds,
  encodeBase64url,
  type JsonValue,
} from '@fidecura/base'
import { randomBytes } from '#crypto'
import { IdentityError } from '../errors.ts'
import { exactMembers, malformed, readInstant, readOrigin, readText } from './sign-in-shape.ts'

/** What a platform asks a holder to answer. Plain JSON; keep it with the session that it was made for. */
export interface SignInChallenge {
  readonly version: 'urn:fidecura:sign-in-challenge:1'
  /** Where the holder is to see the question, such as `https://clinic.example`. RFC 6454 §6.1. */
  readonly origin: string
  /** The platform, as it calls itself; accounts are kept under this name. */
  readonly audience: string
  /** 32 random bytes in base64url. */
  readonly nonce: string
  /** Whole seconds, by the clock of the platform. */
  readonly issuedAt: EpochSeconds
  /** Whole seconds, exclusive. */
  readonly expiresAt: EpochSeconds
}

/** Of which page and which platform. Both sides state them, and neither takes them from the other. */
export interface SignInPlace {
  /** For the platform its own origin; for the holder the one that the question came from. */
  readonly origin: string
  readonly audience: string
  /** Exact origins such as `http://127.0.0.1:8080`, which is then an origin to sign in on. */
  readonly [allowLoopbackHttp]?: readonly string[]
}

/** For whom, and for how long. */
export interface CreateSignInChallengeOptions extends SignInPlace {
  readonly now: EpochSeconds
  /** Whole seconds, at most 600. Default 300. */
  readonly lifetimeSeconds?: number
}

const version = 'urn:fidecura:sign-in-challenge:1'
const maxLifetimeSeconds = 600

/**
 * Makes a challenge, for one attempt of one session to sign in.
 *
 * @throws {@link IdentityError} `sign_in_malformed`, with the place: not an https origin, no audience,
 *   or a lifetime beyond the limit.
 */
export function createSignInChallenge(options: CreateSignInChallengeOptions): SignInChallenge {
  const { origin, audience, now, lifetimeSeconds = 300 } = options
  const issuedAt = Math.floor(now)
  const expiresAt = issuedAt + lifetimeSeconds
  const nonce = encodeBase64url(randomBytes(32))
  const made = { version, origin, audience, nonce, issuedAt, expiresAt }
  return parseSignInChallenge(made, doorOf(options))
}

type Door = Pick<SignInPlace, typeof allowLoopbackHttp>

/** The door alone: options may carry more. */
export function doorOf({ [allowLoopbackHttp]: origins }: Door): Door {
  return origins === undefined ? {} : { [allowLoopbackHttp]: origins }
}

/** Reads parsed JSON as a challenge of this version and nothing more. @throws `sign_in_malformed`. */
function parseSignInChallenge(input: unknown, door: Door): SignInChallenge {
  const names = ['version', 'origin', 'audience', 'nonce', 'issuedAt', 'expiresAt']
  const members = exactMembers(input as JsonValue, names)
  if (members['version'] !== version) throw malformed('/version')
  const issuedAt = readInstant(members, 'issuedAt')
  const expiresAt = readInstant(members, 'expiresAt')
  const lifetime = expiresAt - issuedAt
  if (lifetime <= 0 || lifetime > maxLifetimeSeconds) throw malformed('/expiresAt')
  const nonce = readText(members, 'nonce')
  if (!/^[\w-]{43}$/.test(nonce)) throw malformed('/nonce')
  const origin = readOrigin(members, 'origin', door)
  const audience = readText(members, 'audience')
  return Object.freeze({ version, origin, audience, nonce, issuedAt, expiresAt })
}

/**
 * Reads a challenge that came from elsewhere, and lets it pass if it is of this place and still open.
 *
 * @throws IdentityError `sign_in_malformed`, `sign_in_origin_wrong`, `sign_in_audience_wrong`,
 *   `sign_in_expired`.
 */
export function openChallenge(
  input: unknown,
  place: SignInPlace,
  now: EpochSeconds,
): SignInChallenge {
  const { origin, audience } = place
  const challenge = parseSignInChallenge(input, doorOf(place))
  if (challenge.origin !== origin) {
    throw new IdentityError('sign_in_origin_wrong', 'The challenge is of another origin')
  }
  if (challenge.audience !== audience) {
    throw new IdentityError('sign_in_audience_wrong', 'The challenge is for another audience')
  }
  assertOpen(challenge.expiresAt, now)
  return challenge
}

/** Exclusive, and written so that an instant that is none refuses. @throws `sign_in_expired`. */
export function assertOpen(expiresAt: EpochSeconds, now: EpochSeconds): void {
  if (now < expiresAt) return
  throw new IdentityError('sign_in_expired', 'The time to answer is over')
}
