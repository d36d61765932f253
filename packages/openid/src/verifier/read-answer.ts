import { isJsonObject, type JsonObject, type JsonValue, parseJsonText } from '@fidecura/base'
import { digestOf } from '@fidecura/identity'
import { malformed, OpenIdError } from '../errors.ts'
import { transactionAnswers } from '../vp/protocol.ts'
import { decryptAnswer } from './answer-key.ts'
import type { OpenSession } from './asked-session.ts'

/** What a wallet posted. Nothing of it is proven. */
export type PostedAnswer =
  | { readonly kind: 'declined'; readonly reason: string }
  | {
      readonly kind: 'presented'
      /** By the id of the query that it is to answer. */
      readonly presentations: ReadonlyMap<string, readonly string[]>
      /** What was said beside what was agreed to, by the digest of that. */
      readonly answers: ReadonlyMap<string, string>
    }

const maxPresentations = 8
const maxAnswerLength = 262_144

// What wallets may say of themselves. §8.5; RFC 6749 §4.1.2.1
const reasons: readonly string[] = [
  'access_denied',
  'invalid_request',
  'invalid_client',
  'invalid_scope',
  'invalid_request_uri_method',
  'invalid_transaction_data',
  'unsupported_response_type',
  'vp_formats_not_supported',
  'server_error',
  'temporarily_unavailable',
  'wallet_unavailable',
]

/**
 * Reads what was posted to the response URI of a session, and holds it to that session.
 *
 * @throws OpenIdError `openid_answer_undecryptable`: not encrypted where that was asked for, too;
 *   `openid_state_wrong`, `openid_message_malformed`.
 * @see OpenID4VP 1.0 §8.1 to §8.3
 */
export async function readAnswer(
  form: ReadonlyMap<string, string>,
  session: OpenSession,
): Promise<PostedAnswer> {
  const { content } = session
  const answer = await openAnswer(form, session)
  if (answer['state'] !== content.state) {
    throw new OpenIdError('openid_state_wrong', 'Not the answer to this request')
  }
  const { error } = answer
  if (error !== undefined) {
    const reason = typeof error === 'string' && reasons.includes(error) ? error : 'other'
    return { kind: 'declined', reason }
  }
  // A wallet that cannot encrypt may say so, and nothing else. §8.3.1
  if (content.key !== undefined && !form.has('response')) throw notEncrypted()
  return {
    kind: 'presented',
    presentations: readVpToken(answer['vp_token']),
    answers: await readAnswers(answer[transactionAnswers], session),
  }
}

async function openAnswer(
  form: ReadonlyMap<string, string>,
  { stored, content: { key } }: OpenSession,
): Promise<JsonObject> {
  const response = form.get('response')
  if (response === undefined) {
    const answer: Record<string, JsonValue> = Object.fromEntries(form)
    for (const name of ['vp_token', transactionAnswers]) {
      const text = form.get(name)
      if (text !== undefined) answer[name] = parseMember(text, name)
    }
    return answer
  }
  if (key === undefined) throw notEncrypted()
  return decryptAnswer(response, { key, kid: stored.id })
}

function parseMember(text: string, name: string): JsonValue {
  try {
    return parseJsonText(text)
  } catch (error) {
    throw malformed(`/${name}`, error)
  }
}

/** Nothing is said beside what was not asked. */
async function readAnswers(
  said: JsonValue | undefined,
  { content: { transactions } }: OpenSession,
): Promise<ReadonlyMap<string, string>> {
  const answers = new Map<string, string>()
  if (said === undefined) return answers
  const place = '/transaction_answers'
  if (!isJsonObject(said)) throw malformed(place)
  const asked = new Set(await Promise.all(transactions.map((encoded) => digestOf(encoded))))
  for (const [hash, answer] of Object.entries(said)) {
    if (typeof answer !== 'string' || answer.length > maxAnswerLength) throw malformed(place)
    if (!asked.has(hash)) throw new OpenIdError('openid_answer_unrequested', 'Not asked', { place })
    answers.set(hash, answer)
  }
  return answers
}

function readVpToken(token: JsonValue | undefined): ReadonlyMap<string, readonly string[]> {
  const place = '/vp_token'
  if (!isJsonObject(token)) throw malformed(place)
  const presentations = new Map<string, readonly string[]>()
  let count = 0
  for (const id of Object.keys(token)) {
    const list = token[id]
    if (!Array.isArray(list) || list.length === 0) throw malformed(place)
    count += list.length
    if (count > maxPresentations) throw malformed(place)
    if (!list.every((item: JsonValue) => typeof item === 'string')) throw malformed(place)
    presentations.set(id, list as readonly string[])
  }
  if (count === 0) throw malformed(place)
  return presentations
}

function notEncrypted(): OpenIdError {
  return new OpenIdError('openid_answer_undecryptable', 'Not encrypted as was asked for')
}
