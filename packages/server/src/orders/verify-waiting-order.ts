import type { Clock, EpochSeconds } from '@fidecura/base'
import { credentialTypes, parsePractitionerRoleClaims, type Verifier } from '@fidecura/credentials'
import type { Did, ResolveDid } from '@fidecura/identity'
import type { AdminOrderItem, Party } from '../api/bodies.ts'
import { ServerError } from '../errors.ts'
import { type AdminOrder, decodeAdminOrder, verifySignedOrder } from './admin-order.ts'

/** An order that waits, as its own signature and the credentials of whoever gave it prove it. */
export interface WaitingOrder {
  readonly order: AdminOrder
  readonly signer: Did
  readonly signedAt: EpochSeconds
  /** Of whoever signed: as their role names them, and where they work. */
  readonly name: string
  readonly department: Party
}

/** Of whom it is, and whom the caller trusts. */
export interface VerifyWaitingOrderOptions {
  readonly hospital: Did
  readonly verifier: Pick<Verifier, 'verifyCredential'>
  readonly resolve: ResolveDid
  readonly clock: Clock
}

/**
 * Proves what waits for a second signature, and whose the first one is, before anybody signs the same: what the service
 * says beside it is not looked at.
 *
 * @throws ServerError `order_malformed`, `approval_mismatch`: another hospital’s, or signed by somebody else than the
 *   role is of; those of `verifyDidJws` and of the verifier.
 */
export async function verifyWaitingOrder(
  { order: token, evidence }: Pick<AdminOrderItem, 'order' | 'evidence'>,
  { hospital, verifier, resolve, clock }: VerifyWaitingOrderOptions,
): Promise<WaitingOrder> {
  const { signer } = decodeAdminOrder(token)
  const of = { site: { did: hospital }, directory: { resolve }, clock }
  const { order, issuedAt } = await verifySignedOrder(token, of, signer)
  if (evidence === undefined) throw mismatch()
  const { role, licence, chain = [] } = evidence
  const types = [credentialTypes.practitionerRole]
  const beside = licence === undefined ? { chain } : { licence, chain }
  const { subject, claims } = await verifier.verifyCredential(role, { types, ...beside })
  if (subject !== signer) throw mismatch()
  const { name = '', department } = parsePractitionerRoleClaims(claims)
  return Object.freeze({ order, signer, signedAt: issuedAt, name, department })
}

function mismatch(): ServerError {
  return new ServerError('approval_mismatch', 'Not signed by whoever is said to have')
}
