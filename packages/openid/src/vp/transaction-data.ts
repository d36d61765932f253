import {
  decodeBase64url,
  deepFreeze,
  encodeBase64url,
  encodeUtf8,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
} from '@fidecura/base'
import { digestOf } from '@fidecura/identity'
import { malformed, OpenIdError } from '../errors.ts'
import { readText, readTexts } from '../members.ts'
import { transactionHash } from './protocol.ts'

/**
 * A consent request of `@fidecura/consent` as an agreement: `content` is `{ request, evidence }`, the signed request
 * as it is, and who asks, for `parseRequesterEvidence`. Whoever shows a credential then says with the same signature
 * which request they have seen; the consent itself is signed beside it, and is the `answer`.
 */
export const consentRequestTransaction = 'urn:fidecura:transaction:consent-request:1'

/** What the holder is to agree to with the signature that shows a credential. OpenID4VP 1.0 §8.4 */
export interface TransactionData {
  /** What kind of agreement it is: an identifier that nobody else uses. */
  readonly type: string
  /** Queries by one of whose credentials it may be agreed to. */
  readonly credentialIds: readonly string[]
  /** What is agreed to, as its type says. */
  readonly content: JsonObject
}

/** As it was asked for. */
export interface AskedTransaction extends TransactionData {
  /** The very text that is hashed. */
  readonly encoded: string
}

/** As it was agreed to. */
export interface AnsweredTransaction extends AskedTransaction {
  /**
   * What was said beside it, such as the signed consent. The holder's signature does not cover it: it is to be
   * proven by itself. Undefined: nothing.
   */
  readonly answer: string | undefined
}

const maxItems = 8
const maxLength = 65_536

/** @throws OpenIdError `openid_options_invalid`. */
export function encodeTransactionData({ type, credentialIds, content }: TransactionData): string {
  const own = ['type', 'credential_ids', 'transaction_data_hashes_alg']
  const encoded = encodeBase64url(
    encodeUtf8(
      JSON.stringify({
        ...content,
        type,
        credential_ids: credentialIds,
        transaction_data_hashes_alg: [transactionHash],
      }),
    ),
  )
  if (encoded.length <= maxLength && !own.some((name) => Object.hasOwn(content, name))) {
    return encoded
  }
  throw new OpenIdError('openid_options_invalid', 'Not content of an agreement', {
    place: 'transactionData',
  })
}

/**
 * @param asked - The member `transaction_data`.
 * @param ids - Of the queries of the same request.
 * @throws OpenIdError `openid_message_malformed`; `openid_transaction_unsupported`: names another query, or
 *   another digest.
 */
export function parseTransactionData(
  asked: JsonValue | undefined,
  ids: readonly string[],
): readonly AskedTransaction[] {
  if (asked === undefined) return []
  const place = '/transaction_data'
  if (!Array.isArray(asked) || asked.length === 0 || asked.length > maxItems) throw malformed(place)
  return Object.freeze(asked.map((item: JsonValue, at) => readItem(item, ids, `${place}/${at}`)))
}

function readItem(item: JsonValue, ids: readonly string[], place: string): AskedTransaction {
  const encoded = readText(item, place, maxLength)
  const json = decode(encoded, place)
  const { type, credential_ids, transaction_data_hashes_alg: digests, ...content } = json
  const credentialIds = readTexts(credential_ids, `${place}/credential_ids`)
  const algorithms =
    digests === undefined ? [transactionHash] : readTexts(digests, `${place}/digests`)
  if (!algorithms.includes(transactionHash) || !credentialIds.every((id) => ids.includes(id))) {
    throw new OpenIdError('openid_transaction_unsupported', 'Cannot be agreed to', { place })
  }
  return Object.freeze({
    type: readText(type, `${place}/type`),
    credentialIds,
    content: deepFreeze(content),
    encoded,
  })
}

function decode(encoded: string, place: string): JsonObject {
  try {
    const json = parseJson(decodeBase64url(encoded))
    if (isJsonObject(json)) return json
  } catch (error) {
    throw malformed(place, error)
  }
  throw malformed(place)
}

/** What a key binding says of an agreement. Appendix B.3.3.1 */
export async function hashOfTransaction({ encoded }: AskedTransaction): Promise<string> {
  return await digestOf(encoded)
}
