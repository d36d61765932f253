import type { CredentialUse, RevocationSubmission } from '@fidecura/credentials'
import { z } from 'zod'
import type {
  Authority,
  ImportResult,
  IssuedName,
  RevocationItem,
  StaffImpact,
  StaffImport,
  StaffMember,
  StaffRow,
  StaffState,
} from '../api/bodies.ts'
import { called, typed } from './named.ts'
import {
  coding,
  day,
  did,
  identifier,
  instant,
  pageMembers,
  purpose,
  text,
  token,
} from './values.ts'

const rowMembers = {
  name: text,
  registration: identifier.describe(
    'The number in the register of the profession; of clerks that of the hospital.',
  ),
  profession: coding,
  specialties: z.array(coding).max(16),
  purposes: z
    .array(purpose)
    .min(1)
    .max(16)
    .describe('What the role may ask for: codes of v3-ActReason.'),
  jurisdiction: z
    .string()
    .regex(/^[A-Z]{2}(?:-[A-Z0-9]{1,3})?$/)
    .describe('ISO 3166-1 or 3166-2: where the licence holds.'),
  licensedUntil: day.describe('The last day of the licence, `2027-12-31`.'),
}

export const staffRow: z.ZodType<StaffRow> = called(
  'StaffRow',
  z
    .strictObject(rowMembers)
    .describe('One person, as a list of the personnel department has them.'),
)

const maxRows = 200

export const staffImport: z.ZodType<StaffImport> = called(
  'StaffImport',
  z
    .strictObject({
      rows: z
        .array(z.union([staffRow, z.unknown()]))
        .min(1)
        .max(maxRows)
        .describe('Each as `StaffRow` has it; what is wrong with one is said of that one.'),
      onlyValid: z.boolean().optional().describe('Default: one bad row, and none is brought in.'),
    })
    .describe('Rows to bring in.'),
)

const rowError = called(
  'RowError',
  z.strictObject({
    member: z.string().describe('Such as `/registration/value`.'),
    code: z
      .enum(['staff_row_invalid', 'staff_known'])
      .describe(
        '`staff_row_invalid`: not of the form; `staff_known`: there already, or twice in the list.',
      ),
  }),
)

const importedRow = called(
  'ImportedRow',
  z
    .strictObject({
      row: z.int().describe('From 0, in the order in which they were given.'),
      id: z.string().optional().describe('Absent in a preview, and where there are errors.'),
      errors: z.array(rowError).optional(),
    })
    .describe('What came of one row.'),
)

export const importResult: z.ZodType<ImportResult> = called(
  'ImportResult',
  z.strictObject({
    results: z.array(importedRow),
    imported: z.int().describe('How many were brought in.'),
  }),
)

export const staffIds: z.ZodType<{ readonly ids: readonly string[] }> = z.strictObject({
  ids: z.array(text).min(1).max(maxRows),
})

const staffState: z.ZodType<StaffState> = called(
  'StaffState',
  z
    .enum(['imported', 'to_verify', 'to_review', 'issued', 'suspended', 'revoked', 'rejected'])
    .describe(
      '批量导入 `imported` -> 待核验 `to_verify` (an offer is out) -> 待复核 `to_review` (their key is confirmed) -> 已签发 `issued`; then 已停用 `suspended`, 已撤销 `revoked`; or `rejected`.',
    ),
)

export const staffQuery: z.ZodType<{
  readonly after?: number | undefined
  readonly limit?: number | undefined
  readonly state?: StaffState | undefined
}> = z.strictObject({ ...pageMembers, state: staffState.optional() })

const issuedName: z.ZodType<IssuedName> = called(
  'IssuedName',
  z
    .strictObject({ issuer: did, id: z.string(), validUntil: instant })
    .describe('A credential that was issued, by its name.'),
)

export const staffMember: z.ZodType<StaffMember> = called(
  'StaffMember',
  z
    .strictObject({
      ...rowMembers,
      id: z.string(),
      state: staffState,
      department: did,
      importedAt: instant,
      importedBy: z.string().describe('Names, as their credentials gave them.'),
      confirmedBy: z.string().optional(),
      approvedBy: z.string().optional(),
      thumbprint: z.string().optional().describe('Of the key that was confirmed: RFC 7638.'),
      holder: did.optional(),
      role: issuedName.optional(),
      licence: issuedName.optional(),
      reason: z.string().optional(),
      evidence: z
        .string()
        .optional()
        .describe('Evidence id of what the list told when it was last suspended or reinstated.'),
      digest: z
        .string()
        .optional()
        .describe('What an approval signs of it: changes with anything above that is issued.'),
    })
    .describe('A member of the staff of a department.'),
)

export const staffMembers: z.ZodType<{ readonly items: readonly StaffMember[] }> = z.strictObject({
  items: z.array(staffMember),
})

/** A code and no prose: it goes into lists that anybody may read. */
export const reason: z.ZodType<{ readonly reason: string }> = z.strictObject({
  reason: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/),
})

export const staffApproval: z.ZodType<{ readonly approval: string }> = z.strictObject({
  approval: token.describe('From `signStaffApproval`.'),
})

const credentialUse: z.ZodType<CredentialUse> = typed(
  '@fidecura/credentials#CredentialUse',
  z.strictObject({
    issuer: z.string().describe('Digest of the DID of whoever issued the credential.'),
    id: z.string().describe('Digest of `id` or `jti` of the credential.'),
    kind: z.enum(['entry', 'presentation', 'statement']),
    reference: z.string().describe('Says which one and nothing about anybody.'),
    at: instant,
    proven: z
      .boolean()
      .describe('Whether something beside its signer’s word shows that it was done by then.'),
  }),
  'CredentialUse',
)

export const staffImpact: z.ZodType<StaffImpact> = called(
  'StaffImpact',
  z
    .strictObject({
      before: z.array(credentialUse),
      after: z
        .array(credentialUse)
        .describe('From the instant on from which the role counts as bad.'),
      invalidFrom: instant.optional(),
      more: z.boolean(),
    })
    .describe('What was done under the role of somebody.'),
)

export const revocationSubmission: z.ZodType<RevocationSubmission> = typed(
  '@fidecura/credentials#RevocationSubmission',
  z
    .strictObject({
      order: token,
      evidence: z.strictObject({
        role: z.string().describe('A PractitionerRole, bound to the key that signed.'),
        licence: z.string().describe('The licence that it names, showing its registration.'),
        chain: z.array(z.string()).optional(),
      }),
    })
    .describe('An order, and what shows that somebody may give it.'),
  'RevocationSubmission',
)

export const revocationItem: z.ZodType<RevocationItem> = called(
  'RevocationItem',
  z
    .strictObject({
      id: z.string(),
      state: z.enum(['proposed', 'done', 'expired']),
      order: z
        .string()
        .describe(
          'The first signature: read it with `decodeRevocationOrder`, sign it with `approveRevocationOrder`.',
        ),
      staff: z.string().optional(),
      proposedBy: z.string(),
      approvedBy: z.string().optional(),
      evidence: z
        .string()
        .optional()
        .describe('Evidence id of what the list told once it was done.'),
      proposedAt: instant,
      expiresAt: instant,
    })
    .describe('A revocation by two people.'),
)

export const authority: z.ZodType<Authority> = called(
  'Authority',
  z
    .strictObject({ department: z.string(), chain: z.array(z.string()) })
    .describe('The chain of authority of the department: for `explainAuthority`.'),
)
