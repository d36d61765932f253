import type { StatementWithEvidence, WithdrawalWithEvidence } from '@fidecura/consent'
import {
  agesOf,
  mayAnswer,
  type StatementSet,
  verifyStatement,
  verifyWithdrawal,
} from '@fidecura/consent'
import { verifyRefusal } from '@fidecura/consent/request'
import { digestOf } from '@fidecura/identity'
import {
  closeRequest,
  findRequest,
  listRequests,
  requestConsent,
  requestsAbout,
} from '../acts/consent-requests.ts'
import { peekDigest, peekTerms } from '../acts/peek.ts'
import { assertOwnRecord, lookInto } from '../acts/records-of.ts'
import type {
  ConsentRequestItem,
  Done,
  NewConsentRequest,
  Notice,
  ReceiptAnswer,
  RecordAccess,
} from '../api/bodies.ts'
import type { ForRecord, Page, PageQuery } from '../api/page.ts'
import { notices as kept } from '../hospital/notices.ts'
import { recordKey } from '../hospital/record-key.ts'
import { type Call, changedMeanwhile, notFound, notPermitted, staffOf } from '../http/call.ts'
import { defineRoute, type Route } from '../http/route.ts'
import {
  consentRequestItem,
  madeConsentRequest,
  newConsentRequest,
  notice,
  receipt,
  refusal,
} from '../schemas/consents.ts'
import { newStatement, newWithdrawal, statementSet } from '../schemas/evidence.ts'
import { pageOf } from '../schemas/named.ts'
import { done, ofRecord, pageQuery, recordPageQuery } from '../schemas/values.ts'
import { type AskedPage, itemIn, onePage } from './one-page.ts'

/** Asking for consents, giving them, and taking them back. */
export const consentRoutes: readonly Route[] = [
  defineRoute({
    name: 'requestConsent',
    method: 'POST',
    path: '/consent-requests',
    summary: 'Asks a patient for a consent, in the name of the department.',
    who: 'staff',
    body: newConsentRequest,
    answer: madeConsentRequest,
    refuses: ['custodian_unknown', 'consent'],
    audit: 'create',
    act: requestConsent,
  }),
  defineRoute({
    name: 'consentRequests',
    method: 'GET',
    path: '/consent-requests',
    summary: 'What the department has asked for, and what became of it.',
    who: 'staff',
    query: pageQuery,
    answer: pageOf(consentRequestItem),
    async act(call: Call<unknown, PageQuery>): Promise<Page<ConsentRequestItem>> {
      const { documents } = call.hospital.store
      const { did } = staffOf(call).department
      return onePage(call.query, (page) => listRequests(documents, did, page, call.now), itemIn)
    },
  }),
  defineRoute({
    name: 'myRequests',
    method: 'GET',
    path: '/me/requests',
    summary: 'What the patient is asked.',
    who: 'patient',
    query: recordPageQuery,
    answer: pageOf(consentRequestItem),
    async act(call: Call<unknown, PageQuery & ForRecord>): Promise<Page<ConsentRequestItem>> {
      const { documents } = call.hospital.store
      const subject = recordKey(await lookInto(call, call.query.record))
      return onePage(
        call.query,
        (page) => requestsAbout(documents, subject, page, call.now),
        itemIn,
      )
    },
  }),
  defineRoute({
    name: 'submitStatement',
    method: 'POST',
    path: '/me/statements',
    summary: 'Hands a signed statement in: a consent, a restriction, an objection.',
    who: 'patient',
    body: newStatement,
    answer: receipt,
    refuses: ['consent', 'evidence'],
    audit: 'create',
    act: submit,
  }),
  defineRoute({
    name: 'myStatements',
    method: 'GET',
    path: '/me/statements',
    summary: 'All statements about the record, and the word of the register that they are all.',
    more: '`verifyStatementSet` says whether it is whole.',
    who: 'patient',
    query: ofRecord,
    answer: statementSet,
    refuses: ['consent'],
    async act(call: Call<unknown, PageQuery & ForRecord>): Promise<StatementSet> {
      const { hospital, query, signal } = call
      const record = await lookInto(call, query.record)
      return hospital.register(hospital.store).attest(record, { signal })
    },
  }),
  defineRoute({
    name: 'refuseRequest',
    method: 'POST',
    path: '/me/refusals',
    summary: 'Says no to a request.',
    more: 'From `signRefusal`.',
    who: 'patient',
    body: refusal,
    answer: done,
    refuses: ['changed_meanwhile', 'consent'],
    audit: 'update',
    act: refuse,
  }),
  defineRoute({
    name: 'withdraw',
    method: 'POST',
    path: '/me/withdrawals',
    summary: 'Takes a statement back. It counts no more from the instant of the receipt.',
    who: 'patient',
    body: newWithdrawal,
    answer: receipt,
    refuses: ['consent', 'evidence'],
    audit: 'update',
    act: withdraw,
  }),
  defineRoute({
    name: 'myNotices',
    method: 'GET',
    path: '/me/notices',
    summary: 'What others did in the record, in the place of the patient or to their keys.',
    who: 'patient',
    query: recordPageQuery,
    answer: pageOf(notice),
    refuses: ['consent'],
    act: notices,
  }),
]

async function submit(call: Call<StatementWithEvidence>): Promise<ReceiptAnswer> {
  const { hospital, body, now, signal } = call
  const { verifier, jurisdiction, store } = hospital
  const options = { verifier, ages: agesOf(jurisdiction), evidence: body.evidence, signal }
  const { record, request, purposes } = await aboutOf(verifyStatement(body.token, options))
  const objects = [{ type: 'Consent', id: await digestOf(body.token) }]
  const ports = call.acting('create', { patient: record, purposes, objects })
  assertOwnRecord(call, record)
  const receipt = await hospital.register(ports).submit(body, { signal })
  if (request !== undefined) {
    await closeRequest(store.documents, { digest: request, record }, 'answered', now)
  }
  return { receipt }
}

async function aboutOf(verified: ReturnType<typeof verifyStatement>): Promise<{
  readonly record: NonNullable<NewConsentRequest['record']>
  readonly request: string | undefined
  readonly purposes: readonly string[]
}> {
  const { record, request, terms } = await verified
  const { conditions, children } = terms.rule
  const named = [conditions, ...children.map((child) => child.conditions)]
  const purposes = new Set(named.flatMap(({ purposes: each = [] }) => each))
  return { record: { ...record }, request, purposes: [...purposes] }
}

async function refuse(call: Call<{ readonly refusal: string }>): Promise<Done> {
  const { hospital, body, now, principal, signal } = call
  const { verifier, store } = hospital
  const request = await findRequest(store.documents, peekDigest(body.refusal, 'request'), now)
  const accesses = principal?.records ?? []
  const theirs = accesses.filter(({ record }) => recordKey(record) === request?.record)
  const [own] = theirs
  // Whoever was not asked does not learn that somebody was.
  if (request === undefined || own === undefined) throw notFound()
  // To say no ends the asking: whoever may neither agree nor forbid leaves it to the patient.
  if (!theirs.some((each) => mayRefuse(each, request.token))) throw notPermitted()
  const { issuer } = await verifyRefusal(body.refusal, request.token, { verifier, signal })
  if (issuer !== principal?.did) throw notPermitted()
  const ports = call.acting('update', { objects: [{ type: 'Consent', id: request.id }] })
  const answered = { digest: request.id, record: own.record }
  // A statement that was handed in meanwhile counts: to end it is to withdraw it.
  if ((await closeRequest(ports.documents, answered, 'refused', now)) === 'refused') {
    return { done: true }
  }
  throw changedMeanwhile()
}

const answering = ['consent', 'restrict']

function mayRefuse(own: RecordAccess, request: string): boolean {
  const { as, powers = [], purposes = [], data = '*' } = own
  if (as === 'patient') return true
  if (as === 'guardian') return powers.some((power) => answering.includes(power))
  return mayAnswer(peekTerms(request), { powers, purposes, data })
}

async function withdraw(call: Call<WithdrawalWithEvidence>): Promise<ReceiptAnswer> {
  const { hospital, body, signal } = call
  const { verifier, site } = hospital
  const { evidence } = body
  const options = { verifier, evidence, desks: [site.did], signal }
  const { record } = await verifyWithdrawal(body.token, options)
  const objects = [{ type: 'Consent', id: await digestOf(body.token) }]
  const ports = call.acting('update', { patient: { ...record }, objects })
  assertOwnRecord(call, record)
  return { receipt: await hospital.register(ports).withdraw(body, { signal }) }
}

async function notices(call: Call<unknown, PageQuery & ForRecord>): Promise<Page<Notice>> {
  const { hospital, query, now } = call
  const { store } = hospital
  const record = await lookInto(call, query.record)
  const subject = recordKey(record)
  const look = (page: AskedPage) => store.documents.list(kept.name, { ...page, subject, now })
  const { items, next } = await onePage(query, look, kept.bodyOf)
  // What the register knows comes with the first page.
  const registered = (query.after ?? 0) > 0 ? [] : await hospital.register(store).notices(record)
  const told = registered.map(
    ({ id, kind, registeredAt, token: signed }): Notice => ({
      ...{ id, kind, at: registeredAt, ...(signed === undefined ? {} : { token: signed }) },
    }),
  )
  return { items: [...told, ...items], ...(next === undefined ? {} : { next }) }
}
