import { type EpochSeconds, encodeBase64url, epochSeconds } from '@fidecura/base'
import type { Conditions, Rule, Terms } from '@fidecura/consent'
import { signConsentRequest } from '@fidecura/consent/request'
import type { Identifier } from '@fidecura/credentials'
import { type Did, digestOf, randomBytes } from '@fidecura/identity'
import type { DocumentChange, Documents, KeptDocument } from '@fidecura/store'
import type { ConsentRequestItem, MadeConsentRequest, NewConsentRequest } from '../api/bodies.ts'
import { requestFragment } from '../client/request-link.ts'
import { ServerError } from '../errors.ts'
import { documentKind } from '../hospital/document-kind.ts'
import type { Hospital } from '../hospital/hospital.ts'
import { recordKey } from '../hospital/record-key.ts'
import { type Call, staffOf } from '../http/call.ts'
import { departmentOf } from './confirm-offer.ts'
import { type ListedPage, listNamed } from './list-named.ts'

const requests = documentKind<ConsentRequestItem>('consent_request')
const { name: kind } = requests
/** The same, by the record that it is about. */
const patientRequestKind = 'patient_request'
const answerSeconds = 7 * 86_400
/** Requests are kept for their departments to see what became of them. */
const keptSeconds = 90 * 86_400

/** Asks a patient, in the name of the department, and signed with its key. */
export async function requestConsent(call: Call<NewConsentRequest>): Promise<MadeConsentRequest> {
  const { hospital, now, body } = call
  const site = departmentOf(hospital, staffOf(call))
  const custodian = custodianOf(hospital, body.custodian)
  const audience = audienceOf(hospital, body)
  const validUntil = epochSeconds(now + validSeconds(body))
  const expiresAt = epochSeconds(Math.min(now + answerSeconds, validUntil))
  const { url, digest } = hospital.notice
  const token = await signConsentRequest(
    {
      ...{ id: `urn:uuid:${crypto.randomUUID()}`, audience, grantee: site.did },
      ...{ controller: custodian.did, register: custodian.register, terms: termsOf(body) },
      ...{ validFrom: now, validUntil, notice: { url, digest }, issuedAt: now, expiresAt },
      ...(body.words === undefined ? {} : { words: body.words }),
    },
    { signer: site.signer },
  )
  const id = await digestOf(token)
  const [accreditation = '', ...above] = [...site.chain].reverse()
  const item: ConsentRequestItem = {
    ...{ id, token, evidence: { accreditation, chain: above }, link: audience.link },
    ...{ state: 'open', createdAt: now, expiresAt },
  }
  const about = body.record === undefined ? {} : { patient: body.record }
  const ports = call.acting('create', { ...about, objects: [{ type: 'Consent', id }] })
  await ports.documents.write(insertsOf(item, site.did, body, now), now)
  return { ...item, url: `${custodian.app}${requestFragment(item)}` }
}

export async function listRequests(
  documents: Documents,
  department: Did,
  page: ListedPage,
  now: EpochSeconds,
): Promise<readonly { readonly number: number; readonly item: ConsentRequestItem }[]> {
  const { after = 0, limit } = page
  const found = await documents.list(kind, { subject: department, after, limit, now })
  return found.map((kept) => ({ number: kept.number, item: shown(kept, now) }))
}

/** Those about a record: what a patient is asked. */
export async function requestsAbout(
  documents: Documents,
  subject: string,
  page: ListedPage,
  now: EpochSeconds,
): Promise<readonly { readonly number: number; readonly item: ConsentRequestItem }[]> {
  const about = { kind, by: patientRequestKind, subject }
  const found = await listNamed(documents, about, { ...page, now })
  return found.map((kept) => ({ number: kept.number, item: shown(kept, now) }))
}

/** The request of this digest, about this record. Undefined: not kept here, such as one of another hospital. */
export async function findRequest(
  documents: Documents,
  digest: string,
  now: EpochSeconds,
): Promise<(ConsentRequestItem & { readonly record: string | undefined }) | undefined> {
  const kept = await documents.find(kind, digest, now)
  if (kept === undefined) return undefined
  const named = await documents.find(patientRequestKind, digest, now)
  return { ...shown(kept, now), record: named?.subject }
}

/**
 * Writes down that a request was answered: the department sees that, and a patient is not asked again.
 *
 * @returns How it stands afterwards, which somebody else may have decided; undefined: nobody of this record was asked here.
 */
export async function closeRequest(
  documents: Documents,
  { digest, record }: { readonly digest: string; readonly record: Identifier },
  state: 'answered' | 'refused',
  now: EpochSeconds,
): Promise<ConsentRequestItem['state'] | undefined> {
  const kept = await documents.find(kind, digest, now)
  if (kept === undefined) return undefined
  const named = await documents.find(patientRequestKind, digest, now)
  // Of a request that went out by link nobody knows the record before it is answered.
  if (named !== undefined && named.subject !== recordKey(record)) return undefined
  if (kept.state !== 'open') return shown(kept, now).state
  const { subject, expiresAt, version } = kept
  const answered = { ...requests.bodyOf(kept), state }
  const replace = requests.of(digest, answered, { state, subject, expiresAt })
  if (await documents.write([{ replace, version }], now)) return state
  return closeRequest(documents, { digest, record }, state, now)
}

function insertsOf(
  item: ConsentRequestItem,
  subject: Did,
  { record }: NewConsentRequest,
  now: EpochSeconds,
): readonly DocumentChange[] {
  const { id } = item
  const expiresAt = epochSeconds(now + keptSeconds)
  const own: DocumentChange = {
    insert: requests.of(id, item, { state: item.state, subject, expiresAt }),
  }
  if (record === undefined) return [own]
  const about = { kind: patientRequestKind, id, subject: recordKey(record), expiresAt, body: {} }
  return [own, { insert: about }]
}

function shown(kept: KeptDocument, now: EpochSeconds): ConsentRequestItem {
  const item = requests.bodyOf(kept)
  return item.state === 'open' && item.expiresAt <= now ? { ...item, state: 'expired' } : item
}

interface AskedCustodian {
  readonly did: Did
  readonly register: Did
  readonly app: string
}

function custodianOf({ settings, site, origin }: Hospital, named: Did | undefined): AskedCustodian {
  if (named === undefined || named === site.did) {
    return { did: site.did, register: site.did, app: `${origin}/${settings.id}/patient/` }
  }
  const partner = settings.partners.find(({ did }) => did === named)
  if (partner !== undefined) return partner
  throw new ServerError('custodian_unknown', 'Not a hospital that this one knows')
}

/**
 * Whoever has the nonce: those who may look into the record find it there, the patient as well as a guardian or
 * proxy, and nobody learns from it who is a patient here.
 */
function audienceOf({ settings, site }: Hospital, request: NewConsentRequest): { link: string } {
  const { record, custodian = site.did } = request
  const isOurs = record === undefined || record.system === settings.recordSystem
  if (isOurs && (record === undefined || custodian === site.did)) {
    return { link: encodeBase64url(randomBytes(16)) }
  }
  throw new ServerError('request_malformed', 'Not a record of whom is asked', { place: '/record' })
}

/**
 * What is asked for, and nothing said of the rest: a rule that denied the rest would close it to the department, also
 * where an older consent of the patient permits it. Kinds that no one permit can name are permits below a denial.
 */
function termsOf({ purposes, data }: NewConsentRequest): Terms {
  const permit = (conditions: Conditions): Rule => ({
    ...{ effect: 'permit', children: [] },
    conditions: { actions: ['access', 'use'], purposes, ...conditions },
  })
  const kinds = data.map(
    ({ types, codes, period }): Conditions => ({
      ...(types === undefined ? {} : { types }),
      ...(codes === undefined ? {} : { codes }),
      ...(period === undefined ? {} : { dataPeriod: period }),
    }),
  )
  const [first = {}, ...others] = kinds
  const one = others.length === 0 ? first : (unitedBy(kinds, 'types') ?? unitedBy(kinds, 'codes'))
  const rule: Rule =
    one === undefined
      ? { effect: 'deny', conditions: {}, children: kinds.map(permit) }
      : permit(one)
  return { version: 'urn:fidecura:terms:1', rule }
}

/** Kinds that are told apart by nothing but this member. */
function unitedBy(kinds: readonly Conditions[], member: 'types' | 'codes'): Conditions | undefined {
  if (!kinds.every((kind) => Object.keys(kind).join() === member)) return undefined
  return { [member]: kinds.flatMap((kind) => kind[member] ?? []) }
}

function validSeconds({ validDays, validHours }: NewConsentRequest): number {
  if ((validDays === undefined) !== (validHours === undefined)) {
    return validDays === undefined ? (validHours ?? 0) * 3600 : validDays * 86_400
  }
  throw new ServerError('request_malformed', 'Say either days or hours', { place: '/validDays' })
}
