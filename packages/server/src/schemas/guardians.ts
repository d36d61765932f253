import { z } from 'zod'
import type { GuardianshipItem } from '../api/bodies.ts'
import { called } from './named.ts'
import { guardianBasis, guardianPower, identifier, instant } from './values.ts'

const ending = called(
  'GuardianshipEnding',
  z
    .strictObject({
      order: z
        .string()
        .describe(
          'The first signature: read it with `decodeRevocationOrder`, sign it with `approveRevocationOrder`.',
        ),
      proposedBy: z.string(),
      approvedBy: z.string().optional(),
      expiresAt: instant,
    })
    .describe('An order to end a guardianship.'),
)

export const guardianshipItem: z.ZodType<GuardianshipItem> = called(
  'GuardianshipItem',
  z
    .strictObject({
      ward: identifier,
      basis: guardianBasis,
      powers: z.array(guardianPower),
      validUntil: instant,
      id: z.string().describe('Of the guardianship.'),
      name: z.string().describe('Of the guardian.'),
      issuedAt: instant,
      state: z.enum(['in_force', 'ended', 'expired']),
      ending: ending.optional().describe('That somebody wants to end it, and who else agreed.'),
    })
    .describe('A guardianship that the hospital has issued.'),
)
