import type { EpochSeconds } from '@fidecura/base'
import {
  type Credential,
  credentialTypes,
  type PatientIdentityClaims,
  parsePatientIdentityClaims,
  type Verifier,
} from '@fidecura/credentials'
import { type Did, type ProvenTime, type PublicJwk, thumbprintOf } from '@fidecura/identity'
import { ConsentError } from './errors.ts'
import { assertEvidence } from './evidence-shape.ts'
import type { Assurance } from './how-given.ts'
import type { RecordNumber } from './statement-set.ts'

/** What shows whose key a patient's signature was made with. */
export interface PatientEvidence {
  /** A PatientIdentity credential. */
  readonly identity: string
  /** Accreditations that lead from a root to its issuer, in any order. */
  readonly chain?: readonly string[]
}

/** A signature whose key is known, and the record that it claims to be about. */
export interface PatientSignature {
  readonly issuer: Did
  readonly publicKey: PublicJwk
  readonly record: RecordNumber
  /** What is said of how they were identified. */
  readonly assurance?: Assurance | undefined
}

/** Something that was signed in the past. */
export interface PastAct {
  /** The token. */
  readonly act: string
  /** That it existed by then; without it, the signer's own word counts only while nothing went bad. */
  readonly existedBy?: ProvenTime | readonly ProvenTime[]
}

export function proofsIn({ existedBy = [] }: PastAct): readonly ProvenTime[] {
  return 'existedBy' in existedBy ? [existedBy] : existedBy
}

export interface ProvePatientKeyOptions {
  readonly verifier: Verifier
  readonly evidence: PatientEvidence
  /** When the identity must hold. */
  readonly at: EpochSeconds
  readonly now: EpochSeconds
  /** For an instant of the past. */
  readonly past?: PastAct | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Proves that the key is that of the patient of the record, by the word of whoever identified them.
 *
 * @returns What else they say.
 * @throws {@link ConsentError} `signer_not_patient`: the identity is of another DID, key or record;
 *   `statement_assurance_mismatch`: they were identified otherwise; `token_malformed`: no evidence; those of the verifier: the identity itself does not hold.
 */
export async function provePatientKey(
  signature: PatientSignature,
  options: ProvePatientKeyOptions,
): Promise<PatientIdentityClaims> {
  const { issuer, publicKey, record, assurance } = signature
  assertEvidence(options.evidence)
  const identity = await verifyIdentity(options)
  const claims = parsePatientIdentityClaims(identity.claims)
  const { record: identified } = claims
  const bound =
    identity.subject === issuer &&
    identified.system === record.system &&
    identified.value === record.value &&
    (await isHolderKey(identity, publicKey))
  if (!bound) throw new ConsentError('signer_not_patient', 'Signed by somebody else')
  if (assurance !== undefined && assurance.identified !== claims.method) {
    throw new ConsentError('statement_assurance_mismatch', 'The identity says otherwise')
  }
  return claims
}

/** Whether the credential leaves its subject's key open or names this one. */
export async function isHolderKey({ holderKey }: Credential, key: PublicJwk): Promise<boolean> {
  if (holderKey === undefined) return true
  return (await thumbprintOf(holderKey)) === (await thumbprintOf(key))
}

function verifyIdentity(options: ProvePatientKeyOptions): Promise<Credential> {
  const { verifier, evidence, at, now, past, signal } = options
  const common = {
    at,
    now,
    types: [credentialTypes.patientIdentity],
    chain: evidence.chain ?? [],
    signal,
  }
  if (past === undefined) return verifier.verifyCredential(evidence.identity, common)
  return verifier.verifyCredentialAsOf(evidence.identity, { ...common, ...past })
}
