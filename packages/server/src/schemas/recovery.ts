import type { RecoverySignature, RecoverySubmission } from '@fidecura/credentials/recovery'
import { z } from 'zod'
import type { RecoveryDone, RecoveryItem, RecoveryReference } from '../api/bodies.ts'
import { deskEvidence, guardianEvidence } from './evidence.ts'
import { called, typed } from './named.ts'
import { did, identifier, instant, token } from './values.ts'

export const recoverySignature: z.ZodType<RecoverySignature> = typed(
  '@fidecura/credentials/recovery#RecoverySignature',
  z
    .strictObject({ token, evidence: z.union([guardianEvidence, deskEvidence]).optional() })
    .describe('From `approveRecovery` or `objectToRecovery`, with what shows whose key it is.'),
  'RecoverySignature',
)

export const recoverySubmission: z.ZodType<RecoverySubmission> = typed(
  '@fidecura/credentials/recovery#RecoverySubmission',
  z
    .strictObject({ request: token, approvals: z.array(recoverySignature).max(8) })
    .describe('From `signRecoveryRequest`; approvals of two of the desk, one on every other path.'),
  'RecoverySubmission',
)

export const objections: z.ZodType<{ readonly objections: readonly RecoverySignature[] }> =
  z.strictObject({ objections: z.array(recoverySignature).min(1).max(8) })

export const recoveryReference: z.ZodType<RecoveryReference> = called(
  'RecoveryReference',
  z
    .strictObject({
      identity: z.strictObject({ issuer: did, id: z.string() }),
      record: identifier,
      from: did.describe('The DID that it binds.'),
    })
    .describe(
      'What a new key has to name to take the place of an old one: the desk shows it to the patient, as a code to scan.',
    ),
)

export const recoveryItem: z.ZodType<RecoveryItem> = called(
  'RecoveryItem',
  z
    .strictObject({
      id: z.string(),
      state: z.enum([
        'requested',
        'open',
        'objected',
        'replaced',
        'overtaken',
        'completing',
        'completed',
      ]),
      request: z.string().describe('For `approveRecovery` and `objectToRecovery`.'),
      nonce: z
        .string()
        .describe(
          'With the id as `offer` and the new key: for `comparisonDigits` on both screens, before anybody approves.',
        ),
      approvals: z.int().describe('How many of the desk have approved.'),
      requestedAt: instant,
      completesAt: instant
        .optional()
        .describe('Once it is open: from then on it can be completed.'),
    })
    .describe(
      'A recovery of somebody’s identity: `requested` until two people of the desk have approved it, then as `RecoveryState` of credentials has it.',
    ),
)

export const recoveryDone: z.ZodType<RecoveryDone> = called(
  'RecoveryDone',
  z
    .strictObject({
      identity: z.string(),
      receipt: z.string(),
      issuer: did,
      chain: z.array(z.string()),
    })
    .describe('A recovery that is over.'),
)
