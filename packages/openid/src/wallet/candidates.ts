import { CodedError, type EpochSeconds, type JsonObject, type JsonValue } from '@fidecura/base'
import {
  type Credential,
  decodeCredential,
  decodeSdJwt,
  showCredential,
} from '@fidecura/credentials'
import { type Algorithm, namesOfAlgorithm, type Signer } from '@fidecura/identity'
import type { DcqlCredentialQuery } from '../dcql/dcql-query.ts'
import { matchClaims } from '../dcql/match-claims.ts'
import { sdJwtVc } from '../vp/protocol.ts'
import type { AskedAlgorithms } from './presentation-message.ts'

/** A credential in a wallet. */
export interface WalletCredential {
  /** As issued, with its disclosures and ending in `~`. */
  readonly token: string
  /** Of the key that it is bound to. */
  readonly signer: Signer
}

/** A credential that answers a query, and what of it would be shown. */
export interface Candidate {
  readonly queryId: string
  /** With everything shown: for the holder's own eyes. */
  readonly credential: Credential
  /** What the verifier will read of it beside issuer, type and times: all that is shown, nothing else. */
  readonly shown: JsonObject
  /** JSON Pointers to what is shown because it was asked for. */
  readonly disclose: readonly string[]
  readonly held: WalletCredential
}

/** A credential as its holder reads it. */
interface ReadCredential {
  readonly held: WalletCredential
  readonly credential: Credential
  readonly payload: JsonObject
  readonly algorithm: Algorithm
}

/** By what is asked for, beside the query. */
export interface CandidateTerms {
  readonly now: EpochSeconds
  readonly algorithms: AskedAlgorithms
}

/** Reads what a wallet holds; what cannot be read, or presented by its signer, answers nothing. */
export async function readHeld(
  held: readonly WalletCredential[],
): Promise<readonly ReadCredential[]> {
  const read: ReadCredential[] = []
  // Copies: what is shown later is what was looked at.
  for (const one of held.map(({ token, signer }) => Object.freeze({ token, signer }))) {
    try {
      const { payload, keyBinding } = await decodeSdJwt(one.token)
      const { credential, jws } = await decodeCredential(one.token)
      if (keyBinding === undefined && isHeldBy(one.signer, credential)) {
        read.push({ held: one, credential, payload, algorithm: jws.header.alg })
      }
    } catch (error) {
      if (!CodedError.is(error)) throw error
    }
  }
  return read
}

function isHeldBy({ publicKey: { crv, x, y } }: Signer, { holderKey }: Credential): boolean {
  return holderKey?.crv === crv && holderKey.x === x && holderKey.y === y
}

/** What of it answers a query, each showing no more than it must. OpenID4VP 1.0 §6.4 */
export async function candidatesFor(
  query: DcqlCredentialQuery,
  read: readonly ReadCredential[],
  terms: CandidateTerms,
): Promise<readonly Candidate[]> {
  const candidates: Candidate[] = []
  for (const each of read) {
    const candidate = isWanted(query, each, terms) ? await candidateOf(query, each) : undefined
    if (candidate !== undefined) candidates.push(candidate)
  }
  return Object.freeze(candidates)
}

function isWanted(
  { format, meta, trusted_authorities: authorities }: DcqlCredentialQuery,
  { held, credential, algorithm }: ReadCredential,
  { now, algorithms }: CandidateTerms,
): boolean {
  const { types, validFrom, validUntil } = credential
  const isOfType = types.some((type) => meta.vct_values?.includes(type) === true)
  const isInForce =
    (validFrom === undefined || validFrom <= now) && (validUntil === undefined || now < validUntil)
  const isTaken =
    isNamed(algorithm, algorithms.issuer) && isNamed(held.signer.algorithm, algorithms.holder)
  return format === sdJwtVc && authorities === undefined && isOfType && isInForce && isTaken
}

/** By any of its names; a verifier that names none takes any. */
function isNamed(algorithm: Algorithm, names: readonly JsonValue[] | undefined): boolean {
  return names === undefined || namesOfAlgorithm(algorithm).some((name) => names.includes(name))
}

async function candidateOf(
  query: DcqlCredentialQuery,
  { held, credential, payload }: ReadCredential,
): Promise<Candidate | undefined> {
  const disclose = matchClaims(query, payload)
  if (disclose === undefined) return undefined
  const shown = await showCredential(held.token, { disclose })
  // Of a list that is hidden item by item, what is left has other places: the verifier would not find it.
  if (matchClaims(query, (await decodeSdJwt(shown)).payload) === undefined) return undefined
  const { claims } = (await decodeCredential(shown)).credential
  return Object.freeze({
    queryId: query.id,
    credential,
    shown: claims,
    disclose: Object.freeze(disclose),
    held,
  })
}
