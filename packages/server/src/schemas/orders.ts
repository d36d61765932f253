import { z } from 'zod'
import type { AdminOrderItem, SignedOrder } from '../api/bodies.ts'
import { roleEvidence } from './evidence.ts'
import { called } from './named.ts'
import { instant, token } from './values.ts'

/** An order, as an administrator hands it in. */
export const signedOrder: z.ZodType<SignedOrder> = called(
  'SignedOrder',
  z.strictObject({ order: token.describe('From `signAdminOrder`.') }).describe('An order.'),
)

export const adminOrderItem: z.ZodType<AdminOrderItem> = called(
  'AdminOrderItem',
  z
    .strictObject({
      id: z.string(),
      kind: z.enum([
        'accredit_department',
        'add_root',
        'remove_root',
        'add_partner',
        'remove_partner',
        'add_platform',
        'remove_platform',
        'set_jurisdiction',
        'confirm_restore',
        'end_sessions',
        'take_backup',
      ]),
      state: z
        .enum(['proposed', 'done', 'expired', 'declined'])
        .describe('`proposed`: it waits for the signature of another administrator.'),
      order: z
        .string()
        .describe('The first signature: read it with `decodeAdminOrder`, and sign the same order.'),
      proposedBy: z.string(),
      proposedAt: instant,
      evidence: roleEvidence
        .optional()
        .describe('By which whoever signs second sees who signed first, as long as it waits.'),
      approvedBy: z.string().optional(),
      declinedBy: z.string().optional(),
      doneAt: instant.optional(),
      expiresAt: instant,
      backup: z.string().optional().describe('The name of the backup that was taken.'),
    })
    .describe('An order of an administrator, and how far it is.'),
)
