import {
  confirmMandate,
  endMandate,
  giveMandate,
  listMandates,
  mandateOffer,
  offerMandate,
} from '../acts/mandates.ts'
import type { MandateItem } from '../api/bodies.ts'
import type { Page, PageQuery } from '../api/page.ts'
import type { Call } from '../http/call.ts'
import { defineRoute, type Route } from '../http/route.ts'
import { begunMandate, mandateItem, newMandate, newMandateOffer } from '../schemas/mandates.ts'
import { pageOf } from '../schemas/named.ts'
import { offer } from '../schemas/offers.ts'
import { fourDigits, nothing, pageQuery } from '../schemas/values.ts'
import { itemIn, onePage } from './one-page.ts'

/** Mandates of patients: giving one to somebody whose key they have compared, and taking it back. */
export const mandateRoutes: readonly Route[] = [
  defineRoute({
    name: 'offerMandate',
    method: 'POST',
    path: '/me/mandate-offers',
    summary: 'Begins a mandate of the patient: a code for the person who shall act for them.',
    who: 'patient',
    body: newMandateOffer,
    answer: offer,
    refuses: ['consent'],
    limit: { burst: 10, perMinute: 10 },
    audit: 'issue',
    act: offerMandate,
  }),
  defineRoute({
    name: 'mandateOffer',
    method: 'GET',
    path: '/me/mandate-offers/{id}',
    summary: 'How far a mandate is that the patient has begun.',
    who: 'patient',
    answer: begunMandate,
    act: mandateOffer,
  }),
  defineRoute({
    name: 'confirmMandate',
    method: 'POST',
    path: '/me/mandate-offers/{id}/confirm',
    summary:
      'Takes the four digits that the other person reads from their screen; the third wrong ones end it.',
    who: 'patient',
    body: fourDigits,
    answer: begunMandate,
    refuses: ['offer_digits_wrong', 'offer_state_wrong', 'changed_meanwhile'],
    audit: 'verify',
    act: confirmMandate,
  }),
  defineRoute({
    name: 'giveMandate',
    method: 'POST',
    path: '/me/mandates',
    summary: 'Hands in the mandate that the patient has signed.',
    who: 'patient',
    body: newMandate,
    answer: mandateItem,
    refuses: ['mandate_mismatch', 'offer_state_wrong', 'changed_meanwhile', 'consent'],
    audit: 'issue',
    act: giveMandate,
  }),
  defineRoute({
    name: 'myMandates',
    method: 'GET',
    path: '/me/mandates',
    summary: 'Mandates that the patient has given, and which of them are in force.',
    who: 'patient',
    query: pageQuery,
    answer: pageOf(mandateItem),
    act: (call: Call<unknown, PageQuery>): Promise<Page<MandateItem>> =>
      onePage(call.query, (page) => listMandates(call, page), itemIn),
  }),
  defineRoute({
    name: 'endMandate',
    method: 'POST',
    path: '/me/mandates/{id}/end',
    summary: 'Takes a mandate back for good: published before this answers.',
    more: 'It is refused everywhere within a minute.',
    who: 'patient',
    body: nothing,
    answer: mandateItem,
    refuses: ['changed_meanwhile', 'evidence'],
    audit: 'revoke',
    act: endMandate,
  }),
]
