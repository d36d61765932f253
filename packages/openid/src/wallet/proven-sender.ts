import {
  encodeBase64url,
  type HttpAnswer,
  isJsonObject,
  type JsonObject,
  parseJson,
  postForAnswer,
} from '@fidecura/base'
import { digestOf, randomBytes, type Signer, signKeyProof } from '@fidecura/identity'
import { OpenIdError } from '../errors.ts'
import { doorOf, readObject } from '../members.ts'
import { dpopType } from '../vci/protocol.ts'
import { reasonOf } from '../vci/reasons.ts'
import { readAnswer, type WalletNetwork } from './wallet-network.ts'

/** What is sent, and under which token. */
interface SentRequest {
  readonly body: string
  readonly contentType: 'application/json' | 'application/x-www-form-urlencoded'
  readonly accessToken?: string
}

/** Sends what one wallet asks, with proof of one key where there is one. */
export interface ProvenSender {
  /** Whose key tokens are to be bound to; undefined: none. */
  readonly key: Signer | undefined
  /** @throws OpenIdError `openid_refused`, with the reason; `openid_server_failed` (unknown). */
  send(url: string, request: SentRequest): Promise<Sent>
}

/** What came back, of an answer that is no refusal. */
export interface Sent {
  readonly status: number
  /** Empty where nothing came. */
  readonly body: JsonObject
}

/**
 * Makes a sender that remembers the nonces of each origin, and answers the question for one. RFC 9449 §8.
 */
export function createProvenSender(key: Signer | undefined, network: WalletNetwork): ProvenSender {
  const nonces = new Map<string, string>()
  const attempt = async (url: string, request: SentRequest): Promise<HttpAnswer> => {
    const { origin } = new URL(url)
    const { fetch, signal } = network
    const { body, contentType, accessToken } = request
    const headers = await headersOf(url, accessToken, nonces.get(origin), key, network)
    const options = { fetch, signal, contentType, headers, maxBytes: 1_048_576, ...doorOf(network) }
    const answer = await postForAnswer(url, body, { accept: 'application/json', ...options })
    const nonce = answer.header('dpop-nonce')
    if (nonce !== null) nonces.set(origin, nonce)
    return answer
  }
  return {
    key,
    async send(url, request) {
      const first = await attempt(url, request)
      const isAsked = key !== undefined && errorOf(first) === 'use_dpop_nonce'
      return judge(isAsked ? await attempt(url, request) : first)
    },
  }
}

async function headersOf(
  url: string,
  accessToken: string | undefined,
  nonce: string | undefined,
  key: Signer | undefined,
  { clock, signal }: WalletNetwork,
): Promise<Record<string, string>> {
  if (key === undefined) {
    return accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }
  }
  const claims = {
    jti: encodeBase64url(randomBytes(16)),
    htm: 'POST',
    htu: url.split('?')[0] as string,
    iat: Math.floor(clock()),
    ...(nonce === undefined ? {} : { nonce }),
    ...(accessToken === undefined ? {} : { ath: await digestOf(accessToken) }),
  }
  const dpop = await signKeyProof(claims, { signer: key, typ: dpopType, signal })
  return accessToken === undefined ? { dpop } : { dpop, authorization: `DPoP ${accessToken}` }
}

function judge(answer: HttpAnswer): Sent {
  const { status, body } = answer
  if (status >= 200 && status < 300) {
    return { status, body: body.length === 0 ? {} : readObject(readAnswer(body), '') }
  }
  if (status >= 400 && status < 500 && !isForNow(status)) {
    const reason = reasonOf(errorOf(answer))
    throw new OpenIdError('openid_refused', 'The other side refused', { reason })
  }
  throw new OpenIdError('openid_server_failed', 'The other side failed', { outcome: 'unknown' })
}

/** Too slow, too early, too often: it says nothing of what was asked for. */
function isForNow(status: number): boolean {
  return status === 408 || status === 425 || status === 429
}

function errorOf({ status, body }: HttpAnswer): unknown {
  if (status < 400 || status >= 500) return undefined
  try {
    const json = parseJson(body, { maxBytes: 65_536, maxDepth: 8 })
    return isJsonObject(json) ? json['error'] : undefined
  } catch {
    return undefined
  }
}
