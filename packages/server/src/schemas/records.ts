import type { DutyObligation } from '@fidecura/consent'
import type { PresentationBundle } from '@fidecura/credentials'
import { z } from 'zod'
import type {
  AccessItem,
  EmergencyAnswer,
  EmergencyRequest,
  EntryItem,
  NewConfirmation,
  NewEntry,
  NewProof,
  PreservedProof,
  ReadAnswer,
  ReadRequest,
  SubmittedEntry,
} from '../api/bodies.ts'
import { patientEvidence, roleEvidence } from './evidence.ts'
import { called, typed } from './named.ts'
import { party } from './people.ts'
import { did, identifier, instant, purpose, requestedCategory, token } from './values.ts'

const entryMembers = {
  token,
  content: z
    .string()
    .max(1_400_000)
    .regex(/^[\w-]+$/)
    .describe('The exact bytes, base64url.'),
  evidence: roleEvidence,
}

export const newEntry: z.ZodType<NewEntry> = called(
  'NewEntry',
  z.strictObject(entryMembers).describe('A clinical entry, signed by a doctor.'),
)

export const submittedEntry: z.ZodType<SubmittedEntry> = called(
  'SubmittedEntry',
  z
    .strictObject({
      id: z.string().describe('Base64url SHA-256 of the token.'),
      evidence: z
        .string()
        .optional()
        .describe('Its evidence id. Absent: nothing is deposited here.'),
    })
    .describe('An entry that waits for its patient.'),
)

export const entryItem: z.ZodType<EntryItem> = called(
  'EntryItem',
  z
    .strictObject({
      ...entryMembers,
      id: z.string().describe('Base64url SHA-256 of the token.'),
      receivedAt: instant,
      verdict: z.enum(['confirmed', 'disputed']).optional(),
      confirmation: z.string().optional(),
    })
    .describe('An entry, and what the patient said of it.'),
)

export const newConfirmation: z.ZodType<NewConfirmation> = called(
  'NewConfirmation',
  z.strictObject({ token, evidence: patientEvidence }).describe('Made by `signConfirmation`.'),
)

export const newProof: z.ZodType<NewProof> = called(
  'NewProof',
  z
    .strictObject({
      token,
      record: z
        .string()
        .min(1)
        .max(64)
        .optional()
        .describe('The value of the record number; absent: one’s own.'),
    })
    .describe('A token that the register has, of a record that is one’s own.'),
)

export const preservedProof: z.ZodType<PreservedProof> = called(
  'PreservedProof',
  z
    .strictObject({
      id: z.string().describe('The evidence id.'),
      number: z.int(),
      proof: z.string(),
      log: z.string(),
      witnesses: z.array(z.strictObject({ key: z.string(), operator: z.string() })),
      quorum: z.int(),
    })
    .describe(
      'For `verifyEvidence` of `@fidecura/evidence`, once somebody else has said which log and witnesses to believe.',
    ),
)

const presentation: z.ZodType<PresentationBundle> = typed(
  '@fidecura/credentials#PresentationBundle',
  z
    .strictObject({
      credentials: z.array(z.string()).describe('At most 8.'),
      chain: z
        .array(z.string())
        .optional()
        .describe('Accreditations that the holder brings along, in any order. They add no roots.'),
    })
    .describe('From `presentCredentials`.'),
  'PresentationBundle',
)

const data = z.array(requestedCategory).min(1).max(16)

export const readRequest: z.ZodType<ReadRequest> = called(
  'ReadRequest',
  z
    .strictObject({
      record: identifier,
      purpose,
      data,
      presentation: presentation.describe(
        '`presentCredentials` with role and licence, for the `nonce` and audience of a new challenge.',
      ),
      nonce: z.string().regex(/^[\w-]{43}$/),
    })
    .describe('What somebody would read, and who they are: presented anew, for each reading.'),
)

const rule = z
  .strictObject({ statement: z.int(), path: z.array(z.int()) })
  .optional()
  .describe('Which statement of the set asks for it, and where in it. Absent: the jurisdiction.')

/** What is to be done about data that were released. */
export const duty: z.ZodType<DutyObligation> = typed(
  '@fidecura/consent#DutyObligation',
  z.union([
    z.strictObject({
      kind: z.literal('erase_by'),
      at: instant.describe('Exclusive: from here on nobody has the data any more.'),
      rule,
    }),
    z.strictObject({ kind: z.literal('no_redisclosure'), rule }),
    z.strictObject({ kind: z.literal('notify_patient'), withinSeconds: z.int(), rule }),
    z.strictObject({
      kind: z.literal('frequency'),
      times: z.int(),
      perSeconds: z.int(),
      rule,
    }),
  ]),
  'DutyObligation',
)

const readMembers = {
  bundle: z.string().describe('FHIR JSON, base64url: what is left is byte for byte as it is kept.'),
  duties: z.array(duty),
}

export const readAnswer: z.ZodType<ReadAnswer> = called(
  'ReadAnswer',
  z.strictObject(readMembers).describe('What may be read.'),
)

export const emergencyRequest: z.ZodType<EmergencyRequest> = called(
  'EmergencyRequest',
  z
    .strictObject({
      breakGlass: token.describe(
        'From `signBreakGlass`, with the role of the session: whose record, why, and until when. Its nonce and audience are those of the challenge that `presentation` answers.',
      ),
      data,
      presentation,
    })
    .describe('What a practitioner would read in an emergency, and answers for in person.'),
)

export const emergencyAnswer: z.ZodType<EmergencyAnswer> = called(
  'EmergencyAnswer',
  z
    .strictObject({
      ...readMembers,
      until: instant.describe('Exclusive: nothing of it is to be shown from then on.'),
      receipt: z
        .string()
        .describe('The register’s, that the request is written down where the patient reads it.'),
      evidence: z.string().optional().describe('The evidence id of the request.'),
    })
    .describe('What may be read until the emergency is over.'),
)

const reader = called(
  'Reader',
  z
    .strictObject({
      did,
      name: z.string(),
      department: party.optional(),
      organisation: party.optional(),
    })
    .describe('Who looked, as their credentials named them.'),
)

export const accessItem: z.ZodType<AccessItem> = called(
  'AccessItem',
  z
    .strictObject({
      id: z.string(),
      at: instant,
      by: reader,
      purpose: z.string(),
      outcome: z.enum(['permit', 'deny', 'no_consent', 'unknown']),
    })
    .describe('Who looked, or tried to.'),
)
