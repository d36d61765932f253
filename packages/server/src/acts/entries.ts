import { CodedError, decodeBase64url, type EpochSeconds } from '@fidecura/base'
import { verifyEntry } from '@fidecura/consent/entries'
import { digestOf } from '@fidecura/identity'
import type { KeptDocument } from '@fidecura/store'
import type { EntryItem, NewConfirmation, NewEntry, SubmittedEntry } from '../api/bodies.ts'
import { ServerError } from '../errors.ts'
import { documentKind } from '../hospital/document-kind.ts'
import type { Hospital } from '../hospital/hospital.ts'
import { recordKey } from '../hospital/record-key.ts'
import { type Call, notFound, notPermitted, staffOf } from '../http/call.ts'
import { type ListedPage, listNamed } from './list-named.ts'
import { peekDigest } from './peek.ts'
import { assertOwnRecord } from './records-of.ts'

const entries = documentKind<KeptEntry>('entry')
const { name: kind } = entries
/** The same, by who wrote it. */
const doctorKind = 'doctor_entry'

/** What came in, and when. */
interface KeptEntry extends NewEntry {
  readonly receivedAt: EpochSeconds
}

/** Has an entry wait for its patient. */
export async function submitEntry(call: Call<NewEntry>): Promise<SubmittedEntry> {
  const { hospital, body, principal, now, signal } = call
  const { token, evidence } = body
  const bytes = decodeBase64url(body.content)
  const entry = await verifyEntry(token, { verifier: hospital.verifier, bytes, evidence, signal })
  const id = await digestOf(token)
  const about = { patient: { ...entry.record }, objects: [{ type: 'Observation', id }] }
  const ports = call.acting('create', about)
  if (entry.issuer !== principal?.did) throw notPermitted()
  await assertMayWrite(call, entry.record)
  // What is kept comes first: an entry that waits for its patient has something to show.
  const kept = { ...{ content: body.content, evidence, token }, receivedAt: now }
  const { documents } = hospital.store
  const isNew = await documents.write(
    [
      { insert: entries.of(id, kept, { subject: recordKey(entry.record) }) },
      { insert: { kind: doctorKind, id, subject: entry.issuer, body: {} } },
    ],
    now,
  )
  try {
    await hospital.inbox(ports).submit({ token, bytes, evidence })
  } catch (error) {
    // What nobody waits for is not kept, or whatever the inbox refuses would pile up before the patient.
    const isRefused = CodedError.is(error) && error.outcome === 'failed'
    const remove = [{ remove: { kind, id } }, { remove: { kind: doctorKind, id } }]
    if (isNew && isRefused) await documents.write(remove, now)
    throw error
  }
  const deposited = await hospital.preservation?.deposit(token)
  return { id, ...(deposited === undefined ? {} : { evidence: deposited.id }) }
}

/**
 * Those of other hospitals write where a consent of the patient names them: nobody fills the inbox of a stranger.
 *
 * @throws ServerError `not_available`.
 */
async function assertMayWrite(
  call: Call,
  record: { system: string; value: string },
): Promise<void> {
  const { hospital, now, signal } = call
  const { department, organisation, isOurs } = staffOf(call)
  const isRecord = record.system === hospital.settings.recordSystem
  if (isRecord && isOurs) return
  if (isRecord) {
    const set = await hospital.register(hospital.store).attest(record, { signal })
    const { statements } = await hospital.decider.verifyStatements(set, { signal })
    const parties: readonly string[] = [department.did, organisation.did]
    const isNamed = statements.some(
      ({ kind: of, grantee, validFrom, validUntil, withdrawnAt, replacedBy }) =>
        of === 'consent' &&
        parties.includes(grantee.did) &&
        validFrom <= now &&
        now < validUntil &&
        withdrawnAt === undefined &&
        replacedBy === undefined,
    )
    if (isNamed) return
  }
  throw new ServerError('not_available', 'Not available')
}

/** What a patient says of an entry. */
export async function answerEntry(call: Call<NewConfirmation>): Promise<EntryItem> {
  const { hospital, body, now } = call
  const kept = await hospital.store.documents.find(kind, peekDigest(body.token, 'entry'), now)
  if (kept === undefined) throw notFound()
  const [system = '', value = ''] = JSON.parse(kept.subject ?? '[]') as string[]
  const record = { system, value }
  const objects = [{ type: 'Observation', id: kept.id }]
  const ports = call.acting('update', { patient: record, objects })
  assertOwnRecord(call, record)
  const bytes = decodeBase64url(entries.bodyOf(kept).content)
  await hospital.inbox(ports).answer({ token: body.token, bytes, evidence: body.evidence })
  await hospital.preservation?.deposit(body.token)
  return itemOf(hospital, kept)
}

/** Entries in a record, or of a doctor. */
export async function listEntries(
  hospital: Hospital,
  of: { readonly record: string } | { readonly doctor: string },
  page: ListedPage,
  now: EpochSeconds,
): Promise<readonly { readonly number: number; readonly item: EntryItem }[]> {
  const { documents } = hospital.store
  const { after = 0, limit } = page
  const found =
    'record' in of
      ? await documents.list(kind, { subject: of.record, after, limit, now })
      : await listNamed(documents, { kind, by: doctorKind, subject: of.doctor }, { ...page, now })
  return Promise.all(
    found.map(async (kept) => ({ number: kept.number, item: await itemOf(hospital, kept) })),
  )
}

async function itemOf({ store }: Hospital, kept: KeptDocument): Promise<EntryItem> {
  const answer = (await store.inbox.find(kept.id))?.answer
  const said =
    answer === undefined ? {} : { verdict: answer.verdict, confirmation: answer.confirmation }
  return { ...entries.bodyOf(kept), id: kept.id, ...said }
}
