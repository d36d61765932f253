import { CodedError, type EpochSeconds, type JsonObject, parseJson } from '@fidecura/base'
import {
  type Did,
  decodeJws,
  digestOf,
  type Signer,
  signJws,
  type UnverifiedJws,
} from '@fidecura/identity'
import { shapeOf } from '../claim-shape.ts'
import { did } from '../claim-spec.ts'
import { CredentialError } from '../errors.ts'

/** `typ` of a notice that a list has changed. */
export const statusNoticeType = 'fidecura-status-notice+jwt'

const version = 'urn:fidecura:status-notice:1'
const maxBytes = 16_384
const instant = 253_402_300_799n

/** That there is a new list: where, and which one. It says nothing about anybody in it. */
export interface StatusNotice {
  /** Who signed notice and list. */
  readonly issuer: Did
  readonly list: string
  /** Of the list, a token: base64url SHA-256. */
  readonly digest: string
  /** Of the list. */
  readonly listIssuedAt: EpochSeconds
  /** Of the notice. */
  readonly issuedAt: EpochSeconds
}

/** What a notice is signed about. */
export interface SignNoticeOptions {
  readonly signer: Signer
  readonly url: string
  /** As it is served. */
  readonly list: string
  readonly listIssuedAt: EpochSeconds
  readonly issuedAt: EpochSeconds
}

/** @returns A compact JWS of type `fidecura-status-notice+jwt`. */
export async function signStatusNotice(options: SignNoticeOptions): Promise<string> {
  const { signer, url, list, listIssuedAt, issuedAt } = options
  const digest = await digestOf(list)
  const payload = { version, iss: signer.did, iat: issuedAt, sub: url, digest, listIssuedAt }
  return signJws(payload, { signer, typ: statusNoticeType })
}

/** Reads a notice and proves nothing. @throws CredentialError `status_notice_malformed`. */
export function decodeStatusNotice(token: string): {
  readonly notice: StatusNotice
  readonly jws: UnverifiedJws
} {
  try {
    const jws = decodeJws(token, { maxBytes })
    const payload = parseJson(jws.payload, { maxBytes, maxDepth: 2 })
    shape(payload, '')
    const { iss, iat, sub, digest, listIssuedAt } = payload as JsonObject as Payload
    return { notice: { issuer: iss, list: sub, digest, listIssuedAt, issuedAt: iat }, jws }
  } catch (error) {
    if (!CodedError.is(error)) throw error
    throw new CredentialError('status_notice_malformed', 'Not a notice of this version', {
      cause: error,
    })
  }
}

type Payload = JsonObject & {
  readonly iss: Did
  readonly iat: EpochSeconds
  readonly sub: string
  readonly digest: string
  readonly listIssuedAt: EpochSeconds
}

const shape = /* @__PURE__ */ shapeOf({
  version: [version],
  iss: did,
  iat: instant,
  sub: 2048,
  digest: /^[\w-]{43}$/,
  listIssuedAt: instant,
})
