import {
  allowedSkewSeconds,
  type EpochSeconds,
  type JsonObject,
  type JsonValue,
  parseJson,
} from '@fidecura/base'
import { assertSignedWhileListed } from '@fidecura/credentials'
import {
  type Did,
  decodeJws,
  type ProvenTime,
  type PublicJwk,
  type ResolveDid,
  type Signer,
  signJws,
  type UnverifiedJws,
  verifyDidJws,
} from '@fidecura/identity'
import { ConsentError } from './errors.ts'
import { malformed } from './token-shape.ts'

/** What every token of this package says about itself. */
export interface Signed {
  /** Who signed it. */
  readonly issuer: Did
  /** When, as the signer says. */
  readonly issuedAt: EpochSeconds
}

/** One kind of token: the header's `typ`, and how its payload is read. */
export interface TokenKind<T extends Signed> {
  readonly typ: string
  /** Of the token. Default {@link maxTokenBytes}. */
  readonly maxBytes?: number
  /** Throws `token_malformed`. */
  readonly read: (payload: JsonValue) => T
}

export interface DecodedToken<T> {
  readonly content: T
  readonly jws: UnverifiedJws
}

/** When a token must hold, and how its signer is found. */
export interface OpenTokenOptions {
  readonly resolve: ResolveDid
  /** When the key must have been the signer's. */
  readonly at: EpochSeconds
  readonly now: EpochSeconds
  /** Thumbprints of the only keys to take. */
  readonly keys?: readonly string[] | undefined
  /**
   * Given where `at` is but the signer's own word: what else shows when it was signed. Needed once the
   * signer's DID has taken the key out.
   */
  readonly proofs?: readonly ProvenTime[]
  readonly signal?: AbortSignal | undefined
}

export interface OpenedToken<T> {
  readonly content: T
  readonly publicKey: PublicJwk
}

// A FHIR resource travels inside, in base64url inside base64url.
export const maxTokenBytes = 1_048_576

/** Reads a token and proves nothing. */
export function decodeToken<T extends Signed>(token: string, kind: TokenKind<T>): DecodedToken<T> {
  const { maxBytes = maxTokenBytes } = kind
  if (typeof token !== 'string') throw malformed('')
  const jws = decodeJws(token, { maxBytes })
  return { content: kind.read(parseJson(jws.payload, { maxBytes, maxDepth: 64 })), jws }
}

/**
 * Reads a token and proves that whom it names as its issuer signed it.
 *
 * @throws ConsentError `token_malformed`, `token_from_future`; those of `parseJson`, `decodeJws`
 *   and `verifyDidJws`; with `proofs`, those of `assertSignedWhileListed`.
 */
export async function openToken<T extends Signed>(
  token: string,
  kind: TokenKind<T>,
  options: OpenTokenOptions,
): Promise<OpenedToken<T>> {
  const { content, jws } = decodeToken(token, kind)
  const { issuer, issuedAt } = content
  const { resolve, at, now, keys: pins, proofs, signal } = options
  const { keyId, publicKey } = await verifyDidJws(jws, {
    issuer,
    typ: kind.typ,
    relationship: 'assertionMethod',
    resolve,
    at,
    now,
    pins,
    signal,
  })
  if (!(issuedAt <= now + allowedSkewSeconds)) {
    throw new ConsentError('token_from_future', 'Says that it is signed later than now')
  }
  if (proofs !== undefined) {
    const signed = { token, issuer, keys: [{ keyId, publicKey }] }
    await assertSignedWhileListed(signed, { resolve, at, now, proofs, signal })
  }
  return { content, publicKey }
}

/** Who signs. */
export interface SignTokenOptions {
  readonly signer: Signer
  readonly signal?: AbortSignal | undefined
}

/**
 * Signs a payload that a verifier would read: what could not be read back is never signed.
 *
 * @throws ConsentError `token_malformed`; those of `signJws`.
 */
export function signToken<T extends Signed>(
  payload: JsonObject,
  kind: TokenKind<T>,
  { signer, signal }: SignTokenOptions,
): Promise<string> {
  kind.read(payload)
  return signJws(payload, { signer, typ: kind.typ, signal })
}
