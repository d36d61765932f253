import {
  allowedSkewSeconds,
  type EpochSeconds,
  epochSeconds,
  type JsonValue,
  parseJson,
} from '@fidecura/base'
import { type Did, type DidUrl, isDid } from '../did.ts'
import { signJws, verifyDidJws } from '../did-jws.ts'
import { IdentityError } from '../errors.ts'
import type { PublicJwk } from '../jwk.ts'
import { decodeJws, type UnverifiedJws } from '../jws.ts'
import type { ResolveDid } from '../resolver.ts'
import type { Signer } from '../signer.ts'
import { openChallenge, type SignInChallenge, type SignInPlace } from './sign-in-challenge.ts'
import { exactMembers, malformed, readInstant, readText } from './sign-in-shape.ts'

/** A token that answers a challenge: each kind has a `typ` and a version of its own. */
export interface AnswerKind {
  readonly typ: string
  readonly version: string
  /** Whether it names the DID that comes after its signer. */
  readonly hasSuccessor: boolean
}

/** Who answers, and where they see the challenge. */
interface AnswerOptions extends SignInPlace {
  readonly signer: Signer
  readonly now: EpochSeconds
  readonly signal?: AbortSignal | undefined
  readonly successor?: Did
}

/** Signs an answer to a challenge of this very place. */
export function signAnswer(
  input: unknown,
  kind: AnswerKind,
  options: AnswerOptions,
): Promise<string> {
  const { signer, signal, successor } = options
  const now = epochSeconds(options.now)
  const { origin, audience, nonce, issuedAt, expiresAt } = openChallenge(input, options, now)
  assertTimely(Math.floor(now) as EpochSeconds, { issuedAt, now })
  const payload = {
    version: kind.version,
    iss: signer.did,
    aud: audience,
    origin,
    nonce,
    iat: Math.floor(now),
    exp: expiresAt,
    ...(successor === undefined ? {} : { successor }),
  }
  return signJws(payload, { signer, typ: kind.typ, signal })
}

/** Whom and what an answer must be for. */
export interface VerifyAnswerOptions {
  readonly challenge: SignInChallenge
  readonly resolve: ResolveDid
  readonly now: EpochSeconds
  readonly signal?: AbortSignal | undefined
}

export interface VerifiedAnswer {
  readonly issuer: Did
  readonly successor: Did | undefined
  readonly issuedAt: EpochSeconds
  readonly keyId: DidUrl
  readonly publicKey: PublicJwk
  readonly resolvedAt: EpochSeconds
}

/**
 * Proves that the DID which an answer names signed it, now, to this challenge. Everything that needs
 * no network comes first: who has no open challenge cannot make us look up a DID.
 *
 * @throws IdentityError `sign_in_malformed`, `sign_in_origin_wrong`, `sign_in_audience_wrong`,
 *   `sign_in_nonce_wrong`, `sign_in_time_wrong`; those of `decodeJws` and `verifyDidJws`.
 */
export async function verifyAnswer(
  token: unknown,
  kind: AnswerKind,
  { challenge, resolve, now, signal }: VerifyAnswerOptions,
): Promise<VerifiedAnswer> {
  const { jws, issuer, successor, ...said } = readAnswer(token, kind)
  if (said.origin !== challenge.origin) {
    throw new IdentityError('sign_in_origin_wrong', 'Signed on another origin')
  }
  if (said.audience !== challenge.audience) {
    throw new IdentityError('sign_in_audience_wrong', 'Signed for another audience')
  }
  if (said.nonce !== challenge.nonce) {
    throw new IdentityError('sign_in_nonce_wrong', 'The answer to another challenge')
  }
  if (said.expiresAt !== challenge.expiresAt) throw timeWrong()
  assertTimely(said.issuedAt, { issuedAt: challenge.issuedAt, now })
  const { typ } = kind
  const relationship = 'authentication'
  const options = { issuer, typ, relationship, resolve, at: now, now, signal } as const
  const { keyId, publicKey, resolvedAt } = await verifyDidJws(jws, options)
  return { issuer, successor, issuedAt: said.issuedAt, keyId, publicKey, resolvedAt }
}

interface ReadAnswer {
  readonly jws: UnverifiedJws
  readonly issuer: Did
  readonly successor: Did | undefined
  readonly audience: string
  readonly origin: string
  readonly nonce: string
  readonly issuedAt: EpochSeconds
  readonly expiresAt: EpochSeconds
}

const common = ['version', 'iss', 'aud', 'origin', 'nonce', 'iat', 'exp']
// Two DIDs and a key id of the greatest length fit.
const maxBytes = 16_384

function readAnswer(token: unknown, { version, hasSuccessor }: AnswerKind): ReadAnswer {
  if (typeof token !== 'string') throw malformed('')
  const jws = decodeJws(token, { maxBytes })
  const names = hasSuccessor ? [...common, 'successor'] : common
  const members = exactMembers(parsePayload(jws.payload), names)
  const { version: said, iss, successor } = members
  if (said !== version) throw malformed('/version')
  if (!isDid(iss)) throw malformed('/iss')
  if (hasSuccessor && !isDid(successor)) throw malformed('/successor')
  return {
    jws,
    issuer: iss,
    successor: successor as Did | undefined,
    audience: readText(members, 'aud'),
    origin: readText(members, 'origin'),
    nonce: readText(members, 'nonce'),
    issuedAt: readInstant(members, 'iat'),
    expiresAt: readInstant(members, 'exp'),
  }
}

function parsePayload(payload: Uint8Array): JsonValue {
  try {
    return parseJson(payload, { maxBytes, maxDepth: 2 })
  } catch (error) {
    throw malformed('', error)
  }
}

/** Since the challenge and not later than now, as far as two honest clocks may differ. */
function assertTimely(
  signedAt: EpochSeconds,
  { issuedAt, now }: { readonly issuedAt: EpochSeconds; readonly now: EpochSeconds },
): void {
  const timely = signedAt >= issuedAt - allowedSkewSeconds && signedAt <= now + allowedSkewSeconds
  if (!timely) throw timeWrong()
}

function timeWrong(): IdentityError {
  return new IdentityError('sign_in_time_wrong', 'Not signed in the time of the challenge')
}
