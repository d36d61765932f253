import { CodedError, type EpochSeconds, encodeBase64url, epochSeconds } from '@fidecura/base'
import {
  createRecoveryDesk,
  decodeRecoveryRequest,
  type RecoveryDesk,
  type RecoveryRequest,
  type RecoverySignature,
  type RecoverySubmission,
  verifyRecoveryReceipt,
} from '@fidecura/credentials/recovery'
import { digestOf, randomBytes } from '@fidecura/identity'
import type {
  DocumentChange,
  DocumentPage,
  Documents,
  KeptDocument,
  NewDocument,
  Ports,
} from '@fidecura/store'
import type { RecoveryDone, RecoveryItem } from '../api/records.ts'
import { ServerError } from '../errors.ts'
import { documentKind } from '../hospital/document-kind.ts'
import type { Hospital } from '../hospital/hospital.ts'
import { createRecoveryNotifier } from '../hospital/notices.ts'
import { recordKey } from '../hospital/record-key.ts'
import { type Call, changedMeanwhile, notFound, notPermitted } from '../http/call.ts'
import { patients } from './enrol-patient.ts'
import { listNamed } from './list-named.ts'
import { publish } from './publish.ts'

const attempts = documentKind<KeptRecovery>('recovery')
const { name: kind } = attempts
/** The same, by the new key. */
const holderKind = 'holder_recovery'
/** Approvals are collected in a day, or anew. */
const collectSeconds = 86_400
const keptSeconds = 90 * 86_400

interface KeptRecovery {
  readonly request: string
  readonly approvals: readonly RecoverySignature[]
  readonly requestedAt: EpochSeconds
  readonly nonce: string
}

/** Hands a request in, by whoever has the new key, or by the desk for them: what others must approve waits for them. */
export async function openRecovery(call: Call<RecoverySubmission>): Promise<RecoveryItem> {
  const { hospital, body, principal, now, signal } = call
  const request = decodeRecoveryRequest(body.request)
  const ports = actingOn(call, request)
  // Strangers do not fill the list of the desk with requests of others.
  if (request.issuer !== principal?.did && !isDesk(call)) throw notPermitted()
  const kept = {
    ...{ request: body.request, approvals: body.approvals, requestedAt: now },
    // Drawn now, when the key is known: both sides show the digits that it makes of the key.
    nonce: encodeBase64url(randomBytes(32)),
  }
  const waits = request.by === 'desk' && body.approvals.length === 0
  if (waits) await assertReference(hospital, request, now)
  else await deskOf(hospital, ports).open(body, { signal })
  const id = await digestOf(request.id)
  const expiresAt = epochSeconds(now + (waits ? collectSeconds : keptSeconds))
  const subject = recordKey(request.record)
  const insert = attempts.of(id, kept, { subject, expiresAt })
  const byHolder = byHolderOf(id, request, expiresAt)
  if (await ports.documents.write([{ insert }, { insert: byHolder }], now)) {
    return itemOf(hospital, request.id, kept)
  }
  const found = await keptOf(hospital.store.documents, request.id, now)
  if (found.kept.request === body.request) return itemOf(hospital, request.id, found.kept)
  throw changedMeanwhile()
}

/** Adds the approval of somebody of the desk; the second one opens the recovery. */
export async function approveRecovery(call: Call<RecoverySignature>): Promise<RecoveryItem> {
  const { hospital, body, params, now, signal } = call
  const { documents } = hospital.store
  const { document, kept } = await keptOf(documents, params['id'] ?? '', now)
  const request = decodeRecoveryRequest(kept.request)
  const ports = actingOn(call, request)
  if (request.by !== 'desk' || kept.approvals.length > 1) throw stateWrong()
  const approvals = [...kept.approvals, body]
  // The desk judges both together: that they are two people, and that each may.
  const isOpen = approvals.length > 1
  const desk = deskOf(hospital, ports)
  if (isOpen) await desk.open({ request: kept.request, approvals }, { signal })
  else await judgeFirst(desk, { request: kept.request, approvals: [body, body] }, signal)
  const next = { ...kept, approvals }
  const { id, subject, version } = document
  const expiresAt = isOpen ? epochSeconds(now + keptSeconds) : document.expiresAt
  const replace = attempts.of(id, next, { subject, expiresAt })
  const changes: DocumentChange[] = [{ replace, version }]
  // Both are there as long as one another.
  if (isOpen) {
    changes.push({ remove: { kind: holderKind, id } })
    changes.push({ insert: byHolderOf(id, request, expiresAt) })
  }
  // Of two approvals at once one is to be given again; what is open already, is.
  if (!(await ports.documents.write(changes, now)) && !isOpen) {
    throw changedMeanwhile()
  }
  return itemOf(hospital, request.id, next)
}

/**
 * The first approval is judged when it comes, or one that nobody could count would end what others must approve:
 * twice the same is refused for that alone if it is good.
 */
async function judgeFirst(
  desk: RecoveryDesk,
  twice: RecoverySubmission,
  signal: AbortSignal,
): Promise<void> {
  try {
    await desk.open(twice, { signal })
  } catch (error) {
    if (CodedError.is(error) && error.code === 'recovery_approver_twice') return
    throw error
  }
}

/**
 * The desk has shown what to name: whoever does not know the identity of the record makes nobody look.
 *
 * @throws ServerError `not_found`: also of a record that is not enrolled.
 */
async function assertReference(
  { store }: Hospital,
  { record, identity, from }: RecoveryRequest,
  now: EpochSeconds,
): Promise<void> {
  const found = await store.documents.find(patients.name, recordKey(record), now)
  const known = found && patients.bodyOf(found)
  const isKnown =
    known !== undefined &&
    known.did === from &&
    known.identity.issuer === identity.issuer &&
    known.identity.id === identity.id
  if (!isKnown) throw notFound()
}

/** Objects to an open recovery, which ends it. */
export async function objectToRecovery(
  call: Call<{ readonly objections: readonly RecoverySignature[] }>,
): Promise<RecoveryItem> {
  const { hospital, body, params, now, signal } = call
  const { kept } = await keptOf(hospital.store.documents, params['id'] ?? '', now)
  const request = decodeRecoveryRequest(kept.request)
  const ports = actingOn(call, request)
  await deskOf(hospital, ports).object(request.id, body.objections, { signal })
  return itemOf(hospital, request.id, kept)
}

/** Retires the old key and issues the new identity, once the time to object is over. */
export async function completeRecovery(call: Call): Promise<RecoveryDone> {
  const { hospital, params, now, signal } = call
  const { site, store } = hospital
  const { kept } = await keptOf(store.documents, params['id'] ?? '', now)
  const request = decodeRecoveryRequest(kept.request)
  assertMaySee(call, request)
  const ports = actingOn(call, request, 'issue')
  const done = await deskOf(hospital, ports).complete(request.id, { signal })
  await publish(hospital, site)
  await bindPatient(hospital, request, done.receipt, now)
  return { ...done, issuer: site.did, chain: site.chain }
}

/** Those of the desk, or those that somebody has to do with. */
export async function listRecoveries(
  call: Pick<Call, 'hospital' | 'now' | 'principal'>,
  asked: { readonly after: number; readonly limit: number },
): Promise<readonly { readonly number: number; readonly item: RecoveryItem }[]> {
  const { hospital, now } = call
  const page = { ...asked, now }
  const found = isDesk(call)
    ? await hospital.store.documents.list(kind, page)
    : await ownRecoveries(call, page)
  return Promise.all(
    found.map(async (document) => {
      const kept = attempts.bodyOf(document)
      const { id } = decodeRecoveryRequest(kept.request)
      return { number: document.number, item: await itemOf(hospital, id, kept) }
    }),
  )
}

/** By record and by key, each found by itself: a page of all of them might have none that is theirs. */
async function ownRecoveries(
  { hospital: { store }, principal }: Pick<Call, 'hospital' | 'principal'>,
  page: DocumentPage,
): Promise<readonly KeptDocument[]> {
  if (principal === undefined) return []
  const { documents } = store
  const records = new Set(principal.records.map(({ record }) => recordKey(record)))
  const about = await Promise.all(
    [...records].map((subject) => documents.list(kind, { ...page, subject })),
  )
  const named = { kind, by: holderKind, subject: principal.did }
  const others = (await listNamed(documents, named, page)).filter(
    ({ subject = '' }) => !records.has(subject),
  )
  const inOrder = [...about.flat(), ...others].sort((one, other) => one.number - other.number)
  return inOrder.slice(0, page.limit)
}

function byHolderOf(
  id: string,
  { issuer }: RecoveryRequest,
  expiresAt: EpochSeconds | undefined,
): NewDocument {
  return { kind: holderKind, id, subject: issuer, expiresAt, body: {} }
}

function actingOn(
  call: Call,
  { id, record }: RecoveryRequest,
  as: 'update' | 'issue' = 'update',
): Ports {
  return call.acting(as, { patient: { ...record }, objects: [{ type: 'Task', id }] })
}

function deskOf({ site, verifier, clock, store }: Hospital, ports: Ports): RecoveryDesk {
  return createRecoveryDesk({
    ...{ signer: site.signer, issuer: site.issuer(ports, 'by_issuer_key'), issued: ports.issued },
    ...{ store: ports.recoveries, verifier, notify: createRecoveryNotifier({ clock, store }) },
  })
}

function isDesk({ principal }: Pick<Call, 'principal'>): boolean {
  const staff = principal?.staff
  return staff?.isOurs === true && staff.purposes.includes('PATADMIN')
}

function assertMaySee(call: Call, { issuer, record }: RecoveryRequest): void {
  const { principal } = call
  const isOwn = principal?.records.some((each) => recordKey(each.record) === recordKey(record))
  if (!isDesk(call) && isOwn !== true && issuer !== principal?.did) throw notFound()
}

/** From now on the record is that of the new key. */
async function bindPatient(
  { store: { documents }, site, verifier }: Hospital,
  request: RecoveryRequest,
  receipt: string,
  now: EpochSeconds,
): Promise<void> {
  const { successor } = await verifyRecoveryReceipt(receipt, {
    ...{ issuer: site.did, issuerKeys: [site.thumbprint], now, resolve: verifier.resolve },
  })
  const id = recordKey(request.record)
  const found = await documents.find(patients.name, id, now)
  if (found === undefined || patients.bodyOf(found).did === successor.did) return
  const identity = { issuer: site.did, id: successor.identity }
  const replace = patients.of(id, { did: successor.did, identity })
  await documents.write([{ replace, version: found.version }], now)
}

async function keptOf(
  documents: Documents,
  id: string,
  now: EpochSeconds,
): Promise<{ readonly document: KeptDocument; readonly kept: KeptRecovery }> {
  const document = await documents.find(kind, await digestOf(id), now)
  if (document === undefined) throw notFound()
  return { document, kept: attempts.bodyOf(document) }
}

async function itemOf({ store }: Hospital, id: string, kept: KeptRecovery): Promise<RecoveryItem> {
  const attempt = await store.recoveries.find(id)
  const { request, requestedAt, nonce, approvals } = kept
  const common = { id, request, requestedAt, nonce, approvals: approvals.length }
  if (attempt === undefined) return { ...common, state: 'requested' }
  return { ...common, state: attempt.state, completesAt: attempt.completesAt }
}

function stateWrong(): ServerError {
  return new ServerError('changed_meanwhile', 'Nothing that waits for an approval')
}
