import { isJsonObject, type JsonValue } from '@fidecura/base'
import { type Did, isDid } from '@fidecura/identity'
import type { Identifier } from '../coding.ts'
import type { Credential } from '../credential.ts'
import { credentialTypes } from '../credential-types.ts'
import { CredentialError } from '../errors.ts'
import type { GuardianPower } from '../guardianship.ts'
import type { UnverifiedPresentation } from '../presentation-codec.ts'
import type { ProxyPower } from '../proxy-mandate.ts'
import type { VerifierState } from '../verifier-state.ts'
import type { PresentedCredential } from './read-presentation.ts'

/** What a guardianship, or a mandate of the patient, must let somebody do in the patient's place. */
export interface RepresentationTerms {
  readonly power: GuardianPower | ProxyPower
}

/** Who presents for whom, as the credentials say it. Proves nothing before each of them holds. */
export interface FoundRepresentation extends RepresentationTerms {
  readonly mandate: PresentedCredential
  /** Those of the patient, which nobody here holds the key of. */
  readonly represented: readonly PresentedCredential[]
  readonly representative: Did
  readonly patient: Did
  readonly record: Identifier
  /** Of a mandate that the patient gave, the patient's identity, by which it counts. */
  readonly giver: PresentedCredential | undefined
}

/**
 * Finds the patient in whose place somebody presents: identity and assessments of the record that the
 * one guardianship or mandate names.
 *
 * @returns Undefined: nobody is represented, or that was not asked about.
 * @throws {@link CredentialError} `representation_refused`: another patient, presenter or power.
 */
export function findRepresentation(
  credentials: readonly PresentedCredential[],
  terms: RepresentationTerms | undefined,
  signed: UnverifiedPresentation | undefined,
): FoundRepresentation | undefined {
  if (terms === undefined) return undefined
  const [mandate, ...others] = credentials.filter(({ decoded }) => isMandate(decoded.credential))
  if (mandate === undefined || others.length > 0) return undefined
  const { credential } = mandate.decoded
  const { claims, subject: representative } = credential
  const record = identifierOf(claims[isProxy(credential) ? 'patient' : 'ward'])
  const represented = credentials.filter(({ decoded }) => isOf(decoded.credential, record))
  const [first] = represented
  if (record === undefined || first === undefined) return undefined
  const { subject: patient } = first.decoded.credential
  const one = represented.every(({ decoded }) => decoded.credential.subject === patient)
  const { powers } = claims
  const allowed = Array.isArray(powers) && powers.includes(terms.power)
  const presents = signed === undefined || signed.holder === representative
  // A binding of the patient's was made for somebody else, or the patient could have presented.
  const unbound = represented.every(({ decoded }) => decoded.keyBinding === undefined)
  if (!one || !allowed || !presents || !unbound) throw refused()
  if (!isDid(patient) || !isDid(representative)) throw refused()
  const giver = isProxy(credential) ? giverOf(credential, represented) : undefined
  const { power } = terms
  return { mandate, represented, representative, patient, record, giver, power }
}

/**
 * Whom a verifier takes a patient's mandate from: the patient, whose identity was verified beside it,
 * and for nothing but that.
 *
 * @param keys - Thumbprints of the only keys to take; undefined: any that the patient's DID lists.
 */
export function trustingGiver(
  state: VerifierState,
  giver: Did,
  keys?: readonly string[],
): VerifierState {
  if (state.roots.has(giver)) return state
  const types: ReadonlySet<string> = new Set([credentialTypes.proxyMandate])
  const trust = { types, keys, directory: undefined }
  return { ...state, roots: new Map([...state.roots, [giver, trust]]) }
}

function giverOf(
  mandate: Credential,
  represented: readonly PresentedCredential[],
): PresentedCredential {
  const giver = represented.find(
    ({ decoded: { credential } }) =>
      credential.subject === mandate.issuer && isOnly(credential, credentialTypes.patientIdentity),
  )
  if (giver === undefined) throw refused()
  return giver
}

function isMandate(credential: Credential): boolean {
  return isProxy(credential) || isOnly(credential, credentialTypes.guardianship)
}

function isProxy(credential: Credential): boolean {
  return isOnly(credential, credentialTypes.proxyMandate)
}

/** No profession is ever exercised by somebody else, so no other type can be presented for another. */
function isOf(credential: Credential, record: Identifier | undefined): boolean {
  const { patientIdentity, healthAssessment } = credentialTypes
  const { record: named } = credential.claims
  const type = isOnly(credential, patientIdentity) || isOnly(credential, healthAssessment)
  const said = identifierOf(named)
  return type && said?.system === record?.system && said?.value === record?.value
}

function isOnly({ types }: Credential, type: string): boolean {
  return types.length === 1 && types[0] === type
}

function identifierOf(value: JsonValue | undefined): Identifier | undefined {
  if (!isJsonObject(value)) return undefined
  const { system, value: number } = value
  if (typeof system !== 'string' || typeof number !== 'string') return undefined
  return { system, value: number }
}

function refused(): CredentialError {
  return new CredentialError('representation_refused', 'Not somebody who may do this for another')
}
