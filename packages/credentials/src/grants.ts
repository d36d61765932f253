import { credentialTypes } from './credential-types.ts'
import { CredentialError } from './errors.ts'
import type { IssuingAccreditationClaims } from './issuing-accreditation.ts'

/** Values that are granted; `'*'` is any, absence is none. */
export type Grant = readonly string[] | '*' | undefined

/** What a credential says that somebody above its issuer must have granted. */
export interface Assertion {
  readonly types: readonly string[]
  /** Names of the claims that it makes; of an accreditation none, for what it passes on counts. */
  readonly fields: readonly string[]
  readonly organisations?: readonly string[] | undefined
  readonly departments?: readonly string[] | undefined
  readonly specialties?: readonly string[] | undefined
  readonly purposes?: readonly string[] | undefined
  readonly privileges?: readonly string[] | undefined
  readonly actions?: readonly string[] | undefined
  readonly assessments?: readonly string[] | undefined
  /** Who numbers the record that it is about. */
  readonly recordSystems?: readonly string[] | undefined
  /** Who numbers the persons that it names. */
  readonly registers?: readonly string[] | undefined
  /** Of an accreditation: what it passes on, which is no more than its issuer holds. */
  readonly accreditation?: IssuingAccreditationClaims
}

const constrained = [
  'types',
  'organisations',
  'departments',
  'specialties',
  'purposes',
  'privileges',
  'actions',
  'assessments',
  'recordSystems',
  'registers',
  'fields',
] as const

/**
 * @throws {@link CredentialError} `authority_type_not_granted`, `authority_value_not_granted`; the
 *   place is the member of the accreditation that lacks it.
 */
export function assertGranted(
  assertion: Assertion,
  accreditation: IssuingAccreditationClaims,
): void {
  const place = exceededBy(assertion, accreditation)
  // Whoever could be accredited for mandates could name itself the proxy of any patient.
  if (place === 'types' || assertion.types.includes(credentialTypes.proxyMandate)) {
    throw new CredentialError('authority_type_not_granted', 'A type that is not granted')
  }
  if (place === undefined) return
  throw new CredentialError('authority_value_not_granted', 'A value that is not granted', { place })
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
  const place = exceededBy(inner, outer)
  if (place === undefined) return
  throw new CredentialError('authority_widened', 'More than the one above holds', { place })
}

/** The first member of the outer one that does not hold what the inner one has. */
function exceededBy(
  inner: Assertion | IssuingAccreditationClaims,
  outer: IssuingAccreditationClaims,
): string | undefined {
  return constrained.find((member) => {
    // Whoever says nothing about fields grants any, and so asks for any.
    const silence = member === 'fields' ? '*' : undefined
    return !covers(outer[member] ?? silence, inner[member] ?? silence)
  })
}

function covers(outer: Grant, inner: Grant): boolean {
  if (outer === '*' || inner === undefined) return true
  return inner !== '*' && inner.every((value) => outer?.includes(value) === true)
}
