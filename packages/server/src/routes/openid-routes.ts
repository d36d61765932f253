import { encodeBase64url } from '@fidecura/base'
import { randomBytes } from '@fidecura/identity'
import { ownOffer } from '../acts/confirm-offer.ts'
import { handedOut, stateWrong } from '../acts/offers.ts'
import type { OpenIdOffer } from '../api/bodies.ts'
import { ServerError } from '../errors.ts'
import { type Call, changedMeanwhile, staffOf } from '../http/call.ts'
import { somethingFailed } from '../http/problem.ts'
import { defineRoute, type Route } from '../http/route.ts'
import { hospitalIssuer, offeredAs } from '../openid/hospital-issuer.ts'
import { openIdOffer } from '../schemas/offers.ts'
import { nothing } from '../schemas/values.ts'

/** Offers for wallets that know nothing of us. */
export const openIdRoutes: readonly Route[] = [
  defineRoute({
    name: 'handOutOffer',
    method: 'POST',
    path: '/offers/{id}/openid',
    summary:
      'Hands an open offer of the desk out by OpenID4VCI, too: a link for any wallet, and a code to tell the person.',
    who: 'desk',
    body: nothing,
    answer: openIdOffer,
    refuses: ['offer_state_wrong', 'changed_meanwhile'],
    audit: 'update',
    act: handOut,
  }),
]

/** As long as somebody stands at the desk. */
const seconds = 600

async function handOut(call: Call): Promise<OpenIdOffer> {
  const { hospital, now, client } = call
  const offer = await ownOffer(call, call.params['id'] ?? '')
  const { kind } = offer.for
  if (kind !== 'patient' && kind !== 'guardian') {
    throw new ServerError('offer_state_wrong', 'Not an offer that other wallets can hold')
  }
  if (offer.state !== 'open') throw stateWrong()
  const drawn = encodeBase64url(randomBytes(16))
  const issuer = await hospitalIssuer(hospital)(client)
  const wanted = { credentials: [offeredAs[kind]], reference: `${offer.id}.${drawn}`, seconds }
  const { link, transactionCode, expiresAt } = await issuer.offer(wanted).catch(() => {
    // The store alone can fail here.
    throw somethingFailed()
  })
  // Without one, whoever sees the link would have what it is for.
  if (transactionCode === undefined) throw somethingFailed()
  // What was handed out before leads nowhere from here on, and nobody is told the code before this is written down.
  const ports = call.acting('update', { objects: [{ type: 'Task', id: offer.id }] })
  const change = handedOut(offer, { openid: drawn, handedOutBy: staffOf(call).person })
  if (!(await ports.documents.write([change], now))) throw changedMeanwhile()
  return { link, transactionCode, expiresAt }
}
