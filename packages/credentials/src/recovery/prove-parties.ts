import type { EpochSeconds } from '@fidecura/base'
import { type Did, methodOf, type PublicJwk, thumbprintOf } from '@fidecura/identity'
import { CredentialError } from '../errors.ts'
import { areTwoPeople } from '../person.ts'
import { type GuardianEvidence, proveGuardian } from '../prove-guardian.ts'
import type { Verifier } from '../verifier.ts'
import { type CurrentIdentity, keysOf } from './current-identity.ts'
import { approverRefused, type DeskEvidence, proveDeskPerson } from './desk-person.ts'
import type { RecoveryVote } from './recovery-approval.ts'
import type { RecoveryPath, RecoveryRequest } from './recovery-request.ts'
import {
  malformed,
  openRecoveryToken,
  type RecoveryTokenKind,
  readRecoveryToken,
  type Signed,
  timeWrong,
} from './recovery-token.ts'

/** An approval or objection, with what a guardian or somebody of the desk must show. */
export interface RecoverySignature {
  readonly token: string
  readonly evidence?: GuardianEvidence | DeskEvidence
}

/** What the parties have signed, about whom, and by whom they are judged. */
export interface PartyContext {
  readonly kind: RecoveryTokenKind
  readonly request: RecoveryRequest
  /** Of the request. */
  readonly digest: string
  readonly identity: CurrentIdentity
  readonly verifier: Verifier
  /** Those whose people are the desk. */
  readonly organisations: readonly Did[]
  readonly now: EpochSeconds
  /** How old what they signed may be; undefined: it was looked at before. */
  readonly maxAgeSeconds: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** Of whoever signed. */
interface Party {
  readonly thumbprint: string
  readonly person: string
}

/**
 * Proves that those have signed, as what they say, who may: one, or two different people of the desk.
 *
 * @returns Thumbprints of their keys.
 * @throws CredentialError `recovery_malformed`, `recovery_time_wrong`, `recovery_approval_missing`,
 *   `recovery_approver_refused`, `recovery_approver_twice`, `recovery_identity_suspended`,
 *   `guardian_mismatch`; those of `verifyDidJws`, and of the verifier for what they show.
 */
export async function proveParties(
  signatures: readonly RecoverySignature[],
  as: RecoveryPath,
  context: PartyContext,
): Promise<readonly string[]> {
  if (!Array.isArray(signatures) || signatures.length !== (as === 'desk' ? 2 : 1)) {
    throw new CredentialError('recovery_approval_missing', 'Not as many as this way needs')
  }
  const parties: Party[] = []
  for (const signature of signatures) {
    const party = await proveParty(signature, as, context)
    // Only people of a desk are more than one.
    const isTwice = parties.some(
      ({ thumbprint, person }) =>
        thumbprint === party.thumbprint || !areTwoPeople(person, party.person),
    )
    if (isTwice) throw new CredentialError('recovery_approver_twice', 'One person counts once')
    parties.push(party)
  }
  return parties.map(({ thumbprint }) => thumbprint)
}

/** What the first of these signatures says that its signer is. Proves nothing. */
export function standingOf(
  signatures: readonly RecoverySignature[],
  kind: RecoveryTokenKind,
): RecoveryPath {
  const [first] = signatures
  if (first === undefined) {
    throw new CredentialError('recovery_approval_missing', 'Nobody has signed')
  }
  return readRecoveryToken<RecoveryVote>(first.token, kind).content.as
}

async function proveParty(
  { token, evidence }: RecoverySignature,
  as: RecoveryPath,
  context: PartyContext,
): Promise<Party> {
  const { kind, request, digest, identity, verifier, organisations, now, signal } = context
  const decoded = readRecoveryToken<RecoveryVote>(token, kind)
  const { content } = decoded
  if (content.request !== digest) throw malformed('/request')
  if (content.as !== as) throw malformed('/as')
  assertRecent(content, context)
  const { issuer: did } = content
  const options = { resolve: verifier.resolve, now, signal }
  const open = async (pins?: readonly string[]): Promise<PublicJwk> =>
    openRecoveryToken(decoded, kind, { ...options, pins })
  switch (as) {
    case 'old_key': {
      if (did !== request.from) throw approverRefused()
      // Somebody of the desk has stopped it: it may be in the hands of whoever stole it.
      if (identity.stopped !== undefined) throw stopped()
      const own = await keysOf(identity, options)
      return partyOf(await open(own.length === 0 ? undefined : own), did)
    }
    case 'recovery_key': {
      const { recoveryKey } = identity.claims
      if (identity.stopped === 'identity') throw stopped()
      // A DID that is its key: nobody who has neither makes us look up another.
      const isKey = methodOf(did) === 'key' || methodOf(did) === 'jwk'
      if (recoveryKey === undefined || !isKey) throw approverRefused()
      const publicKey = await open()
      if ((await thumbprintOf(publicKey)) !== recoveryKey) throw approverRefused()
      return partyOf(publicKey, did)
    }
    case 'guardian': {
      if (identity.stopped === 'identity') throw stopped()
      if (evidence === undefined || !('guardianship' in evidence))
        throw approverRefused('/evidence')
      const publicKey = await open()
      const act = { guardian: did, publicKey, ward: request.record, power: 'recover' } as const
      await proveGuardian(act, { verifier, evidence, at: now, now, signal })
      return partyOf(publicKey, did)
    }
    case 'desk': {
      if (evidence === undefined || !('role' in evidence)) throw approverRefused('/evidence')
      const publicKey = await open()
      const proof = { verifier, evidence, organisations, now, signal }
      const person = await proveDeskPerson({ did, publicKey }, proof)
      return { thumbprint: await thumbprintOf(publicKey), person }
    }
    default:
      return as satisfies never
  }
}

/** @throws CredentialError `recovery_time_wrong`. */
export function assertRecent(
  { issuedAt }: Signed,
  { now, maxAgeSeconds }: Pick<PartyContext, 'now' | 'maxAgeSeconds'>,
): void {
  if (maxAgeSeconds !== undefined && !(now - issuedAt <= maxAgeSeconds)) throw timeWrong('/iat')
}

function stopped(): CredentialError {
  return new CredentialError('recovery_identity_suspended', 'The desk has stopped it')
}

async function partyOf(publicKey: PublicJwk, did: Did): Promise<Party> {
  return { thumbprint: await thumbprintOf(publicKey), person: did }
}
