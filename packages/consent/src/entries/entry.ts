import { createBrand, type EpochSeconds, type JsonValue, type Minted } from '@fidecura/base'
import {
  credentialTypes,
  type PractitionerRoleClaims,
  parsePractitionerRoleClaims,
  trackUses,
} from '@fidecura/credentials'
import { type Did, digestOf, type ProvenTime, type PublicJwk, proveTime } from '@fidecura/identity'
import { ConsentError } from '../errors.ts'
import { type JudgedBy, openingOf } from '../judged-by.ts'
import { isHolderKey } from '../patient-key.ts'
import { type RoleEvidence, roleDigestOf } from '../role-evidence.ts'
import {
  type DecodedToken,
  decodeToken,
  openToken,
  type SignTokenOptions,
  signToken,
  type TokenKind,
} from '../signed-token.ts'
import type { RecordNumber } from '../statement-set.ts'
import { type ReadTimeProofs, readTimeProofs } from '../time-proofs.ts'
import {
  exactly,
  matching,
  members,
  optional,
  readCount,
  readDid,
  readDigest,
  readId,
  readInstant,
  readRecord,
} from '../token-shape.ts'

/** `typ` of an entry. */
export const entryType = 'fidecura-entry+jwt'

/** What a practitioner signs about a clinical entry; the entry's bytes stay outside. */
export interface Entry {
  /** The DID of the practitioner. */
  readonly issuer: Did
  /** When, as the practitioner says. */
  readonly issuedAt: EpochSeconds
  /** A URI that the practitioner uses once. */
  readonly id: string
  readonly record: RecordNumber
  /** {@link roleDigestOf} the role on whose authority it is made. */
  readonly role: string
  readonly mediaType: string
  /** Base64url SHA-256 of the exact bytes. */
  readonly digest: string
  /** How many bytes. */
  readonly size: number
  /** The one whose place it takes, and the patient's dispute that it answers. */
  readonly amends: Amends | undefined
}

/** Base64url SHA-256 of two tokens: an entry, and what the patient said about it. */
export interface Amends {
  readonly entry: string
  readonly dispute: string
}

declare const verified: unique symbol

/** An entry whose signer had the authority when it was made. Only {@link verifyEntry} makes one. */
export interface VerifiedEntry extends Entry {
  readonly authority: PractitionerRoleClaims
  /** By when somebody else says that it existed; undefined: `issuedAt` is the signer's word alone. */
  readonly existedBy: EpochSeconds | undefined
  readonly now: EpochSeconds
  readonly [verified]: true
}

/** What an entry is about, and on what authority it is made. */
export interface SignEntryOptions extends SignTokenOptions {
  readonly id: string
  readonly record: RecordNumber
  /** The role credential, compact; only its digest is signed. */
  readonly role: string
  readonly mediaType: string
  readonly issuedAt: EpochSeconds
  readonly amends?: Amends
}

/**
 * Signs a clinical entry on the signer's own authority.
 *
 * @param bytes - Exactly as they are kept.
 * @returns A compact JWS of type `fidecura-entry+jwt`.
 * @throws {@link ConsentError} `token_malformed`; those of `signJws`.
 */
export async function signEntry(bytes: Uint8Array, options: SignEntryOptions): Promise<string> {
  const { id, record, role, mediaType, issuedAt, amends } = options
  const payload = {
    version: 'urn:fidecura:entry:1',
    iss: options.signer.did,
    iat: issuedAt,
    id,
    record: { system: record.system, value: record.value },
    role: await roleDigestOf(role),
    mediaType,
    digest: await digestOf(bytes),
    size: bytes.length,
    ...(amends === undefined ? {} : { amends: { entry: amends.entry, dispute: amends.dispute } }),
  }
  return signToken(payload, entryKind, options)
}

/** What was signed, and by whom its authority is judged. */
export interface VerifyEntryOptions extends JudgedBy {
  /** Exactly as they were signed. */
  readonly bytes: Uint8Array
  readonly evidence: RoleEvidence
  /**
   * That the token existed by then. Needed once the role, or what it rests on, was suspended, or the
   * practitioner's DID has taken the key out. In a list, of the licence and the chain, too, whose
   * signers may have rotated; the role is as old as the entry that names it.
   */
  readonly existedBy?: ProvenTime | readonly ProvenTime[]
}

/**
 * Proves that a practitioner signed these bytes while the role allowed it: as of the instant that the
 * entry names, for a role that ends later takes nothing back.
 *
 * @throws {@link ConsentError} `token_malformed`, `token_from_future`, `entry_bytes_mismatch`,
 *   `entry_role_mismatch`, `signer_not_practitioner`; those of `verifyDidJws` and `assertProvenFor`; those of the verifier
 *   for the role, `signing_time_unproven` (unknown) among them; `usage_log_failed` (unknown), where the verifier has
 *   a `usage`: there is written down that the entry stands on role, licence and accreditations.
 */
export async function verifyEntry(
  token: string,
  options: VerifyEntryOptions,
): Promise<VerifiedEntry> {
  const { bytes } = options
  const { proofs, existedBy } = await readTimeProofs(token, options.existedBy)
  const { content } = decodeEntry(token)
  const opening = openingOf(options, content.issuedAt)
  const { now } = opening
  const { publicKey } = await openToken(token, entryKind, { ...opening, proofs })
  if (content.digest !== (await digestOf(bytes)) || content.size !== bytes.length) {
    throw new ConsentError('entry_bytes_mismatch', 'Other bytes than those that were signed')
  }
  const times = { proofs, existedBy }
  const uses = trackUses(options.verifier)
  const judged = { ...options, ...times, verifier: uses.verifier, now }
  const authority = await proveAuthority(token, content, publicKey, judged)
  await uses.record({
    kind: 'entry',
    reference: await digestOf(token),
    at: existedBy ?? content.issuedAt,
    proven: existedBy !== undefined,
  })
  return brand.mint(Object.freeze({ ...content, authority, existedBy, now }))
}

const brand: Minted<VerifiedEntry> = /* @__PURE__ */ createBrand(
  () => new ConsentError('token_not_verified', 'Pass the value that verifyEntry returned'),
)

/**
 * Lets nothing pass but the very value that {@link verifyEntry} returned.
 *
 * @throws {@link ConsentError} `token_not_verified`.
 */
export function assertVerifiedEntry(value: unknown): asserts value is VerifiedEntry {
  brand.assert(value)
}

/** Reads an entry and proves nothing. */
export function decodeEntry(token: string): DecodedToken<Entry> {
  return decodeToken(token, entryKind)
}

type ProveAuthorityOptions = Omit<VerifyEntryOptions, 'existedBy'> &
  ReadTimeProofs & { readonly now: EpochSeconds }

async function proveAuthority(
  token: string,
  entry: Entry,
  publicKey: PublicJwk,
  { verifier, evidence, now, proofs, existedBy, signal }: ProveAuthorityOptions,
): Promise<PractitionerRoleClaims> {
  if ((await roleDigestOf(evidence.role)) !== entry.role) {
    throw new ConsentError('entry_role_mismatch', 'Made on the authority of another role')
  }
  const role = await verifier.verifyCredentialAsOf(evidence.role, {
    at: entry.issuedAt,
    now,
    act: token,
    types: [credentialTypes.practitionerRole],
    chain: evidence.chain ?? [],
    ...(evidence.licence === undefined ? {} : { licence: evidence.licence }),
    existedBy: [...proofs, ...(await proofsOfRole(evidence.role, existedBy, now))],
    signal,
  })
  if (role.subject !== entry.issuer || !(await isHolderKey(role, publicKey))) {
    throw new ConsentError('signer_not_practitioner', 'Signed by somebody else than the role names')
  }
  return parsePractitionerRoleClaims(role.claims)
}

/** The entry holds the digest of its role, so the role existed by when the entry did. */
async function proofsOfRole(
  role: string,
  existedBy: EpochSeconds | undefined,
  now: EpochSeconds,
): Promise<readonly ProvenTime[]> {
  if (existedBy === undefined) return []
  const signed = role.split('~', 1)[0] ?? ''
  return [await proveTime(signed, { proof: '', verify: async () => existedBy, now })]
}

const readPayload = /* @__PURE__ */ members<{
  version: string
  iss: Did
  iat: EpochSeconds
  id: string
  record: RecordNumber
  role: string
  mediaType: string
  digest: string
  size: number
  amends?: Amends
}>({
  version: exactly('urn:fidecura:entry:1'),
  iss: readDid,
  iat: readInstant,
  id: readId,
  record: readRecord,
  role: readDigest,
  mediaType: matching(/^[a-z0-9][a-z0-9.+-]{0,63}\/[a-z0-9][a-z0-9.+-]{0,63}$/),
  digest: readDigest,
  size: readCount,
  amends: optional(members<Amends>({ entry: readDigest, dispute: readDigest })),
})

const entryKind: TokenKind<Entry> = {
  typ: entryType,
  read(payload: JsonValue) {
    const { iss, iat, version: _, amends, ...said } = readPayload(payload, '')
    return { issuer: iss, issuedAt: iat, amends, ...said }
  },
}
