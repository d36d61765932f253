import type {
  GuardianshipEvidence,
  PatientEvidence,
  RoleEvidence,
  StatementEvidence,
  StatementSet,
  StatementWithEvidence,
  WithdrawalEvidence,
  WithdrawalWithEvidence,
} from '@fidecura/consent'
import type { RequesterEvidence } from '@fidecura/consent/request'
import type { DeskEvidence } from '@fidecura/credentials/recovery'
import { z } from 'zod'
import { typed } from './named.ts'
import { token } from './values.ts'

const compact = z.string()
const chain = z
  .array(compact)
  .optional()
  .describe('Accreditations that lead from a root to the issuers, in any order.')

export const patientEvidence: z.ZodType<PatientEvidence> = typed(
  '@fidecura/consent#PatientEvidence',
  z.strictObject({ identity: compact.describe('A PatientIdentity credential.'), chain }),
  'PatientEvidence',
)

export const roleEvidence: z.ZodType<RoleEvidence> = typed(
  '@fidecura/consent#RoleEvidence',
  z.strictObject({
    role: compact.describe('The role, with whatever it discloses.'),
    licence: compact.optional().describe('The licence that it names.'),
    chain,
  }),
  'RoleEvidence',
)

export const deskEvidence: z.ZodType<DeskEvidence> = typed(
  '@fidecura/credentials/recovery#DeskEvidence',
  z.strictObject({ role: compact, licence: compact, chain }),
  'DeskEvidence',
)

const guardianMembers = {
  guardianship: compact.describe('A Guardianship credential.'),
  chain,
}

export const guardianEvidence: z.ZodType = typed(
  '@fidecura/credentials#GuardianEvidence',
  z.strictObject(guardianMembers),
  'GuardianEvidence',
)

const guardianshipEvidence: z.ZodType<GuardianshipEvidence> = typed(
  '@fidecura/consent#GuardianshipEvidence',
  z.strictObject({
    ...guardianMembers,
    identity: compact.describe('The ward’s PatientIdentity, showing the date of birth.'),
    agreements: z
      .array(z.strictObject({ ...guardianMembers, agreement: compact }))
      .optional()
      .describe('Of each other guardian; at most eight.'),
  }),
  'GuardianshipEvidence',
)

const mandateEvidence: z.ZodType = typed(
  '@fidecura/consent#MandateEvidence',
  z.strictObject({
    mandate: compact.describe('A ProxyMandate that the patient issued.'),
    identity: compact.describe('The patient’s PatientIdentity, showing the date of birth.'),
    chain,
  }),
  'MandateEvidence',
)

const deskAttestation: z.ZodType = typed(
  '@fidecura/consent#DeskAttestation',
  z.strictObject({
    desk: deskEvidence.describe('Of whoever signed the withdrawal.'),
    second: z
      .strictObject({ agreement: compact, desk: deskEvidence })
      .describe('Another person, who agreed to it.'),
  }),
  'DeskAttestation',
)

const statementEvidence: z.ZodType<StatementEvidence> = typed(
  '@fidecura/consent#StatementEvidence',
  z.union([patientEvidence, guardianshipEvidence, mandateEvidence]),
)

const withdrawalEvidence: z.ZodType<WithdrawalEvidence> = typed(
  '@fidecura/consent#WithdrawalEvidence',
  z.union([
    patientEvidence,
    guardianEvidence,
    guardianshipEvidence,
    mandateEvidence,
    deskAttestation,
  ]),
)

/** Who asks for a consent: a role, or the accreditation of an organisation. */
export const requesterEvidence: z.ZodType<RequesterEvidence> = typed(
  '@fidecura/consent/request#RequesterEvidence',
  z.union([roleEvidence, z.strictObject({ accreditation: compact, chain })]),
)

/** A statement, as it is handed in. */
export const newStatement: z.ZodType<StatementWithEvidence> = typed(
  '@fidecura/consent#StatementWithEvidence',
  z.strictObject({ token, evidence: statementEvidence }),
)

export const newWithdrawal: z.ZodType<WithdrawalWithEvidence> = typed(
  '@fidecura/consent#WithdrawalWithEvidence',
  z.strictObject({ token, evidence: withdrawalEvidence }),
)

const statement: z.ZodType<StatementWithEvidence> = typed(
  '@fidecura/consent#StatementWithEvidence',
  z
    .strictObject({
      token: compact,
      evidence: statementEvidence,
      withdrawal: z
        .strictObject({ token: compact, evidence: withdrawalEvidence })
        .optional()
        .describe('Of a statement that was taken back, where each verifier sees by which key.'),
      ratification: z
        .strictObject({ token: compact, evidence: patientEvidence })
        .optional()
        .describe(
          'Of a consent that somebody gave in the patient’s place, and the patient ratified.',
        ),
      signatures: z
        .array(
          z.strictObject({
            agreement: compact,
            evidence: z.union([roleEvidence, patientEvidence]),
          }),
        )
        .optional()
        .describe(
          'Of witnesses and clinicians, as the register has them. Nothing here proves them.',
        ),
    })
    .describe('A statement with what a verifier needs to see whose it is.'),
  'StatementWithEvidence',
)

export const statementSet: z.ZodType<StatementSet> = typed(
  '@fidecura/consent#StatementSet',
  z
    .strictObject({ word: compact, statements: z.array(statement) })
    .describe('All statements about a record, and the register’s word that they are all.'),
  'StatementSet',
)
