import { createBrand, type EpochSeconds, type Minted } from '@fidecura/base'
import type { PublicJwk } from '@fidecura/identity'
import { ConsentError } from './errors.ts'
import { type JudgedBy, openingOf } from './judged-by.ts'
import { keepSigned } from './patient-act.ts'
import type { AgeRules } from './representation/age.ts'
import type { Authority, StatementEvidence } from './representation/representation.ts'
import { type OpenTokenOptions, openToken } from './signed-token.ts'
import { type Statement, statementKind } from './statement.ts'
import { assertConsistent } from './statement-consistency.ts'
import { proveStatementSigner } from './statement-signer.ts'

declare const verified: unique symbol

/** Signed by the patient of the record, or in their place. Only {@link verifyStatement} makes one. */
export interface VerifiedStatement extends Statement {
  /** By what somebody signed in the patient's place; undefined: it was the patient. */
  readonly authority: Authority | undefined
  readonly at: EpochSeconds
  readonly now: EpochSeconds
  readonly [verified]: true
}

/** By whom a statement is judged, and when. */
export interface VerifyStatementOptions extends JudgedBy {
  /** Whose key it is that signed. */
  readonly evidence: StatementEvidence
  /**
   * What the jurisdiction says about age. With it, patients show how old they are where they consent;
   * without it nobody signs for another.
   */
  readonly ages?: AgeRules | undefined
  /** When the key must be the patient's; at most 60 s before `now`. Default: `now`. */
  readonly at?: EpochSeconds
}

/**
 * Proves that the patient of the record, or whoever may in their place, signed a statement just now, and that its text says what its
 * terms mean. Whether it was withdrawn, only its register knows: decisions take a whole set, from
 * `verifyStatementSet`.
 *
 * @throws {@link ConsentError} `token_malformed`, `token_from_future`, `signer_not_patient`,
 *   `statement_assurance_mismatch`, `statement_text_mismatch`, `statement_wider_than_source`,
 *   `statement_subject_mismatch`; `patient_not_of_age`, `birth_date_missing`; of a representative
 *   `representation_not_accepted`, `representation_mismatch`, `representation_beyond_power`,
 *   `representative_is_grantee`, `authority_ended`, `guardians_missing`, `guardians_not_distinct`,
 *   `agreement_mismatch`; those of
 *   `parseTerms` and `termsFromFhir`; IdentityError of `decodeJws` and `verifyDidJws`;
 *   CredentialError of the verifier for the identity.
 */
export async function verifyStatement(
  token: string,
  options: VerifyStatementOptions,
): Promise<VerifiedStatement> {
  const opening = openingOf(options, options.at)
  const { at, now } = opening
  const { content: statement, publicKey } = await openToken(token, statementKind, opening)
  // First, for it is cheap: nobody but a patient may have us compare hundreds of rules with a source.
  const signed = { statement, publicKey, token }
  const authority = await proveStatementSigner(signed, { ...options, at, now })
  await assertConsistent(statement)
  const value = brand.mint(Object.freeze({ ...statement, authority, at, now }))
  keepSigned(value, { token, publicKey })
  return value
}

const brand: Minted<VerifiedStatement> = /* @__PURE__ */ createBrand(
  () => new ConsentError('token_not_verified', 'Pass the value that verifyStatement returned'),
)

/**
 * Lets nothing pass but the very value that {@link verifyStatement} returned.
 *
 * @throws {@link ConsentError} `token_not_verified`.
 */
export function assertVerifiedStatement(value: unknown): asserts value is VerifiedStatement {
  brand.assert(value)
}

/** Everything but whose key it is. */
export async function proveStatement(
  token: string,
  options: OpenTokenOptions,
): Promise<{ readonly statement: Statement; readonly publicKey: PublicJwk }> {
  const { content: statement, publicKey } = await openToken(token, statementKind, options)
  await assertConsistent(statement)
  return { statement, publicKey }
}
