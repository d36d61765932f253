import { randomUUID } from 'node:crypto'
import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import type { RevocationSubmission } from '@fidecura/credentials'
import {
  approveRevocationOrder,
  decodeRevocationOrder,
  signRevocationOrder,
} from '@fidecura/credentials/switch'
import type { Did } from '@fidecura/identity'
import { ServerProblem } from '@fidecura/server/client'
import type { At } from './open-at.ts'
import { staffEvidence } from './standing.ts'

/** A credential that is to be revoked. */
interface Revoked {
  readonly issuer: Did
  readonly id: string
}

// A second person who is away over a weekend still finds it.
const orderSeconds = 7 * 86_400

/** Signs, as the first of two, that a credential is to be revoked. */
export async function firstOrder(
  at: At,
  { issuer, id }: Revoked,
  said: { readonly reason: string; readonly invalidFrom?: EpochSeconds },
): Promise<RevocationSubmission> {
  const { signer, services } = at
  const now = services.environment.clock()
  const content = {
    ...{ id: `urn:uuid:${randomUUID()}`, issuer, selection: { id }, ...said, expected: 1 },
    expiresAt: epochSeconds(now + orderSeconds),
  }
  const order = await signRevocationOrder(content, { signer, issuedAt: now })
  return { order, evidence: await staffEvidence(at) }
}

/**
 * What an order says, which is about this credential and no other.
 *
 * @throws ServerProblem `approval_mismatch`: the hospital shows one thing and has another signed.
 */
export function orderAbout(
  token: string,
  revoked: Revoked | undefined,
): {
  readonly reason: string | undefined
  readonly invalidFrom: EpochSeconds | undefined
} {
  const { issuer, selection, reason, invalidFrom } = decodeRevocationOrder(token).order
  const isOne = Object.keys(selection).length === 1 && selection.id === revoked?.id
  if (isOne && issuer === revoked?.issuer) return { reason, invalidFrom }
  throw new ServerProblem('approval_mismatch', { status: 0, outcome: 'failed' })
}

/** Signs the order of another, as the second. */
export async function secondOrder(at: At, first: string): Promise<RevocationSubmission> {
  const { signer, services } = at
  const issuedAt = services.environment.clock()
  const order = await approveRevocationOrder(first, { signer, issuedAt })
  return { order, evidence: await staffEvidence(at) }
}
