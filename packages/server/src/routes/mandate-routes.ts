import { z } from 'zod'
import {
  confirmMandate,
  endMandate,
  giveMandate,
  listMandates,
  mandateOffer,
  offerMandate,
} from '../acts/mandates.ts'
import type { MandateItem, NewMandate, NewMandateOffer } from '../api/mandates.ts'
import type { Page, PageQuery } from '../api/people.ts'
import type { Call } from '../http/call.ts'
import { defineRoute, type Route } from '../http/route.ts'
import { itemIn, onePage } from './one-page.ts'
import { fourDigits, nothing, pageQuery, text, token } from './schemas.ts'

const newMandateOffer: z.ZodType<NewMandateOffer> = z.strictObject({ name: text })
const newMandate: z.ZodType<NewMandate> = z.strictObject({ offer: text, mandate: token })

/** Mandates of patients: giving one to somebody whose key they have compared, and taking it back. */
export const mandateRoutes: readonly Route[] = [
  defineRoute({
    method: 'POST',
    path: '/me/mandate-offers',
    summary: 'Begins a mandate of the patient: a code for the person who shall act for them.',
    who: 'patient',
    body: newMandateOffer,
    limit: { burst: 10, perMinute: 10 },
    audit: 'issue',
    act: offerMandate,
  }),
  defineRoute({
    method: 'GET',
    path: '/me/mandate-offers/{id}',
    summary: 'How far a mandate is that the patient has begun.',
    who: 'patient',
    act: mandateOffer,
  }),
  defineRoute({
    method: 'POST',
    path: '/me/mandate-offers/{id}/confirm',
    summary:
      'Takes the four digits that the other person reads from their screen; the third wrong ones end it.',
    who: 'patient',
    body: fourDigits,
    audit: 'verify',
    act: confirmMandate,
  }),
  defineRoute({
    method: 'POST',
    path: '/me/mandates',
    summary: 'Hands in the mandate that the patient has signed.',
    who: 'patient',
    body: newMandate,
    audit: 'issue',
    act: giveMandate,
  }),
  defineRoute({
    method: 'GET',
    path: '/me/mandates',
    summary: 'Mandates that the patient has given, and which of them are in force.',
    who: 'patient',
    query: pageQuery,
    act: (call: Call<unknown, PageQuery>): Promise<Page<MandateItem>> =>
      onePage(call.query, (page) => listMandates(call, page), itemIn),
  }),
  defineRoute({
    method: 'POST',
    path: '/me/mandates/{id}/end',
    summary: 'Takes a mandate back for good: published before this answers.',
    who: 'patient',
    body: nothing,
    audit: 'revoke',
    act: endMandate,
  }),
]
