import { decodeUtf8, type EpochSeconds, encodeUtf8, isJsonObject, parseJson } from '@fidecura/base'
import {
  type Did,
  type DidJwsVerification,
  decodeJws,
  isDid,
  type ResolveDid,
  type Signer,
  signJws,
  type UnverifiedJws,
  verifyDidJws,
} from '@fidecura/identity'
import { EvidenceError } from '../errors.ts'

/** Who deposited, and a commitment to what: all that an entry of a log says. */
export interface DepositEntry {
  readonly depositor: Did
  /** Base64url, of 32 bytes. */
  readonly commitment: string
}

/** JWS `typ` of an entry. */
const depositEntryType = 'fidecura-deposit+jwt'

const maxEntryCharacters = 4096

/**
 * Signs for a log.
 *
 * @returns The entry, as the log has it.
 * @throws IdentityError `signer_failed` (unknown).
 */
export async function signDepositEntry(
  commitment: string,
  { signer, signal }: { readonly signer: Signer; readonly signal?: AbortSignal | undefined },
): Promise<Uint8Array> {
  const payload = { iss: signer.did, commitment }
  return encodeUtf8(await signJws(payload, { signer, typ: depositEntryType, signal }))
}

/**
 * Reads an entry and proves nothing.
 *
 * @throws {@link EvidenceError} `evidence_entry_malformed`.
 */
export function decodeDepositEntry(
  entry: Uint8Array,
): DepositEntry & { readonly jws: UnverifiedJws } {
  try {
    const jws = decodeJws(decodeUtf8(entry), { maxBytes: maxEntryCharacters })
    const payload = parseJson(jws.payload)
    const { iss, commitment, ...others } = isJsonObject(payload) ? payload : {}
    const isRight = typeof commitment === 'string' && /^[A-Za-z0-9_-]{43}$/.test(commitment)
    // A member more would be in the log for good, and nobody knows what it tells.
    if (isDid(iss) && isRight && Object.keys(others).length === 0) {
      return { depositor: iss, commitment, jws }
    }
  } catch {
    // What it is instead, is of no use to anybody.
  }
  throw new EvidenceError('evidence_entry_malformed', 'Not the entry of a deposit')
}

/** By whose documents a depositor is judged, and when. */
export interface VerifyDepositEntryOptions {
  readonly resolve: ResolveDid
  /** When the key must have been the depositor's. */
  readonly at: EpochSeconds
  readonly now: EpochSeconds
  readonly signal?: AbortSignal | undefined
}

/**
 * Proves who deposited.
 *
 * @throws {@link EvidenceError} `evidence_entry_malformed`; those of `verifyDidJws`.
 */
export async function verifyDepositEntry(
  entry: Uint8Array,
  options: VerifyDepositEntryOptions,
): Promise<DepositEntry & DidJwsVerification> {
  const { depositor, commitment, jws } = decodeDepositEntry(entry)
  const expected = { issuer: depositor, typ: depositEntryType } as const
  const relationship = 'assertionMethod'
  const proof = await verifyDidJws(jws, { ...options, ...expected, relationship })
  return Object.freeze({ depositor, commitment, ...proof })
}
