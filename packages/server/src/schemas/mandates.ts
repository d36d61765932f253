import { z } from 'zod'
import type { MandateItem, MandateOffer, NewMandate } from '../api/bodies.ts'
import { called } from './named.ts'
import { offerState } from './offers.ts'
import { did, instant, publicJwk, text, token } from './values.ts'

export const newMandateOffer: z.ZodType<{ readonly name: string }> = z.strictObject({
  name: text.describe(
    'Of the proxy, as the patient calls them. What they may do is said only once their key is known.',
  ),
})

const place = called(
  'MandatePlace',
  z
    .strictObject({
      credential: z.string().describe('Of the mandate.'),
      holder: z.strictObject({ did, publicKey: publicJwk }).describe('The proxy.'),
      nonce: z.string(),
      status: z
        .strictObject({ list: z.string(), index: z.int() })
        .describe(
          'Its place in the list of the hospital, drawn at random; nobody else ever gets it.',
        ),
      statusAuthority: did.describe(
        'The hospital, which signs that list: to be named in the mandate.',
      ),
    })
    .describe(
      'What the patient’s app needs to sign a mandate. It makes the digits again of what stands here: they are those that the patient typed, or the key is another’s.',
    ),
)

export const begunMandate: z.ZodType<MandateOffer> = called(
  'MandateOffer',
  z
    .strictObject({
      id: z.string(),
      state: offerState,
      place: place.optional().describe('Once the digits agree.'),
    })
    .describe('How far it is, for the patient who wants to give it.'),
)

export const newMandate: z.ZodType<NewMandate> = called(
  'NewMandate',
  z
    .strictObject({ offer: text, mandate: token })
    .describe('A mandate that the patient has signed, as an SD-JWT with every name shown.'),
)

export const mandateItem: z.ZodType<MandateItem> = called(
  'MandateItem',
  z
    .strictObject({
      id: z.string().describe('Of the mandate.'),
      mandate: z.string(),
      state: z
        .enum(['in_force', 'ended', 'expired'])
        .describe('`ended`: the patient took it back, for good.'),
      givenAt: instant,
      validUntil: instant,
      endedAt: instant.optional(),
    })
    .describe('A mandate that the patient has given.'),
)
