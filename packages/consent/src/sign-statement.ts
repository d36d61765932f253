import type { EpochSeconds } from '@fidecura/base'
import { type Did, digestOf } from '@fidecura/identity'
import type { HowGiven } from './how-given.ts'
import { renderTerms } from './render.ts'
import type { RepresentedBy } from './representation/representation.ts'
import { type SignTokenOptions, signToken } from './signed-token.ts'
import {
  type Statement,
  type StatementSource,
  statementKind,
  statementPayload,
} from './statement.ts'
import { assertConsistent } from './statement-consistency.ts'
import type { Grantee, RecordNumber, StatementKind } from './statement-set.ts'
import type { Terms } from './terms.ts'
import { malformed } from './token-shape.ts'
import type { StatementReference } from './withdrawal.ts'

/** What the patient was shown and wants to state. */
export interface StatementContent extends HowGiven {
  /** A URI that the patient uses once, such as `urn:uuid:…`. */
  readonly id: string
  readonly kind: StatementKind
  /** As whom it is signed in the patient's place. Default: the patient signs. */
  readonly by?: RepresentedBy
  readonly record: RecordNumber
  readonly grantee: Grantee
  /** Who keeps the data. */
  readonly controller: Grantee
  readonly terms: Terms
  /** The FHIR Consent that the terms were read from, which they equal or narrow. */
  readonly source?: StatementSource
  /** That of the text shown. */
  readonly language: Statement['language']
  /** In force from here, inclusive, */
  readonly validFrom: EpochSeconds
  /** to here, exclusive. */
  readonly validUntil: EpochSeconds
  readonly issuedAt: EpochSeconds
  readonly supersedes?: StatementReference
  /** The DID of the one register that it goes to. */
  readonly register: Did
}

/**
 * Signs a statement as the patient or, with `by`, in the patient's place. Show `renderTerms` first, with
 * the DID of the signer as `issuer`: that text is what is signed.
 *
 * @param content - Instants in whole seconds.
 * @returns A credential, `vc+jwt`, of type `urn:fidecura:statement:<kind>:1`.
 * @throws {@link ConsentError} `token_malformed`, `terms_malformed`, `statement_wider_than_source`,
 *   `statement_subject_mismatch`, those of `termsFromFhir`; those of `signJws`.
 */
export async function signStatement(
  content: StatementContent,
  options: SignTokenOptions,
): Promise<string> {
  const { validFrom, validUntil } = content
  // Written as date-times, which would cut a fraction off.
  if (!Number.isInteger(validFrom)) throw malformed('/validFrom')
  if (!Number.isInteger(validUntil)) throw malformed('/validUntil')
  const { did: issuer } = options.signer
  // Whatever a caller without types brings: an older text shows less.
  const textVersion = 2
  const text = renderTerms({ ...content, issuer, textVersion })
  const statement: Statement = {
    ...content,
    by: content.by,
    source: content.source,
    supersedes: content.supersedes,
    channel: content.channel,
    assurance: content.assurance,
    request: content.request,
    issuer,
    textVersion,
    text,
    textDigest: await digestOf(text),
  }
  await assertConsistent(statement)
  return signToken(statementPayload(statement), statementKind, options)
}
