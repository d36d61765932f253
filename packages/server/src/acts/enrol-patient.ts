import { epochSeconds } from '@fidecura/base'
import {
  credentialTypes,
  decodeCredential,
  parsePatientIdentityClaims,
} from '@fidecura/credentials'
import type { Did } from '@fidecura/identity'
import type { DocumentChange, Documents } from '@fidecura/store'
import type { RecoveryReference } from '../api/bodies.ts'
import { ServerError } from '../errors.ts'
import { type DocumentKind, documentKind } from '../hospital/document-kind.ts'
import type { Hospital } from '../hospital/hospital.ts'
import { recordKey } from '../hospital/record-key.ts'
import { type Call, changedMeanwhile, notFound } from '../http/call.ts'
import { issueOnce } from './issue-once.ts'
import { advanceOffer, type FoundOffer, stateWrong } from './offers.ts'

/** Whose key stands for a record, and by which identity. */
export interface EnrolledPatient {
  readonly did: Did
  readonly identity: RecoveryReference['identity']
}

/** Who the patient of a record is, as far as this hospital has enrolled them: by the key of the record. */
export const patients: DocumentKind<EnrolledPatient> = documentKind('patient')

const identityYears = 10

/** @throws ServerError `record_enrolled`: the record has an identity, and another key is a recovery. */
export async function assertNotEnrolled(
  documents: Documents,
  record: Parameters<typeof recordKey>[0],
  now: Call['now'],
): Promise<void> {
  if ((await documents.find(patients.name, recordKey(record), now)) === undefined) return
  throw new ServerError('record_enrolled', 'Replace the key of this record by a recovery')
}

/**
 * Issues the identity of an offer whose digits agree, or whose holder had the transaction code. May be called again after a crash: there is one identity,
 * for one record and one key.
 */
export async function enrolPatient(
  call: Pick<Call, 'hospital' | 'now' | 'acting'>,
  offer: FoundOffer,
): Promise<void> {
  const { hospital, now } = call
  const { for: about, holder } = offer
  if (about.kind !== 'patient' || holder === undefined) throw stateWrong()
  const { record, name, birthDate, credential: id } = about
  const { site } = hospital
  const { did, publicKey } = holder
  if (offer.state === 'claimed') {
    const enrolled = { did, identity: { issuer: site.did, id } }
    const enrol: DocumentChange = { insert: patients.of(recordKey(record), enrolled) }
    const changes = [enrol, advanceOffer(offer, 'confirmed', {}, now)]
    if (!(await hospital.store.documents.write(changes, now))) {
      await assertNotEnrolled(hospital.store.documents, record, now)
      throw changedMeanwhile()
    }
  }
  const ports = call.acting('issue', { patient: record, objects: [{ type: 'Credential', id }] })
  const token = await issueOnce(site, ports, {
    ...{ id, type: credentialTypes.patientIdentity, subject: did, holderKey: publicKey },
    claims: { record: { ...record }, name, birthDate, method: 'in_person' },
    ...{ validFrom: now, validUntil: epochSeconds(now + identityYears * 365 * 86_400) },
  })
  const version = offer.state === 'claimed' ? offer.version + 1 : offer.version
  const issued = { credentials: [token], chain: site.chain }
  const change = advanceOffer({ ...offer, version }, 'issued', issued, now)
  await hospital.store.documents.write([change], now)
}

/** The identity of the patient of a record, compact. @throws ServerError `not_found`: nobody was enrolled here. */
export async function identityOf(
  { store }: Pick<Hospital, 'store'>,
  record: Parameters<typeof recordKey>[0],
  now: Call['now'],
): Promise<string> {
  const found = await store.documents.find(patients.name, recordKey(record), now)
  if (found === undefined) throw notFound()
  const { issuer, id } = patients.bodyOf(found).identity
  const kept = await store.issued.find(issuer, id)
  if (kept === undefined) throw notFound()
  return kept.token
}

/** As their identity says, which this hospital has issued and kept. @throws As {@link identityOf}. */
export async function birthDateOf(
  hospital: Pick<Hospital, 'store'>,
  record: Parameters<typeof recordKey>[0],
  now: Call['now'],
): Promise<string | undefined> {
  const { credential } = await decodeCredential(await identityOf(hospital, record, now))
  return parsePatientIdentityClaims(credential.claims).birthDate
}
