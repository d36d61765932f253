import { z } from 'zod'
import type {
  ConsentRequestItem,
  MadeConsentRequest,
  NewConsentRequest,
  Notice,
  ReceiptAnswer,
  ReceivedNotice,
  ToldRecipient,
} from '../api/bodies.ts'
import { requesterEvidence } from './evidence.ts'
import { called } from './named.ts'
import { did, identifier, instant, purpose, requestedCategory, token } from './values.ts'

export const newConsentRequest: z.ZodType<NewConsentRequest> = called(
  'NewConsentRequest',
  z
    .strictObject({
      record: identifier
        .optional()
        .describe(
          'Of a patient of this hospital, who finds the request in the app. Absent: whoever gets the link.',
        ),
      custodian: did
        .optional()
        .describe('Another hospital, among `partners`, that keeps the data. Default: this one.'),
      purposes: z.array(purpose).min(1).max(8),
      data: z.array(requestedCategory).min(1).max(16),
      validDays: z.int().min(1).max(366).optional(),
      validHours: z.int().min(1).max(72).optional(),
      words: z
        .string()
        .min(1)
        .max(600)
        .optional()
        .describe('Up to 600 characters, shown as the department’s own words.'),
    })
    .describe('What a department asks a patient for. One of `validDays` and `validHours`.'),
)

const requestMembers = {
  token: z.string(),
  evidence: requesterEvidence,
  link: z.string().optional().describe('The nonce of the link, if it was made for one.'),
  id: z.string(),
  state: z.enum(['open', 'answered', 'refused', 'expired']),
  createdAt: instant,
  expiresAt: instant,
}

export const consentRequestItem: z.ZodType<ConsentRequestItem> = called(
  'ConsentRequestItem',
  z.strictObject(requestMembers).describe('A request that was made, or came in.'),
)

export const madeConsentRequest: z.ZodType<MadeConsentRequest> = called(
  'MadeConsentRequest',
  z
    .strictObject({
      ...requestMembers,
      url: z
        .string()
        .describe(
          'Opens the patient’s app with the request in the fragment, which no server sees.',
        ),
    })
    .describe('A request that was just made.'),
)

export const refusal: z.ZodType<{ readonly refusal: string }> = z.strictObject({
  refusal: token.describe('From `signRefusal`.'),
})

export const notice: z.ZodType<Notice> = called(
  'Notice',
  z
    .strictObject({
      id: z.string(),
      kind: z.enum([
        'guardian',
        'guardian_ended',
        'statement',
        'withdrawal',
        'break_glass',
        'recovery_opened',
        'recovery_reminder',
      ]),
      at: instant,
      token: z.string().optional().describe('What was signed, for the app to read.'),
      completesNotBefore: instant
        .optional()
        .describe('Of a recovery: when it is completed at the earliest.'),
    })
    .describe('Something about the patient’s record that others did, or that is to be known.'),
)

const change = z.enum(['registered', 'replaced', 'narrowed', 'withdrawn'])

const toldRecipient: z.ZodType<ToldRecipient> = called(
  'ToldRecipient',
  z
    .strictObject({
      recipient: did.describe('Its grantee, or whoever keeps the data.'),
      change,
      registeredAt: instant.describe('Since when it counts.'),
      toldAt: instant.optional(),
      acknowledgedAt: instant.optional().describe('When they signed that they were told.'),
      isDue: z.boolean().describe('Whether it is tried again, where they were not told.'),
    })
    .describe('Who was to hear what became of a consent, and whether they did.'),
)

export const toldRecipients: z.ZodType<{ readonly items: readonly ToldRecipient[] }> =
  z.strictObject({ items: z.array(toldRecipient) })

export const newStatementNotice: z.ZodType<{ readonly notice: string }> = z.strictObject({
  notice: z.string().min(1).max(16_384),
})

export const acknowledgement: z.ZodType<{ readonly acknowledgement: string }> = z.strictObject({
  acknowledgement: z.string().describe('Signed by the organisation that was told.'),
})

export const receivedNotice: z.ZodType<ReceivedNotice> = called(
  'ReceivedNotice',
  z
    .strictObject({
      id: z.string(),
      register: did,
      change,
      statement: z.string().describe('Base64url SHA-256 of the statement.'),
      replaces: z.string().optional(),
      registeredAt: instant,
      receivedAt: instant,
    })
    .describe('What a register told an organisation of this hospital about a consent.'),
)

export const receipt: z.ZodType<ReceiptAnswer> = called(
  'ReceiptAnswer',
  z.strictObject({ receipt: z.string() }).describe('A receipt of the register.'),
)
