import {
  allowedSkewSeconds,
  CodedError,
  type EpochSeconds,
  isJsonObject,
  type JsonObject,
  parseJson,
} from '@fidecura/base'
import {
  type Did,
  decodeJws,
  type PublicJwk,
  parseDid,
  type ResolveDid,
  type Signer,
  signJws,
  type UnverifiedJws,
  verifyDidJws,
} from '@fidecura/identity'
import type { ServerError } from '../errors.ts'

/** A kind of thing that somebody of a hospital signs in their own name, as one of two or after another. */
export interface ActKind<Said> {
  /** `typ` of the JWS. */
  readonly typ: string
  readonly version: string
  readonly maxBytes: number
  /** How old a signature may be when it is handed in; exclusive. */
  readonly maxAgeSeconds: number
  /** Reads all that stands beside version, signer and time. Throws what {@link ActKind.malformed} makes. */
  readonly read: (said: JsonObject) => Said
  readonly malformed: () => ServerError
  /** Of another signer than the one who was expected, or too old. */
  readonly mismatch: () => ServerError
}

/** What somebody signed, and when, as they say. */
export interface SignedAct<Said> {
  readonly signer: Did
  readonly issuedAt: EpochSeconds
  readonly said: Said
}

/** A signed act that proves nothing yet. */
export interface UnverifiedAct<Said> extends SignedAct<Said> {
  readonly jws: UnverifiedJws
}

/** A signed act, and the key that it was signed with. */
export interface VerifiedAct<Said> extends SignedAct<Said> {
  readonly publicKey: PublicJwk
}

/**
 * Signs an act. What could not be read back is not signed.
 *
 * @throws What `kind.read` throws; IdentityError `signer_failed`.
 */
export async function signAct(
  kind: ActKind<unknown>,
  said: JsonObject,
  {
    signer,
    issuedAt,
    signal,
  }: {
    readonly signer: Signer
    readonly issuedAt: EpochSeconds
    readonly signal?: AbortSignal | undefined
  },
): Promise<string> {
  const payload = { version: kind.version, iss: signer.did, iat: Math.floor(issuedAt), ...said }
  readAct(kind, payload)
  return signJws(payload, { signer, typ: kind.typ, signal })
}

/** Reads an act and proves nothing. @throws What the kind throws; those of `decodeJws` and `parseDid`. */
export function decodeAct<Said>(kind: ActKind<Said>, token: string): UnverifiedAct<Said> {
  const { maxBytes } = kind
  const jws = decodeJws(token, { maxBytes })
  return { ...readAct(kind, payloadOf(kind, jws.payload)), jws }
}

/**
 * Proves that an act was signed by the key of whoever it names, which is theirs now. When that was is looked at by
 * {@link assertJustSigned}: what was kept is proven again later.
 *
 * @throws What the kind throws; those of `verifyDidJws`.
 */
export async function verifyAct<Said>(
  { typ }: ActKind<Said>,
  { jws, ...act }: UnverifiedAct<Said>,
  {
    resolve,
    now,
    signal,
  }: {
    readonly resolve: ResolveDid
    readonly now: EpochSeconds
    readonly signal?: AbortSignal | undefined
  },
): Promise<VerifiedAct<Said>> {
  const { publicKey } = await verifyDidJws(jws, {
    ...{ issuer: act.signer, typ, relationship: 'assertionMethod' },
    ...{ resolve, at: now, now, signal },
  })
  return { ...act, publicKey }
}

/** Nobody acts by what others have left lying about. @throws What `kind.mismatch` makes. */
export function assertJustSigned(
  { maxAgeSeconds, mismatch }: ActKind<unknown>,
  { issuedAt }: Pick<SignedAct<unknown>, 'issuedAt'>,
  now: EpochSeconds,
): void {
  const age = now - issuedAt
  if (!(age < maxAgeSeconds && age >= -allowedSkewSeconds)) throw mismatch()
}

function readAct<Said>(kind: ActKind<Said>, payload: JsonObject): SignedAct<Said> {
  const { version, iss, iat, ...said } = payload
  if (version !== kind.version || !Number.isSafeInteger(iat)) throw kind.malformed()
  return { signer: parseDid(iss), issuedAt: iat as EpochSeconds, said: kind.read(said) }
}

function payloadOf({ maxBytes, malformed }: ActKind<unknown>, bytes: Uint8Array): JsonObject {
  try {
    const json = parseJson(bytes, { maxBytes, maxDepth: 8 })
    if (isJsonObject(json)) return json
  } catch (error) {
    if (!CodedError.is(error)) throw error
  }
  throw malformed()
}
