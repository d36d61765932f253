import type { SignInChallenge } from '@fidecura/identity'
import { z } from 'zod'
import type { Party, Principal, Session, SignInRequest, StaffIdentity } from '../api/bodies.ts'
import { maxShown } from '../hospital/prove-principal.ts'
import { called, typed } from './named.ts'
import { coding, did, identifier, instant, token } from './values.ts'

export const party: z.ZodType<Party> = called(
  'Party',
  z
    .strictObject({ did, name: z.string() })
    .describe('Somebody by DID, with the name that a credential gives them.'),
)

const recordAccess = called(
  'RecordAccess',
  z
    .strictObject({
      record: identifier,
      as: z.enum(['patient', 'guardian', 'proxy']).describe('`patient`: it is their own.'),
      powers: z.array(z.string()).optional().describe('Of a guardian or proxy: what they may do.'),
      purposes: z
        .array(z.string())
        .optional()
        .describe('Of a proxy: codes of v3-ActReason that they may agree to.'),
      data: z
        .array(coding)
        .optional()
        .describe('Of a proxy: the kinds of data that it is about. Absent: the whole record.'),
      name: z.string().optional().describe('Of the patient, where the credential shows it.'),
    })
    .describe('A record of this hospital, and as whom the session may act in it.'),
)

const staffIdentity: z.ZodType<StaffIdentity> = called(
  'StaffIdentity',
  z
    .strictObject({
      name: z.string(),
      organisation: party,
      department: party,
      purposes: z
        .array(z.string())
        .describe(
          'Codes of v3-ActReason: `TREAT` reads, `HSYSADMIN` runs the staff list, `PATADMIN` the desk.',
        ),
      specialties: z.array(coding),
      isOurs: z
        .boolean()
        .describe(
          'Whether the department is one of this hospital; others may read and write under consent.',
        ),
      administers: z
        .boolean()
        .describe('Whether they may give orders, and sign those of other administrators.'),
    })
    .describe('Somebody who works, and where.'),
)

export const principal: z.ZodType<Principal> = called(
  'Principal',
  z
    .strictObject({
      did,
      records: z.array(recordAccess),
      staff: staffIdentity.optional(),
    })
    .describe('As whom somebody is signed in.'),
)

export const challenge: z.ZodType<SignInChallenge> = typed(
  '@fidecura/identity#SignInChallenge',
  z
    .strictObject({
      version: z.literal('urn:fidecura:sign-in-challenge:1'),
      origin: z.string().describe('Where the holder is to see the question. RFC 6454 §6.1.'),
      audience: z.string().describe('The hospital, as it calls itself.'),
      nonce: z.string().describe('32 random bytes in base64url.'),
      issuedAt: instant,
      expiresAt: instant.describe('Exclusive.'),
    })
    .describe('To be answered with `proveSignIn`, or its nonce with a presentation.'),
  'SignInChallenge',
)

export const signInRequest: z.ZodType<SignInRequest> = called(
  'SignInRequest',
  z
    .strictObject({
      proof: token,
      credentials: z
        .array(token)
        .max(maxShown)
        .optional()
        .describe(
          'Those of the holder, compact: a PatientIdentity; a PractitionerRole and its licence; a Guardianship, or a ProxyMandate and the identity of its giver. None: a bare holder, who may claim offers.',
        ),
      chain: z
        .array(token)
        .max(16)
        .optional()
        .describe('Accreditations that lead from a root to the issuers, in any order.'),
    })
    .describe('Answers a challenge: `proveSignIn` with the key, and what shows whose key it is.'),
)

export const session: z.ZodType<Session> = called(
  'Session',
  z
    .strictObject({
      session: z.string().describe('For `Authorization: Bearer`.'),
      expiresAt: instant.describe(
        'At the latest; after fifteen minutes without a request it is over before.',
      ),
      as: principal,
    })
    .describe('A session: keep it in memory alone.'),
)
