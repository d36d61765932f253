import { z } from 'zod'
import type {
  ClaimedOffer,
  GuardianOffered,
  HeldOffer,
  NewGuardianOffer,
  NewPatientOffer,
  Offer,
  OfferState,
  OfferSummary,
  OpenIdOffer,
} from '../api/bodies.ts'
import { called } from './named.ts'
import { party } from './people.ts'
import { day, guardianBasis, guardianPower, identifier, instant, text } from './values.ts'

const newPatientOffer: z.ZodType<NewPatientOffer> = called(
  'NewPatientOffer',
  z
    .strictObject({
      kind: z.literal('patient'),
      record: identifier,
      name: text,
      birthDate: day.describe('`1958-03-14`.'),
    })
    .describe('Somebody at the desk, identified in person.'),
)

const newGuardianOffer: z.ZodType<NewGuardianOffer> = called(
  'NewGuardianOffer',
  z
    .strictObject({
      kind: z.literal('guardian'),
      ward: identifier.describe('The record of the patient.'),
      name: text.describe('Of the guardian.'),
      basis: guardianBasis,
      powers: z.array(guardianPower).min(1).max(5),
      person: identifier
        .optional()
        .describe(
          'The number of the guardian in a register of persons, where several must be told apart.',
        ),
      validDays: z.int().min(1).max(3650).describe('How long: at most ten years.'),
    })
    .describe(
      'Somebody at the desk who acts for a patient that is enrolled here; a second person of the desk must approve.',
    ),
)

export const deskOffer: z.ZodType<NewPatientOffer | NewGuardianOffer> = z.union([
  newPatientOffer,
  newGuardianOffer,
])

export const openIdOffer: z.ZodType<OpenIdOffer> = called(
  'OpenIdOffer',
  z
    .strictObject({
      link: z.string().describe('To be shown as a QR code.'),
      transactionCode: z
        .string()
        .describe(
          'Six digits, to be told to the person and never shown beside the link; the third wrong one ends it.',
        ),
      expiresAt: instant,
    })
    .describe(
      'The same offer for a wallet that knows OpenID4VCI: whoever has both is who it is for. It is not shown again.',
    ),
)

const offerMembers = {
  id: z.string(),
  code: z
    .string()
    .describe(
      'Twelve characters of Crockford base32, such as `4K7Q-M2XV-90TR`; good for one claim in 24 hours.',
    ),
  link: z.string(),
  expiresAt: instant,
}

export const offer: z.ZodType<Offer> = called(
  'Offer',
  z
    .strictObject(offerMembers)
    .describe('To be shown as a QR code, or read out. It is not shown again.'),
)

export const staffOffers: z.ZodType<{
  readonly offers: readonly (Offer & { readonly staff: string })[]
}> = z.strictObject({
  offers: z.array(
    called(
      'StaffOffer',
      z
        .strictObject({ ...offerMembers, staff: z.string() })
        .describe('An offer to a member of the staff.'),
    ),
  ),
})

export const offerState: z.ZodType<OfferState> = called(
  'OfferState',
  z
    .enum(['open', 'claimed', 'confirmed', 'issued', 'void'])
    .describe(
      [
        '- `open`: waits for a holder to claim it.',
        '- `claimed`: a key has; both sides compare four digits.',
        '- `confirmed`: the digits agree; staff and guardians then wait for a second person, a proxy for the patient to sign.',
        '- `issued`: the credentials are there.',
        '- `void`: taken back, or three times wrong.',
      ].join('\n'),
    ),
)

export const offerStands: z.ZodType<{ readonly state: OfferState }> = z.strictObject({
  state: offerState,
})

const guardianOffered: z.ZodType<GuardianOffered> = called(
  'GuardianOffered',
  z
    .strictObject({
      ward: identifier,
      basis: guardianBasis,
      powers: z.array(guardianPower),
      validUntil: instant,
    })
    .describe(
      'What an offer of a guardianship says, for the second person to read before they approve.',
    ),
)

export const offerSummary: z.ZodType<OfferSummary> = called(
  'OfferSummary',
  z
    .strictObject({
      id: z.string(),
      kind: z.enum(['patient', 'guardian', 'staff']),
      state: offerState,
      name: z.string().describe('Of whom it is for.'),
      createdAt: instant,
      expiresAt: instant,
      staff: z.string().optional().describe('The member of the staff that it is for.'),
      isKept: z
        .boolean()
        .optional()
        .describe(
          'Of one that another wallet has fetched: whether it has kept what was issued, by its own word. Absent: it has said nothing yet.',
        ),
      guardian: guardianOffered
        .optional()
        .describe('Of a guardian: what the second person is to approve.'),
    })
    .describe('An offer as those who made it see it.'),
)

export const offerCode: z.ZodType<{ readonly code: string }> = z.strictObject({
  code: z.string().min(12).max(32),
})

export const claimedOffer: z.ZodType<ClaimedOffer> = called(
  'ClaimedOffer',
  z
    .strictObject({
      id: z.string(),
      kind: z.enum(['patient', 'guardian', 'staff', 'mandate']),
      issuer: party,
      nonce: z.string().describe('Drawn after the claim.'),
    })
    .describe(
      'What a holder learns by claiming: enough for `comparisonDigits`, and nothing of whom it is for.',
    ),
)

export const heldOffer: z.ZodType<HeldOffer> = called(
  'HeldOffer',
  z
    .strictObject({
      state: z.enum(['claimed', 'confirmed', 'issued', 'void']),
      credentials: z.array(z.string()).optional().describe('Once it is issued.'),
      chain: z.array(z.string()).optional(),
    })
    .describe('An offer as the holder who claimed it sees it.'),
)
