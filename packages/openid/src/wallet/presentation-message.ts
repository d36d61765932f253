import { type JsonObject, type JsonValue, parseJsonText } from '@fidecura/base'
import type { DcqlQuery } from '../dcql/dcql-query.ts'
import { parseDcqlQuery } from '../dcql/parse-dcql-query.ts'
import { malformed, OpenIdError } from '../errors.ts'
import { type LoopbackDoor, readObject, readOptionalText, readText, readUrl } from '../members.ts'
import { type AnswerEncryption, chooseEncryption } from '../vp/encrypt-answer.ts'
import { isUrlSafe, sdJwtVc } from '../vp/protocol.ts'
import { type AskedTransaction, parseTransactionData } from '../vp/transaction-data.ts'

/** What a request asks for, whoever made it. */
export interface PresentationMessage {
  readonly clientId: string
  readonly responseUri: string
  /** Undefined: the answer goes as it is. */
  readonly encryption: AnswerEncryption | undefined
  readonly nonce: string
  readonly state: string | undefined
  readonly query: DcqlQuery
  readonly transactions: readonly AskedTransaction[]
  readonly algorithms: AskedAlgorithms
}

/** Names of algorithms that the verifier takes; undefined: any. */
export interface AskedAlgorithms {
  /** Of the credential. */
  readonly issuer: readonly JsonValue[] | undefined
  /** Of its holder. */
  readonly holder: readonly JsonValue[] | undefined
}

/**
 * Reads what a request asks for.
 *
 * @throws OpenIdError `openid_message_malformed`, `openid_request_unsupported`, `openid_query_malformed`,
 *   `openid_transaction_unsupported`.
 * @see OpenID4VP 1.0 §5.1, §5.2, §8.2
 */
export function parsePresentationMessage(
  members: JsonObject,
  door: LoopbackDoor,
): PresentationMessage {
  const { response_type: type, response_mode: mode, client_metadata: metadata = {} } = members
  if (type !== 'vp_token') throw unsupported('/response_type')
  if (mode !== 'direct_post' && mode !== 'direct_post.jwt') throw unsupported('/response_mode')
  // Beside a response URI it would be a second place to answer to; and what a scope stands for, nobody here knows.
  for (const name of ['redirect_uri', 'scope']) {
    if (members[name] !== undefined) throw unsupported(`/${name}`)
  }
  const query = parseDcqlQuery(members['dcql_query'])
  const ids = query.credentials.map(({ id }) => id)
  const verifier = readObject(metadata, '/client_metadata')
  const nonce = readText(members['nonce'], '/nonce', 512)
  const state = readOptionalText(members['state'], '/state', 2048)
  if (!isUrlSafe(nonce)) throw malformed('/nonce')
  if (state !== undefined && !isUrlSafe(state)) throw malformed('/state')
  return Object.freeze({
    clientId: readText(members['client_id'], '/client_id', 2048),
    responseUri: readUrl(members['response_uri'], '/response_uri', door),
    encryption: mode === 'direct_post.jwt' ? chooseEncryption(verifier) : undefined,
    nonce,
    state,
    query,
    transactions: parseTransactionData(members['transaction_data'], ids),
    algorithms: readAlgorithms(verifier['vp_formats_supported']),
  })
}

function readAlgorithms(formats: JsonValue | undefined): AskedAlgorithms {
  const place = '/client_metadata/vp_formats_supported'
  if (formats === undefined) return { issuer: undefined, holder: undefined }
  const format = readObject(formats, place)[sdJwtVc]
  if (format === undefined) throw unsupported(place)
  const { 'sd-jwt_alg_values': issuer, 'kb-jwt_alg_values': holder } = readObject(format, place)
  return { issuer: listOf(issuer, place), holder: listOf(holder, place) }
}

function listOf(value: JsonValue | undefined, place: string): readonly JsonValue[] | undefined {
  if (value === undefined || Array.isArray(value)) return value
  throw malformed(place)
}

/** Members of a request that came as a URL: what is not a text there is JSON. §5.1 */
export function membersOfUrl(parameters: URLSearchParams): JsonObject {
  const members: Record<string, JsonValue> = {}
  for (const [name, value] of parameters) {
    members[name] = objects.includes(name) ? parseMember(value, name) : value
  }
  return members
}

const objects = ['dcql_query', 'client_metadata', 'transaction_data', 'verifier_info']

function parseMember(text: string, name: string): JsonValue {
  try {
    return parseJsonText(text)
  } catch (error) {
    throw malformed(`/${name}`, error)
  }
}

function unsupported(place: string): OpenIdError {
  return new OpenIdError('openid_request_unsupported', 'Asks in a way that is not understood', {
    place,
  })
}
