import type { EpochSeconds } from '@fidecura/base'
import { decodeJws, digestOf } from '@fidecura/identity'
import { decodeToken, maxTokenBytes, type SignTokenOptions, signToken } from '../signed-token.ts'
import { statementKind } from '../statement.ts'
import { assertConsistent } from '../statement-consistency.ts'
import type { RecordNumber } from '../statement-set.ts'
import { withdrawalKind } from '../withdrawal.ts'
import { type AgreeingAs, agreementKind } from './agreement.ts'

/** As what somebody agrees, and when. */
export interface SignAgreementOptions extends SignTokenOptions {
  readonly as: AgreeingAs
  readonly issuedAt: EpochSeconds
}

/**
 * Agrees to a statement or withdrawal that another person has signed. Show its text first: of a
 * statement it is looked at that this says what the terms mean.
 *
 * @param act - The token of the statement or withdrawal.
 * @returns A compact JWS of type `fidecura-agreement+jwt`.
 * @throws {@link ConsentError} `token_malformed`, `statement_text_mismatch` and its like; those of
 *   `decodeJws` and `signJws`.
 */
export async function signAgreement(
  act: string,
  { as, issuedAt, ...options }: SignAgreementOptions,
): Promise<string> {
  const { system, value } = await recordOf(act)
  const payload = {
    version: 'urn:fidecura:agreement:1',
    iss: options.signer.did,
    iat: issuedAt,
    as,
    act: await digestOf(act),
    record: { system, value },
  }
  return signToken(payload, agreementKind, options)
}

async function recordOf(act: string): Promise<RecordNumber> {
  const { header } = decodeJws(act, { maxBytes: maxTokenBytes })
  if (header.typ !== statementKind.typ) return decodeToken(act, withdrawalKind).content.record
  const { content } = decodeToken(act, statementKind)
  await assertConsistent(content)
  return content.record
}
