import { digestOf } from '@fidecura/identity'
import { z } from 'zod'
import { lookInto } from '../acts/records-of.ts'
import { receivedNotices, takeNotice } from '../acts/take-notice.ts'
import type { ReceivedNotice, ToldRecipient } from '../api/consents.ts'
import type { Page, PageQuery } from '../api/people.ts'
import type { ForRecord } from '../api/records.ts'
import { type Call, notFound, staffOf } from '../http/call.ts'
import { defineRoute, type Route } from '../http/route.ts'
import { type AskedPage, onePage } from './one-page.ts'
import { pageQuery, text } from './schemas.ts'

const newNotice = z.strictObject({ notice: z.string().min(1).max(16_384) })
const ofRecord: z.ZodType<ForRecord> = z.strictObject({ record: text.optional() })

/** Hearing what became of consents, and who has heard. */
export const noticeRoutes: readonly Route[] = [
  defineRoute({
    method: 'POST',
    path: '/statement-notices',
    summary:
      'What the register of a partner tells an organisation of this hospital about a consent.',
    who: 'anybody',
    body: newNotice,
    maxBytes: 20_000,
    limit: { burst: 60, perMinute: 120 },
    // The same notice again is there already, and anybody who can post a text may bring it.
    isOnce: true,
    async act({ hospital, body, signal }: Call<{ readonly notice: string }>) {
      return { acknowledgement: await takeNotice(hospital, body.notice, signal) }
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/statement-notices',
    summary: 'What registers told the department of whoever asks.',
    who: 'staff',
    query: pageQuery,
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
    method: 'GET',
    path: '/me/statements/{digest}/recipients',
    summary: 'Who was to hear what became of a statement, and whether they did.',
    who: 'patient',
    query: ofRecord,
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
