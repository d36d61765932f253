import {
  assertAllowedUrl,
  CodedError,
  type EpochSeconds,
  epochSeconds,
  isJsonObject,
  type JsonObject,
  postForAnswer,
} from '@fidecura/base'
import { presentCredential } from '@fidecura/credentials'
import { judgeSets } from '../dcql/answered-sets.ts'
import { OpenIdError } from '../errors.ts'
import { doorOf } from '../members.ts'
import { encryptAnswer } from '../vp/encrypt-answer.ts'
import { transactionAnswers } from '../vp/protocol.ts'
import { type AskedTransaction, hashOfTransaction } from '../vp/transaction-data.ts'
import type { Candidate } from './candidates.ts'
import {
  groundOfRequest,
  type OpenedRequest,
  type RequestGround,
} from './open-authorization-request.ts'
import type { PresentationMessage } from './presentation-message.ts'
import { readAnswer, type WalletNetwork } from './wallet-network.ts'

/** What the person has chosen to show. */
export interface PresentToOptions {
  /** Of the candidates of the request, as many as answer it. */
  readonly chosen: readonly Candidate[]
  /** What is said beside what is agreed to, as its type says. Default: nothing. */
  readonly answers?: readonly TransactionAnswer[]
}

/** For those who ask by a type of ours; others pass it over. */
export interface TransactionAnswer {
  /** One of the request's. */
  readonly transaction: AskedTransaction
  /** For `consentRequestTransaction`: the signed statement. */
  readonly answer: string
}

/** What the verifier made of it. */
export interface Delivered {
  /**
   * Where to take the person next, in the browser that they came from. Undefined: nowhere, or not to a page
   * on the web.
   */
  readonly redirectTo: string | undefined
}

/**
 * Shows what was chosen to whoever asked, nothing beside it, and signs what is agreed to with it.
 *
 * @throws OpenIdError `openid_not_opened`, `openid_request_unanswerable`, `openid_choice_invalid`,
 *   `openid_expired`, `openid_request_unsupported`: a key that is none; `openid_refused`,
 *   `openid_server_failed` (unknown); BaseError those of the network: nobody knows whether it has arrived,
 *   and it may be shown again. IdentityError `signer_failed`.
 * @see OpenID4VP 1.0 §8
 */
export async function presentTo(
  request: OpenedRequest,
  { chosen, answers = [] }: PresentToOptions,
): Promise<Delivered> {
  const { message, network } = groundOfRequest(request)
  const now = epochSeconds(Math.floor(network.clock()))
  if (request.expiresAt !== undefined && !(now < request.expiresAt)) {
    throw new OpenIdError('openid_expired', 'Asked too long ago')
  }
  assertChosen(request, chosen)
  const agreed = await agreedBy(chosen, message)
  // Of names that the verifier has chosen: `constructor` may be one.
  const presentations: Record<string, string[]> = Object.create(null)
  for (const candidate of chosen) {
    const shown = await present(candidate, message, agreed.get(candidate), now, network)
    presentations[candidate.queryId] = [...(presentations[candidate.queryId] ?? []), shown]
  }
  const said = await saidBeside(answers, message)
  return await post(await formOf({ presentations, said }, message), { message, network })
}

/**
 * Tells whoever asked that nothing is shown. Whether that is for want of a credential or of the person's will,
 * they do not hear.
 *
 * @throws As {@link presentTo}.
 */
export async function declineRequest(request: OpenedRequest): Promise<Delivered> {
  const { message, network } = groundOfRequest(request)
  return await post(withState({ error: 'access_denied' }, message), { message, network })
}

function assertChosen(request: OpenedRequest, chosen: readonly Candidate[]): void {
  if (request.needed === undefined) {
    throw new OpenIdError('openid_request_unanswerable', 'Not held here')
  }
  const ids = new Set(chosen.map(({ queryId }) => queryId))
  for (const { id, multiple, candidates } of request.queries) {
    const own = chosen.filter(({ queryId }) => queryId === id)
    const isOne = multiple || own.length <= 1
    if (!isOne || new Set(own).size < own.length) throw invalid(id)
    // By identity: what would be shown of a copy is not what the person has seen.
    if (!own.every((candidate) => candidates.includes(candidate))) throw invalid(id)
  }
  const known = request.queries.map(({ id }) => id)
  const { unrequested, missing } = judgeSets(request.query, ids)
  const wrong = [...ids].find((id) => !known.includes(id)) ?? unrequested[0] ?? missing[0]
  if (wrong !== undefined || ids.size === 0) throw invalid(wrong)
}

/** Each agreement is signed once, with the first credential that it may be agreed to by. §8.4 */
async function agreedBy(
  chosen: readonly Candidate[],
  { transactions }: PresentationMessage,
): Promise<ReadonlyMap<Candidate, readonly string[]>> {
  const agreed = new Map<Candidate, readonly string[]>()
  for (const transaction of transactions) {
    const by = chosen.find(({ queryId }) => transaction.credentialIds.includes(queryId))
    if (by === undefined) throw invalid(transaction.credentialIds[0])
    agreed.set(by, [...(agreed.get(by) ?? []), await hashOfTransaction(transaction)])
  }
  return agreed
}

async function saidBeside(
  answers: readonly TransactionAnswer[],
  { transactions }: PresentationMessage,
): Promise<JsonObject> {
  const said: Record<string, string> = {}
  for (const { transaction, answer } of answers) {
    if (!transactions.includes(transaction)) throw invalid('transaction')
    said[await hashOfTransaction(transaction)] = answer
  }
  return said
}

async function present(
  { held, disclose }: Candidate,
  { clientId, nonce }: PresentationMessage,
  hashes: readonly string[] | undefined,
  issuedAt: EpochSeconds,
  { signal }: WalletNetwork,
): Promise<string> {
  return await presentCredential(held.token, {
    disclose,
    signer: held.signer,
    audience: clientId,
    nonce,
    issuedAt,
    ...(hashes === undefined ? {} : { transactionDataHashes: hashes }),
    signal,
  })
}

interface Answered {
  readonly presentations: Readonly<Record<string, string[]>>
  readonly said: JsonObject
}

async function formOf(
  { presentations, said }: Answered,
  message: PresentationMessage,
): Promise<Readonly<Record<string, string>>> {
  const isSaid = Object.keys(said).length > 0
  if (message.encryption === undefined) {
    const beside = isSaid ? { [transactionAnswers]: JSON.stringify(said) } : {}
    return withState({ vp_token: JSON.stringify(presentations), ...beside }, message)
  }
  const beside = isSaid ? { [transactionAnswers]: said } : {}
  const answer: JsonObject = withState({ vp_token: presentations, ...beside }, message)
  return { response: await encryptAnswer(answer, message.encryption) }
}

function withState<T extends object>(
  answer: T,
  { state }: PresentationMessage,
): T & Readonly<Record<string, string>> {
  return { ...answer, ...(state === undefined ? {} : { state }) }
}

async function post(
  form: Readonly<Record<string, string>>,
  { message, network }: RequestGround,
): Promise<Delivered> {
  const { fetch, signal } = network
  const { status, body } = await postForAnswer(
    message.responseUri,
    new URLSearchParams(form).toString(),
    {
      fetch,
      signal,
      accept: 'application/json',
      contentType: 'application/x-www-form-urlencoded',
      maxBytes: 65_536,
      ...doorOf(network),
    },
  )
  if (status === 200) return Object.freeze({ redirectTo: redirectOf(body, network) })
  if (status >= 400 && status < 500) {
    throw new OpenIdError('openid_refused', 'Not accepted', { reason: 'other' })
  }
  throw new OpenIdError('openid_server_failed', 'Not answered as agreed', { outcome: 'unknown' })
}

/** To pages alone: other schemes start programs, or run what they say. §8.2 */
function redirectOf(body: Uint8Array, network: WalletNetwork): string | undefined {
  try {
    const answer = body.length === 0 ? {} : readAnswer(body)
    const url = isJsonObject(answer) ? answer['redirect_uri'] : undefined
    if (typeof url !== 'string') return undefined
    // A fragment is how some verifiers hand the code to their page.
    assertAllowedUrl(url.split('#')[0] ?? '', doorOf(network))
    return new URL(url).href
  } catch (error) {
    if (CodedError.is(error)) return undefined
    throw error
  }
}

function invalid(place: string | undefined): OpenIdError {
  return new OpenIdError('openid_choice_invalid', 'Not an answer to the request', { place })
}
