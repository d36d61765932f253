import { digestOf } from '@fidecura/identity'
import { type AgreedSignature, verifyAgreedSignature } from '../agreed-signature.ts'
import { ConsentError } from '../errors.ts'
import { readSignerEvidence } from '../evidence-shape.ts'
import { agreementKind } from '../representation/agreement.ts'
import type { StatementEvidence } from '../representation/representation.ts'
import { decodeToken } from '../signed-token.ts'
import { verifyStatement } from '../verify-statement.ts'
import { actOf, recordKey } from './register-entry.ts'
import { assertRoomForSignature } from './register-limits.ts'
import { judgementOf, type RegisterParts } from './register-parts.ts'
import type { RegisterEntry } from './register-store.ts'
import { signatureEntryOf, signaturesIn } from './signature-entry.ts'

/**
 * Keeps what a witness or clinician signed beside a registered statement, once for each of them.
 *
 * @throws ConsentError as `Register.keepSignature`.
 */
export async function keepSignature(
  { agreement, evidence }: AgreedSignature,
  signal: AbortSignal | undefined,
  parts: RegisterParts,
): Promise<RegisterEntry> {
  const { store, clock, ages } = parts
  const { content } = decodeToken(agreement, agreementKind)
  const { as, act: digest, issuer, record } = content
  if (as !== 'witness' && as !== 'clinician') throw mismatch()
  const { entries } = await store.snapshot(recordKey(record), clock)
  const known = entries.find((entry) => entry.kind === 'statement' && entry.digest === digest)
  if (known === undefined) throw mismatch()
  const shown = readSignerEvidence(evidence)
  const { token, evidence: own } = actOf(known)
  const judgement = await judgementOf(parts, own as StatementEvidence, signal)
  const act = await verifyStatement(token, { ...judgement, ages })
  await verifyAgreedSignature(act, { agreement, evidence: shown }, { ...judgement, as })
  assertRoomForSignature(signaturesIn(entries).get(digest) ?? [])
  const entry = signatureEntryOf(record, [digest, as, issuer], {
    token: agreement,
    digest: await digestOf(agreement),
    evidence: shown,
  })
  return store.append(entry, clock)
}

function mismatch(): ConsentError {
  return new ConsentError('agreement_mismatch', 'Agrees to nothing that is registered here')
}
