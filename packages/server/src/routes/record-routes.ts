import type { AuditAct, LoggedAct } from '@fidecura/monitor'
import { answerEntry, listEntries, submitEntry } from '../acts/entries.ts'
import { readerId, readers } from '../acts/presented.ts'
import { provePreserved } from '../acts/prove-preserved.ts'
import { readInEmergency } from '../acts/read-in-emergency.ts'
import { readRecord } from '../acts/read-record.ts'
import { lookedFor, lookInto, sightOf } from '../acts/records-of.ts'
import type { AccessItem, EntryItem } from '../api/bodies.ts'
import type { ForRecord, Page, PageQuery } from '../api/page.ts'
import type { Hospital } from '../hospital/hospital.ts'
import { recordKey } from '../hospital/record-key.ts'
import type { Call } from '../http/call.ts'
import { defineRoute, type Route } from '../http/route.ts'
import { pageOf } from '../schemas/named.ts'
import {
  accessItem,
  emergencyAnswer,
  emergencyRequest,
  entryItem,
  newConfirmation,
  newEntry,
  newProof,
  preservedProof,
  readAnswer,
  readRequest,
  submittedEntry,
} from '../schemas/records.ts'
import { pageQuery, recordPageQuery } from '../schemas/values.ts'
import { type AskedPage, defaultLimit, itemIn, onePage } from './one-page.ts'

/** One mebibyte, as base64url, and what goes with it. */
const maxEntryBytes = 1_600_000

/** Writing into records and reading them. */
export const recordRoutes: readonly Route[] = [
  defineRoute({
    name: 'provePreserved',
    method: 'POST',
    path: '/me/evidence',
    summary: 'Proves since when something that was handed in is unaltered.',
    who: 'patient',
    body: newProof,
    answer: preservedProof,
    refuses: ['consent', 'evidence'],
    audit: 'verify',
    act: provePreserved,
  }),
  defineRoute({
    name: 'submitEntry',
    method: 'POST',
    path: '/entries',
    summary: 'Has a signed clinical entry wait for its patient.',
    who: 'reader',
    body: newEntry,
    answer: submittedEntry,
    refuses: ['not_available', 'consent', 'evidence'],
    maxBytes: maxEntryBytes,
    audit: 'create',
    act: submitEntry,
  }),
  defineRoute({
    name: 'entries',
    method: 'GET',
    path: '/entries',
    summary: 'Entries of the doctor who is signed in, and what their patients said.',
    who: 'reader',
    query: pageQuery,
    answer: pageOf(entryItem),
    refuses: ['consent'],
    async act(call: Call<unknown, PageQuery>): Promise<Page<EntryItem>> {
      const of = { doctor: call.principal?.did ?? '' }
      return onePage(call.query, (page) => listEntries(call.hospital, of, page, call.now), itemIn)
    },
  }),
  defineRoute({
    name: 'myEntries',
    method: 'GET',
    path: '/me/entries',
    summary: 'Entries in the record, with what they say.',
    who: 'patient',
    query: recordPageQuery,
    answer: pageOf(entryItem),
    refuses: ['consent'],
    async act(call: Call<unknown, PageQuery & ForRecord>): Promise<Page<EntryItem>> {
      const { record } = call.query
      const of = { record: recordKey(await lookInto(call, record)) }
      const look = (page: AskedPage) => listEntries(call.hospital, of, page, call.now)
      const page = await onePage(call.query, look, itemIn)
      // After the page was counted: what is left out ends no list.
      return { ...page, items: page.items.filter(sightOf(call, record)) }
    },
  }),
  defineRoute({
    name: 'answerEntry',
    method: 'POST',
    path: '/me/confirmations',
    summary: 'Confirms an entry, or disputes it.',
    who: 'patient',
    body: newConfirmation,
    answer: entryItem,
    refuses: ['consent', 'evidence'],
    audit: 'update',
    act: answerEntry,
  }),
  defineRoute({
    name: 'read',
    method: 'POST',
    path: '/records/read',
    summary: 'What of a record may be read, after a decision by what the patient has stated.',
    who: 'reader',
    body: readRequest,
    answer: readAnswer,
    refuses: ['challenge_unknown', 'not_available', 'consent', 'evidence'],
    audit: 'read',
    // A nonce can be used once, and what was read is not to be kept beside the record.
    isOnce: true,
    act: readRecord,
  }),
  defineRoute({
    name: 'readInEmergency',
    method: 'POST',
    path: '/records/emergency',
    summary: 'What of a record may be read in an emergency that somebody answers for in person.',
    more: 'Once for each request that is signed.',
    who: 'emergency',
    body: emergencyRequest,
    answer: emergencyAnswer,
    refuses: ['challenge_unknown', 'not_available', 'consent', 'evidence'],
    audit: 'read',
    // Each request of a practitioner opens a record once.
    isOnce: true,
    act: readInEmergency,
  }),
  defineRoute({
    name: 'myAccesses',
    method: 'GET',
    path: '/me/accesses',
    summary: 'Who read in the record, or wanted to: when, what for, and what came of it.',
    who: 'patient',
    query: recordPageQuery,
    answer: pageOf(accessItem),
    act: accesses,
  }),
]

async function accesses(call: Call<unknown, PageQuery & ForRecord>): Promise<Page<AccessItem>> {
  const { hospital, query } = call
  const { limit = defaultLimit, after: before } = query
  const record = await lookInto(call, query.record)
  const items: AccessItem[] = []
  let last: number | undefined = before
  // Events of other kinds lie between, so it may take more than one look; whoever makes many of them slows nobody.
  for (let look = 0; look < maxLooks; look++) {
    const page = { limit: 100, ...(last === undefined ? {} : { before: last }) }
    const found = await hospital.store.audit.about(record, page)
    for (const logged of found) {
      last = logged.sequence
      const item = await accessOf(hospital, logged, call.now)
      if (item === undefined) continue
      items.push(item)
      if (items.length === limit) return { items, next: last }
    }
    if (found.length < 100) return { items }
  }
  return { items, ...(last === undefined ? {} : { next: last }) }
}

const maxLooks = 10

async function accessOf(
  { store }: Hospital,
  { act }: LoggedAct,
  now: Call['now'],
): Promise<AccessItem | undefined> {
  const { kind, actor, purposes = [], recordedAt: at } = act
  if (actor === undefined) return undefined
  // What practitioners read was decided first; whoever looks for the patient is judged by who they are.
  const isLook = kind === 'read' && actor.organisation === undefined && purposes[0] === lookedFor
  if (kind !== 'decide' && !isLook) return undefined
  const id = readerId(actor.did, actor.organisation ?? '')
  const kept = await store.documents.find(readers.name, id, now)
  const by = kept === undefined ? { did: actor.did, name: '' } : readers.bodyOf(kept)
  return { id: act.id, at, by, purpose: purposes[0] ?? '', outcome: outcomeOf(act) }
}

function outcomeOf({ outcome, code = '' }: AuditAct): AccessItem['outcome'] {
  if (outcome === 'done') return 'permit'
  if (outcome === 'failed') return 'unknown'
  return ['consent_absent', 'request_empty'].includes(code) ? 'no_consent' : 'deny'
}
