import {
  type allowLoopbackHttp,
  createBrand,
  deepFreeze,
  type EpochSeconds,
  isLoopbackPage,
  type Minted,
} from '@fidecura/base'
import { type Did, digestOf } from '@fidecura/identity'
import { ConsentError } from '../errors.ts'
import { type JudgedBy, openingOf } from '../judged-by.ts'
import { openToken } from '../signed-token.ts'
import type { Grantee, RecordNumber } from '../statement-set.ts'
import { type ConsentRequest, consentRequestKind } from './consent-request.ts'
import { proveRequester, type RequesterEvidence } from './requester-evidence.ts'
import { webHostOf } from './web-host.ts'

/** Somebody who keeps data of the patient, as the patient's own side knows them. */
export interface Custodian extends Grantee {
  /** The register that they ask. */
  readonly register: Did
  /** The patient's number there. */
  readonly record: RecordNumber
}

/** On whose side a request is opened, how it got there, and whom that side trusts. */
export interface VerifyConsentRequestOptions extends JudgedBy {
  /** Who asks. Came with the request. */
  readonly evidence: RequesterEvidence
  /** The patient's own DIDs, for requests that are made for one of them. */
  readonly dids: readonly Did[]
  /** The nonce of the link that was opened, if one was. */
  readonly link?: string
  /**
   * Where it was received from, `https://…`, as the browser or the system says and not as the sender
   * does; `in_person` for a code that was read from a screen or from paper.
   */
  readonly origin: string
  /** Who keeps data of the patient, each once: name the one record that is to be opened. */
  readonly custodians: readonly Custodian[]
  /** Exact origins such as `http://127.0.0.1:8080`, from which those whose DID lies there may deliver. */
  readonly [allowLoopbackHttp]?: readonly string[]
}

declare const verified: unique symbol

/** A request that was made for this patient, and by whom. Only {@link verifyConsentRequest} makes one. Deep-frozen. */
export interface VerifiedConsentRequest
  extends Omit<ConsentRequest, 'grantee' | 'controller' | 'register'> {
  /** Who signed it, by the name of their credential. */
  readonly requester: Grantee
  readonly grantee: Grantee
  /** As the patient's own side knows them. */
  readonly controller: Grantee
  readonly register: Did
  readonly record: RecordNumber
  /** Base64url SHA-256 of the token. */
  readonly digest: string
  readonly at: EpochSeconds
  readonly now: EpochSeconds
  readonly [verified]: true
}

/**
 * Proves who asks, that they asked this patient, and that nobody else passed their request on. Whether
 * it was answered before, `signAnswer` and `signRefusal` find out.
 *
 * @throws {@link ConsentError} `token_malformed`, `token_from_future`, `request_expired`,
 *   `request_audience_wrong`, `request_relayed`, `request_custodian_unknown`, `request_grantee_wrong`,
 *   `signer_not_requester`, `requester_name_missing`; those of `verifyDidJws`, and of the verifier for
 *   the evidence.
 */
export async function verifyConsentRequest(
  token: string,
  options: VerifyConsentRequestOptions,
): Promise<VerifiedConsentRequest> {
  const opening = openingOf(options, undefined)
  const { at, now, signal } = opening
  const { verifier, evidence } = options
  const { content, publicKey } = await openToken(token, consentRequestKind, opening)
  if (now >= content.expiresAt) throw requestExpired()
  assertAudience(content, options)
  assertDelivered(content, options)
  const { register, record, ...controller } = custodianOf(content, options)
  const signer = { issuer: content.issuer, publicKey }
  const parties = await proveRequester(signer, { verifier, evidence, now, signal })
  const [requester] = parties
  const grantee = parties.find(({ did }) => did === content.grantee)
  if (grantee === undefined) {
    throw new ConsentError('request_grantee_wrong', 'Asks for somebody whom it does not speak for')
  }
  const digest = await digestOf(token)
  const who = { requester, grantee, controller: { ...controller }, register, record: { ...record } }
  return brand.mint(deepFreeze({ ...content, ...who, digest, at, now }))
}

const brand: Minted<VerifiedConsentRequest> = /* @__PURE__ */ createBrand(
  () => new ConsentError('token_not_verified', 'Pass the value that verifyConsentRequest returned'),
)

/**
 * Lets nothing pass but the very value that {@link verifyConsentRequest} returned.
 *
 * @throws {@link ConsentError} `token_not_verified`.
 */
export function assertVerifiedConsentRequest(
  value: unknown,
): asserts value is VerifiedConsentRequest {
  brand.assert(value)
}

/**
 * Makes sure that a notice which was fetched is the one that the request names. Show no other.
 *
 * @param bytes - Exactly as they came.
 * @throws {@link ConsentError} `request_notice_mismatch`, `token_not_verified`.
 */
export async function assertNoticeOf(
  request: VerifiedConsentRequest,
  bytes: Uint8Array,
): Promise<void> {
  assertVerifiedConsentRequest(request)
  if ((await digestOf(bytes)) === request.notice.digest) return
  throw new ConsentError('request_notice_mismatch', 'Not the notice that was signed')
}

export function requestExpired(): ConsentError {
  return new ConsentError('request_expired', 'Can no longer be answered')
}

function assertAudience({ audience }: ConsentRequest, options: VerifyConsentRequestOptions): void {
  const isOurs =
    'did' in audience ? options.dids.includes(audience.did) : options.link === audience.link
  if (!isOurs) throw new ConsentError('request_audience_wrong', 'Made for somebody else')
}

function assertDelivered(
  { issuer, origin: named }: ConsentRequest,
  options: VerifyConsentRequestOptions,
): void {
  const { origin } = options
  // What names a page of its own was not made to be carried by hand.
  if (origin === 'in_person' && named === undefined) return
  const host = webHostOf(issuer)
  const expected = named ?? (host === undefined ? undefined : originOf(host, options))
  if (expected !== undefined && origin === expected) return
  throw new ConsentError('request_relayed', 'Delivered by somebody else than who asks')
}

function originOf(host: string, options: VerifyConsentRequestOptions): string {
  const plain = `http://${host}`
  return isLoopbackPage(plain, options) ? plain : `https://${host}`
}

/** Names of custodians come from the patient's side alone, and so does the register that counts. */
function custodianOf(
  { controller, register }: ConsentRequest,
  { custodians }: VerifyConsentRequestOptions,
): Custodian {
  const [known, ...others] = custodians.filter(({ did }) => did === controller)
  // With two numbers there it would be a guess which one is meant.
  if (known === undefined || others.length > 0 || known.register !== register) {
    throw new ConsentError('request_custodian_unknown', 'Not a custodian of this patient')
  }
  return known
}
