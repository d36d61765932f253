import { canonicalizeJson, type JsonObject } from '@fidecura/base'
import { digestOf } from '@fidecura/identity'
import type { StaffMember, StaffRow } from '../api/bodies.ts'

/**
 * What an approval signs of a member of the staff: who they are, what the role allows, and the key that was
 * confirmed.
 *
 * @returns Base64url SHA-256 of the canonical form (RFC 8785).
 */
export function staffDigest(
  member: Omit<StaffRow, 'purposes' | 'specialties'> &
    Pick<StaffMember, 'id' | 'department' | 'thumbprint' | 'purposes' | 'specialties'>,
): Promise<string> {
  const { id, department, thumbprint = '', name, registration, profession } = member
  const { specialties, purposes, jurisdiction, licensedUntil } = member
  const approved = {
    ...{ version: 'urn:fidecura:staff-member:1', id, department, thumbprint, name, registration },
    ...{ profession, specialties, purposes, jurisdiction, licensedUntil },
  }
  return digestOf(canonicalizeJson(approved as unknown as JsonObject))
}
