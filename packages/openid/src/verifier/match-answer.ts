import { isJsonObject, type JsonObject, parseJson } from '@fidecura/base'
import { type Disclosure, decodeSdJwt, type UnverifiedSdJwt } from '@fidecura/credentials'
import { judgeSets } from '../dcql/answered-sets.ts'
import type { DcqlCredentialQuery, DcqlQuery } from '../dcql/dcql-query.ts'
import { matchClaims, mentionedClaims } from '../dcql/match-claims.ts'
import { OpenIdError, type OpenIdErrorCode } from '../errors.ts'
import { transactionHash } from '../vp/protocol.ts'
import { type AskedTransaction, hashOfTransaction } from '../vp/transaction-data.ts'

/** A presentation, and the query that it is to answer. */
export interface QueryAnswer {
  readonly queryId: string
  readonly token: string
}

/** What was asked for. */
export interface AskedFor {
  readonly query: DcqlQuery
  readonly transactions: readonly AskedTransaction[]
}

/**
 * Holds what was presented against what was asked for: nothing beside it, nothing less, and what was to be
 * agreed to. It proves nothing: who signed all that is for the verifier of credentials, of the same texts.
 *
 * @throws OpenIdError `openid_answer_unrequested`, `openid_answer_mismatch`, `openid_answer_incomplete`,
 *   `openid_transaction_mismatch`; those of `decodeSdJwt`.
 * @see OpenID4VP 1.0 §8.6
 */
export async function matchAnswer(
  presentations: ReadonlyMap<string, readonly string[]>,
  { query, transactions }: AskedFor,
): Promise<readonly QueryAnswer[]> {
  const answers: QueryAnswer[] = []
  const agreed: Agreed[] = []
  for (const [queryId, tokens] of presentations) {
    const asked = query.credentials.find(({ id }) => id === queryId)
    if (asked === undefined) throw refused('openid_answer_unrequested', '/vp_token')
    if (tokens.length > 1 && asked.multiple !== true) {
      throw refused('openid_answer_unrequested', queryId)
    }
    for (const token of tokens) {
      const places = new Map<Disclosure, string>()
      const sdJwt = await decodeSdJwt(token, { places })
      assertMatches(asked, sdJwt.payload)
      assertAsked(query, sdJwt, places, queryId)
      agreed.push({ queryId, hashes: agreedHashes(sdJwt) })
      answers.push({ queryId, token })
    }
  }
  const { unrequested, missing } = judgeSets(query, new Set(presentations.keys()))
  if (unrequested.length > 0) throw refused('openid_answer_unrequested', unrequested[0])
  if (missing.length > 0) throw refused('openid_answer_incomplete', missing[0])
  await assertAgreed(transactions, agreed)
  return answers
}

/** Holds of what is shown that it is of a type that was asked for, and shows all that was. */
function assertMatches(asked: DcqlCredentialQuery, payload: JsonObject): void {
  if (isOfType(asked, payload) && matchClaims(asked, payload) !== undefined) return
  throw refused('openid_answer_mismatch', asked.id)
}

function isOfType({ meta }: DcqlCredentialQuery, { vct }: JsonObject): boolean {
  return typeof vct === 'string' && meta.vct_values?.includes(vct) === true
}

/** One presentation may answer several queries for its type; what none of them speaks of is too much. */
function assertAsked(
  { credentials }: DcqlQuery,
  { payload, disclosures }: UnverifiedSdJwt,
  places: ReadonlyMap<Disclosure, string>,
  queryId: string,
): void {
  const ofType = credentials.filter((asked) => isOfType(asked, payload))
  const asked = ofType.flatMap((one) => mentionedClaims(one, payload))
  const isAsked = (place: string): boolean =>
    asked.some((pointer) => contains(pointer, place) || contains(place, pointer))
  if (disclosures.every((disclosure) => isAsked(places.get(disclosure) ?? ''))) return
  throw refused('openid_answer_unrequested', queryId)
}

/** Whether the first points to the second or to something around it. */
function contains(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(`${outer}/`)
}

interface Agreed {
  readonly queryId: string
  readonly hashes: readonly string[]
}

/** What the holder's own signature names. Appendix B.3.3.1 */
function agreedHashes({ keyBinding }: UnverifiedSdJwt): readonly string[] {
  const payload = keyBinding === undefined ? undefined : parseJson(keyBinding.jws.payload)
  if (!isJsonObject(payload)) return []
  const { transaction_data_hashes: hashes, transaction_data_hashes_alg: algorithm } = payload
  if (hashes === undefined && algorithm === undefined) return []
  const isList = Array.isArray(hashes) && hashes.every((hash) => typeof hash === 'string')
  if (isList && algorithm === transactionHash) return hashes as readonly string[]
  throw refused('openid_transaction_mismatch')
}

/** Each is agreed to by a credential that may, and nothing else is. */
async function assertAgreed(
  transactions: readonly AskedTransaction[],
  agreed: readonly Agreed[],
): Promise<void> {
  const known = new Set<string>()
  for (const transaction of transactions) {
    const hash = await hashOfTransaction(transaction)
    const by = agreed.filter(
      ({ queryId, hashes }) => hashes.includes(hash) && transaction.credentialIds.includes(queryId),
    )
    if (by.length === 0) throw refused('openid_transaction_mismatch')
    for (const { queryId } of by) known.add(`${queryId} ${hash}`)
  }
  const isKnown = ({ queryId, hashes }: Agreed): boolean =>
    hashes.every((hash) => known.has(`${queryId} ${hash}`))
  if (!agreed.every(isKnown)) throw refused('openid_transaction_mismatch')
}

function refused(code: OpenIdErrorCode, place?: string): OpenIdError {
  return new OpenIdError(code, 'Not what was asked for', { place })
}
