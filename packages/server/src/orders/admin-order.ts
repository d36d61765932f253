import {
  allowedSkewSeconds,
  type Clock,
  canonicalizeJson,
  type EpochSeconds,
  type JsonObject,
} from '@fidecura/base'
import { type Did, parseDid, type ResolveDid, type Signer } from '@fidecura/identity'
import { z } from 'zod'
import {
  type ActKind,
  assertJustSigned,
  decodeAct,
  signAct,
  verifyAct,
} from '../approval/signed-act.ts'
import { ServerError } from '../errors.ts'
import { type AdminAct, adminAct } from './admin-act.ts'

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

/** What of a hospital an order is proven by. */
export interface OrderedHospital {
  readonly site: { readonly did: Did }
  readonly directory: { readonly resolve: ResolveDid }
  readonly clock: Clock
}

/** An order that proves nothing yet. */
export interface UnverifiedAdminOrder {
  readonly signer: Did
  readonly issuedAt: EpochSeconds
  readonly order: AdminOrder
}

const orderSchema = z.strictObject({
  order: z.strictObject({
    id: z.string().regex(/^urn:uuid:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/),
    hospital: z.string(),
    act: adminAct,
    expiresAt: z.int(),
  }),
})

/** The first and the second signature alike. */
const kind: ActKind<AdminOrder> = {
  ...{ typ: 'fidecura-admin-order+jwt', version: 'urn:fidecura:admin-order:1' },
  ...{ maxBytes: 32_768, maxAgeSeconds: 600 },
  read(said) {
    const result = orderSchema.safeParse(said)
    if (!result.success) throw malformed(placeOf(result.error))
    const { order } = result.data
    // As it was signed: what a schema leaves as it is, is compared to the byte.
    return {
      ...order,
      hospital: parseDid(order.hospital),
      expiresAt: order.expiresAt as EpochSeconds,
    }
  },
  malformed: () => malformed(''),
  mismatch,
}

/**
 * Reads what an administrator may order.
 *
 * @throws {@link ServerError} `order_malformed`.
 */
export function parseAdminAct(json: unknown): AdminAct {
  const result = adminAct.safeParse(json)
  if (result.success) return result.data
  throw malformed(placeOf(result.error))
}

/**
 * Signs an order, as the first or as the second administrator: both sign the very same one.
 *
 * @returns A compact JWS of type `fidecura-admin-order+jwt`.
 * @throws {@link ServerError} `order_malformed`; IdentityError `signer_failed`.
 */
export async function signAdminOrder(
  order: AdminOrder,
  options: { readonly signer: Signer; readonly issuedAt: EpochSeconds },
): Promise<string> {
  return signAct(kind, { order: { ...order } } as unknown as JsonObject, options)
}

/** Reads an order and proves nothing. @throws ServerError `order_malformed`; those of `decodeJws`. */
export function decodeAdminOrder(token: string): UnverifiedAdminOrder {
  const { signer, issuedAt, said } = decodeAct(kind, token)
  return { signer, issuedAt, order: said }
}

/**
 * Proves that somebody has signed an order of this hospital just now, and that it may be carried out yet.
 *
 * @param signer - Who is signed in: nobody acts by what others have left lying about.
 * @throws ServerError `order_malformed`, `approval_mismatch`, `order_expired`; those of `verifyDidJws`.
 */
export async function verifyAdminOrder(
  token: string,
  hospital: OrderedHospital,
  signer: Did | undefined,
): Promise<AdminOrder> {
  const { order, issuedAt } = await verifySignedOrder(token, hospital, signer)
  const now = hospital.clock()
  assertJustSigned(kind, { issuedAt }, now)
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
  { site, directory, clock }: OrderedHospital,
  signer: Did | undefined,
): Promise<UnverifiedAdminOrder> {
  const decoded = decodeAct(kind, token)
  const { said: order, issuedAt } = decoded
  if (decoded.signer !== signer || order.hospital !== site.did) throw mismatch()
  await verifyAct(kind, decoded, { resolve: directory.resolve, now: clock() })
  return { signer, issuedAt, order }
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

function placeOf({ issues }: z.ZodError): string {
  const place = `/${issues[0]?.path.map(String).join('/') ?? ''}`
  return /^[\w/]{1,100}$/.test(place) ? place : ''
}

function mismatch(): ServerError {
  return new ServerError('approval_mismatch', 'Not the order of whoever is signed in, of now')
}

function malformed(place: string): ServerError {
  return new ServerError('order_malformed', 'Not an order of an administrator', { place })
}
