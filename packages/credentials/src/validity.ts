import { allowedSkewSeconds, type EpochSeconds } from '@fidecura/base'
import type { Credential } from './credential.ts'
import { credentialTypes } from './credential-types.ts'
import { CredentialError } from './errors.ts'
import { isHealthCredential } from './health-claims.ts'

/** @throws {@link CredentialError} `credential_not_yet_valid`, `credential_expired`. */
export function assertInForce(credential: Credential, at: EpochSeconds, now: EpochSeconds): void {
  const { validFrom, validUntil, issuedAt } = credential
  // Nothing holds before it was made, wherever it says that it begins: whoever asks about the past
  // would take what was not there then.
  const early =
    at < (validFrom ?? 0) || (issuedAt !== undefined && at < issuedAt - allowedSkewSeconds)
  if (early || (issuedAt !== undefined && issuedAt > now + allowedSkewSeconds)) {
    throw new CredentialError('credential_not_yet_valid', 'Does not hold yet')
  }
  if (validUntil !== undefined && at >= validUntil) {
    throw new CredentialError('credential_expired', 'No longer holds')
  }
}

/** @throws {@link CredentialError} `credential_type_unexpected`, also for none at all. */
export function assertTypes(credential: Credential, expected: readonly string[] | undefined): void {
  const { types } = credential
  const right = expected === undefined || types.every((type) => expected.includes(type))
  if (types.length === 0 || !right) {
    throw new CredentialError('credential_type_unexpected', 'Not a type that was asked for')
  }
}

/**
 * Whoever comes by a credential of ours must not be able to use it: it names its holder's key or,
 * where only signatures of its subject count, the DID that makes them.
 *
 * @throws {@link CredentialError} `holder_binding_missing`.
 */
export function assertNotBearer(credential: Credential): void {
  if (credential.holderKey === undefined && credential.types.some((type) => presented.has(type))) {
    throw new CredentialError('holder_binding_missing', 'Names no key of its holder')
  }
}

const presented: ReadonlySet<string> = /* @__PURE__ */ new Set([
  credentialTypes.practitionerLicence,
  credentialTypes.practitionerRole,
  credentialTypes.delegationOfAuthority,
  credentialTypes.healthAssessment,
])

/** @throws {@link CredentialError} `status_missing`. */
export function assertHasStatus(credential: Credential): void {
  if (credential.status.length === 0 && isHealthCredential(credential)) {
    throw new CredentialError('status_missing', 'A type of ours without a status entry')
  }
}
