import { digestOf } from '@fidecura/identity'
import { lookInto } from '../acts/records-of.ts'
import { receivedNotices, takeNotice } from '../acts/take-notice.ts'
import type { ReceivedNotice, ToldRecipient } from '../api/bodies.ts'
import type { ForRecord, Page, PageQuery } from '../api/page.ts'
import { type Call, notFound, staffOf } from '../http/call.ts'
import { defineRoute, type Route } from '../http/route.ts'
import {
  acknowledgement,
  newStatementNotice,
  receivedNotice,
  toldRecipients,
} from '../schemas/consents.ts'
import { pageOf } from '../schemas/named.ts'
import { ofRecord, pageQuery } from '../schemas/values.ts'
import { type AskedPage, onePage } from './one-page.ts'

/** Hearing what became of consents, and who has heard. */
export const noticeRoutes: readonly Route[] = [
  defineRoute({
    name: 'tellOfStatement',
    method: 'POST',
    path: '/statement-notices',
    summary:
      'What the register of a partner tells an organisation of this hospital about a consent.',
    who: 'anybody',
    body: newStatementNotice,
    answer: acknowledgement,
    refuses: ['consent', 'identity', 'credentials'],
    maxBytes: 20_000,
    limit: { burst: 60, perMinute: 120 },
    // The same notice again is there already, and anybody who can post a text may bring it.
    isOnce: true,
    async act({ hospital, body, signal }: Call<{ readonly notice: string }>) {
      return { acknowledgement: await takeNotice(hospital, body.notice, signal) }
    },
  }),
  defineRoute({
    name: 'statementNotices',
    method: 'GET',
    path: '/statement-notices',
    summary: 'What registers told the department of whoever asks.',
    who: 'staff',
    query: pageQuery,
    answer: pageOf(receivedNotice),
    async act(call: Call<unknown, PageQuery>): Promise<Page<ReceivedNotice>> {
      const { hospital, query, now } = call
      const { did: subject } = staffOf(call).department
      const { documents } = hospital.store
      const { name, bodyOf } = receivedNotices
      const look = (page: AskedPage) => documents.list(name, { ...page, subject, now })
      return onePage(query, look, bodyOf)
    },
  }),
  defineRoute({
    name: 'myRecipients',
    method: 'GET',
    path: '/me/statements/{digest}/recipients',
    summary: 'Who was to hear what became of a statement, and whether they did.',
    more: 'The segment is the base64url SHA-256 of the token of a statement about the record.',
    who: 'patient',
    query: ofRecord,
    answer: toldRecipients,
    refuses: ['consent'],
    act: recipients,
  }),
]

async function recipients(
  call: Call<unknown, ForRecord>,
): Promise<{ readonly items: readonly ToldRecipient[] }> {
  const { hospital, params, query, signal } = call
  const digest = params['digest'] ?? ''
  const register = hospital.register(hospital.store)
  const { statements } = await register.attest(await lookInto(call, query.record), { signal })
  const digests = await Promise.all(statements.map(({ token }) => digestOf(token)))
  // Of another record, or of none: nothing is said.
  if (!digests.includes(digest)) throw notFound()
  const items = (await register.recipients(digest)).map(
    ({ recipient, change, registeredAt, toldAt, acknowledgedAt, nextAt }): ToldRecipient => ({
      ...{ recipient, change, registeredAt, isDue: nextAt !== undefined },
      ...(toldAt === undefined ? {} : { toldAt }),
      ...(acknowledgedAt === undefined ? {} : { acknowledgedAt }),
    }),
  )
  return { items }
}
