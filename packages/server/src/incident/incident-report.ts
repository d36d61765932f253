import type { EpochSeconds } from '@fidecura/base'
import { decodeCredential, type Identifier } from '@fidecura/credentials'
import { patients } from '../acts/enrol-patient.ts'
import type { Hospital } from '../hospital/hospital.ts'
import { recordKey } from '../hospital/record-key.ts'
import { type AssessedRecord, assessAccesses } from './assess-accesses.ts'
import { collectAccesses } from './collect-accesses.ts'
import { type Deadline, deadlinesOf } from './deadlines.ts'
import { type IncidentApproval, proveTwoReaders } from './incident-approval.ts'
import { type IncidentQuestion, questionDigest } from './incident-question.ts'

/** A record that was acted upon, by a name that says nothing of whose it is. */
export interface AffectedRecord extends AssessedRecord {
  /** `P-0001`: counted in the order of the first act. */
  readonly pseudonym: string
  /** Of the patient, as this hospital identified them. Only where two people stand behind it. */
  readonly name?: string | undefined
}

/** How much there was, without anybody’s name. */
export interface IncidentCounts {
  readonly patients: number
  readonly accesses: number
  /** Readings that happened. */
  readonly read: number
  readonly written: number
  /** What was asked for and not given. */
  readonly refused: number
  /** Of the readings: by an emergency; without anything that permitted them; of which it cannot be told. */
  readonly emergency: number
  readonly withoutBasis: number
  readonly unknown: number
  /** Acts about nobody’s record, and events that were looked at. */
  readonly others: number
  readonly looked: number
}

/** What an incident touched. */
export interface IncidentReport {
  readonly question: IncidentQuestion
  /** When this was found. */
  readonly at: EpochSeconds
  readonly counts: IncidentCounts
  readonly deadlines: readonly Deadline[]
  /** With record numbers and names where two people stand behind it; else pseudonyms alone, and empty records. */
  readonly records: readonly AffectedRecord[]
  readonly named: boolean
}

/** What is asked, and by whom. */
export interface IncidentOptions {
  readonly question: IncidentQuestion
  /** When the hospital became aware. */
  readonly aware: EpochSeconds
  /** Of two people, for names. Without them there are counts and pseudonyms. */
  readonly approvals?: readonly IncidentApproval[] | undefined
  /** Told how far it is. */
  readonly onProgress?: (done: number, of: number | undefined) => void
}

/**
 * Finds what an incident touched, from the audit log of a hospital and the register as it stood at each instant. The
 * reading is written down before anything of it is shown; of names, for each patient to see.
 *
 * @throws ServerError `approval_mismatch`, `approver_not_second`; those of the verifier for who approves, and of the store.
 */
export async function reportIncident(
  hospital: Hospital,
  { question, aware, approvals, onProgress = () => undefined }: IncidentOptions,
): Promise<IncidentReport> {
  const readers =
    approvals === undefined ? [] : await proveTwoReaders(hospital, question, approvals)
  const named = readers.length > 0
  const found = await collectAccesses(hospital, question, (looked) => onProgress(looked, undefined))
  const records: AffectedRecord[] = []
  for (const touched of found.records) {
    const assessed = await assessAccesses(hospital, touched)
    const pseudonym = `P-${String(records.length + 1).padStart(4, '0')}`
    records.push({ ...assessed, pseudonym })
    if (records.length % progressEvery === 0) onProgress(records.length, found.records.length)
  }
  const at = hospital.clock()
  await writeDown(hospital, question, readers, named ? records : [])
  const { others, looked } = found
  return {
    ...{ question, at, named, counts: { ...countsOf(records), others, looked } },
    deadlines: deadlinesOf(hospital.settings.jurisdiction, aware),
    records: named ? await withNames(hospital, records) : records.map(withoutRecord),
  }
}

const progressEvery = 100
/** v3-ActReason: health compliance. */
const purpose = 'HCOMPL'

async function writeDown(
  { store, clock, site, origin }: Hospital,
  question: IncidentQuestion,
  readers: readonly { readonly did: AffectedRecord['accesses'][number]['organisation'] }[],
  records: readonly AffectedRecord[],
): Promise<void> {
  const objects = [{ type: 'AuditEvent', id: await questionDigest(question) }]
  const actors = readers.length === 0 ? [undefined] : readers.map(({ did }) => did)
  for (const did of actors) {
    for (const record of [undefined, ...records]) {
      await store.audit.append({
        ...{ id: crypto.randomUUID(), kind: 'read', recordedAt: clock(), outcome: 'done', objects },
        ...{ source: { did: site.did, site: origin }, client: 'localhost', purposes: [purpose] },
        ...(did === undefined ? {} : { actor: { did, organisation: site.did } }),
        ...(record === undefined ? {} : { patient: record.record }),
      })
    }
  }
}

function countsOf(records: readonly AffectedRecord[]): Omit<IncidentCounts, 'others' | 'looked'> {
  const all = records.flatMap(({ accesses }) => accesses)
  const count = (is: (access: (typeof all)[number]) => boolean): number => all.filter(is).length
  const isDone = ({ outcome }: (typeof all)[number]): boolean => outcome === 'done'
  return {
    patients: records.length,
    accesses: all.length,
    read: count((each) => each.basis !== undefined),
    written: count((each) => isDone(each) && ['create', 'update'].includes(each.kind)),
    refused: count((each) => !isDone(each)),
    emergency: count(({ basis }) => basis?.outcome === 'emergency'),
    withoutBasis: count(
      ({ basis }) => basis?.outcome === 'deny' || basis?.outcome === 'no_consent',
    ),
    unknown: count(({ basis }) => basis?.outcome === 'unknown'),
  }
}

async function withNames(
  hospital: Hospital,
  records: readonly AffectedRecord[],
): Promise<readonly AffectedRecord[]> {
  const named: AffectedRecord[] = []
  for (const record of records) {
    named.push({ ...record, name: await nameOf(hospital, record.record) })
  }
  return named
}

/** As the identity says that this hospital issued. Who was never enrolled here has only a number. */
async function nameOf({ store, clock }: Hospital, record: Identifier): Promise<string | undefined> {
  const kept = await store.documents.find(patients.name, recordKey(record), clock())
  if (kept === undefined) return undefined
  const { issuer, id } = patients.bodyOf(kept).identity
  const issued = await store.issued.find(issuer, id)
  if (issued === undefined) return undefined
  const { claims } = (await decodeCredential(issued.token)).credential
  return typeof claims['name'] === 'string' ? claims['name'] : undefined
}

/** A number tells whoever works here whose it is; statements and events can be looked up by theirs. */
function withoutRecord({ accesses, pseudonym }: AffectedRecord): AffectedRecord {
  const hidden = { system: '', value: '' }
  return {
    ...{ pseudonym, record: hidden },
    accesses: accesses.map(({ basis, ...access }) => ({
      ...access,
      event: '',
      ...(basis === undefined ? {} : { basis: { ...basis, statements: [], evidence: [] } }),
    })),
  }
}
