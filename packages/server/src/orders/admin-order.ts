import {
  allowedSkewSeconds,
  CodedError,
  canonicalizeJson,
  type EpochSeconds,
  type JsonObject,
  parseJson,
} from '@fidecura/base'
import {
  type Did,
  decodeJws,
  parseDid,
  type Signer,
  signJws,
  verifyDidJws,
} from '@fidecura/identity'
import { z } from 'zod'
import { ServerError } from '../errors.ts'
import type { Hospital } from '../hospital/hospital.ts'
import { type AdminAct, adminAct } from './admin-act.ts'

/** `typ` of an order of an administrator, the first and the second signature alike. */
const adminOrderType = 'fidecura-admin-order+jwt'
const version = 'urn:fidecura:admin-order:1'

const maxBytes = 32_768
/** How old a signature may be when it is handed in. */
const maxAgeSeconds = 600
/** How long an order may wait for its second signature. */
const longestSeconds = 7 * 86_400

/** What is ordered, of which hospital, and until when it may be carried out. */
export interface AdminOrder {
  /** `urn:uuid:…`: used once. */
  readonly id: string
  readonly hospital: Did
  readonly act: AdminAct
  readonly expiresAt: EpochSeconds
}

/** An order that proves nothing yet. */
export interface UnverifiedAdminOrder {
  readonly signer: Did
  readonly issuedAt: EpochSeconds
  readonly order: AdminOrder
}

const orderSchema = z.strictObject({
  version: z.literal(version),
  iss: z.string(),
  iat: z.int(),
  order: z.strictObject({
    id: z.string().regex(/^urn:uuid:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/),
    hospital: z.string(),
    act: adminAct,
    expiresAt: z.int(),
  }),
})

/**
 * Signs an order, as the first or as the second administrator: both sign the very same one.
 *
 * @returns A compact JWS of type `fidecura-admin-order+jwt`.
 * @throws {@link ServerError} `order_malformed`; IdentityError `signer_failed`.
 */
export async function signAdminOrder(
  order: AdminOrder,
  { signer, issuedAt }: { readonly signer: Signer; readonly issuedAt: EpochSeconds },
): Promise<string> {
  const payload = { version, iss: signer.did, iat: Math.floor(issuedAt), order: { ...order } }
  read(payload)
  return signJws(payload as unknown as JsonObject, { signer, typ: adminOrderType })
}

/** Reads an order and proves nothing. @throws ServerError `order_malformed`; those of `decodeJws`. */
export function decodeAdminOrder(token: string): UnverifiedAdminOrder {
  return read(payloadOf(decodeJws(token, { maxBytes }).payload))
}

/**
 * Proves that somebody has signed an order of this hospital just now, and that it may be carried out yet.
 *
 * @param signer - Who is signed in: nobody acts by what others have left lying about.
 * @throws ServerError `order_malformed`, `approval_mismatch`, `order_expired`; those of `verifyDidJws`.
 */
export async function verifyAdminOrder(
  token: string,
  hospital: Pick<Hospital, 'site' | 'directory' | 'clock'>,
  signer: Did | undefined,
): Promise<AdminOrder> {
  const { order, issuedAt } = await verifySignedOrder(token, hospital, signer)
  const now = hospital.clock()
  const age = now - issuedAt
  if (!(age <= maxAgeSeconds && age >= -allowedSkewSeconds)) throw mismatch()
  assertInTime(order, now)
  return order
}

/**
 * Proves that somebody has signed an order of this hospital, whenever that was.
 *
 * @throws ServerError `order_malformed`, `approval_mismatch`; those of `verifyDidJws`.
 */
export async function verifySignedOrder(
  token: string,
  { site, directory, clock }: Pick<Hospital, 'site' | 'directory' | 'clock'>,
  signer: Did | undefined,
): Promise<UnverifiedAdminOrder> {
  const decoded = decodeAdminOrder(token)
  if (decoded.signer !== signer || decoded.order.hospital !== site.did) throw mismatch()
  const now = clock()
  await verifyDidJws(decodeJws(token, { maxBytes }), {
    ...{ issuer: signer, typ: adminOrderType, relationship: 'assertionMethod' },
    ...{ resolve: directory.resolve, at: now, now },
  })
  return decoded
}

/** Whether two people have signed one and the same order, to the last member. */
export function isSameOrder(one: AdminOrder, other: AdminOrder): boolean {
  const bytes = (order: AdminOrder): string =>
    new TextDecoder().decode(canonicalizeJson(order as unknown as JsonObject))
  return bytes(one) === bytes(other)
}

function assertInTime({ expiresAt }: AdminOrder, now: EpochSeconds): void {
  if (expiresAt > now && expiresAt <= now + longestSeconds + allowedSkewSeconds) return
  throw new ServerError('order_expired', 'Its time is over, or further away than a week')
}

function read(payload: unknown): UnverifiedAdminOrder {
  const result = orderSchema.safeParse(payload)
  if (!result.success) {
    const place = `/${result.error.issues[0]?.path.map(String).join('/') ?? ''}`
    throw malformed(/^[\w/]{1,100}$/.test(place) ? place : '')
  }
  const { iss, iat, order } = result.data
  const hospital = parseDid(order.hospital)
  // As it was signed: what a schema leaves as it is, is compared to the byte.
  const signed = { ...order, hospital, expiresAt: order.expiresAt as EpochSeconds }
  return { signer: parseDid(iss), issuedAt: iat as EpochSeconds, order: signed }
}

function payloadOf(bytes: Uint8Array): unknown {
  try {
    return parseJson(bytes, { maxBytes, maxDepth: 8 })
  } catch (error) {
    if (CodedError.is(error)) throw malformed('')
    throw error
  }
}

function mismatch(): ServerError {
  return new ServerError('approval_mismatch', 'Not the order of whoever is signed in, of now')
}

function malformed(place: string): ServerError {
  return new ServerError('order_malformed', 'Not an order of an administrator', { place })
}
