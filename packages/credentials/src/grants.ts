import { CredentialError } from './errors.ts'
import type { IssuingAccreditationClaims } from './issuing-accreditation.ts'

/** Values that are granted; `'*'` is any, absence is none. */
export type Grant = readonly string[] | '*' | undefined

/** What a credential says that somebody above its issuer must have granted. */
export interface Assertion {
  readonly types: readonly string[]
  readonly organisations: readonly string[]
  readonly departments: readonly string[]
  readonly specialties: readonly string[]
  readonly purposes: readonly string[]
  /** Of a patient's identity or a guardianship: who numbers the record that it is about. */
  readonly recordSystems: readonly string[]
  /** Of an accreditation: what it passes on, which is no more than its issuer holds. */
  readonly accreditation?: IssuingAccreditationClaims
}

const constrained = [
  'organisations',
  'departments',
  'specialties',
  'purposes',
  'recordSystems',
] as const

/**
 * @throws {@link CredentialError} `authority_type_not_granted`, `authority_value_not_granted`; the
 *   place is the member of the accreditation that lacks it.
 */
export function assertGranted(
  assertion: Assertion,
  accreditation: IssuingAccreditationClaims,
): void {
  if (!covers(accreditation.types, assertion.types)) {
    throw new CredentialError('authority_type_not_granted', 'A type that is not granted')
  }
  for (const member of constrained) {
    if (!covers(accreditation[member], assertion[member])) {
      throw new CredentialError('authority_value_not_granted', 'A value that is not granted', {
        place: member,
      })
    }
  }
}

/**
 * An accreditation may pass on what the one above it holds, or less, as long as levels are left.
 *
 * @throws {@link CredentialError} `authority_depth_exceeded`, `authority_widened`.
 */
export function assertNarrows(
  inner: IssuingAccreditationClaims,
  outer: IssuingAccreditationClaims,
): void {
  if (inner.depth >= outer.depth) {
    throw new CredentialError('authority_depth_exceeded', 'No further accreditation is allowed')
  }
  for (const member of ['types', ...constrained] as const) {
    if (!covers(outer[member], inner[member])) {
      throw new CredentialError('authority_widened', 'More than the one above holds', {
        place: member,
      })
    }
  }
}

function covers(outer: Grant, inner: Grant): boolean {
  if (outer === '*' || inner === undefined) return true
  return inner !== '*' && inner.every((value) => outer?.includes(value) === true)
}
