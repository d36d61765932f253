import { allowLoopbackHttp, type JsonObject } from '@fidecura/base'
import { type AskedSignIn, parseSignIn, signInTransaction } from '@fidecura/bridge/wallet'
import { parseRequesterEvidence } from '@fidecura/consent/request'
import type { Signer } from '@fidecura/identity'
import { consentRequestTransaction, OpenIdError } from '@fidecura/openid'
import {
  type Candidate,
  type OpenedRequest,
  openAuthorizationRequest,
  type VerifyCertificates,
  type WalletNetwork,
} from '@fidecura/openid/wallet'
import type { CarriedRequest, Configuration } from '@fidecura/server/client'
import { type JudgeOptions, judgeRequest, type OpenRequest } from '../record-state.ts'
import type { CheckedCredential } from '../wallet.ts'
import { askerShown, type PartyShown } from './party-shown.ts'

/** Somebody asks this person to show something: who, for what, and what of theirs answers. */
export interface Asked {
  readonly request: OpenedRequest
  readonly asker: PartyShown
  /** The host that the answer goes to. */
  readonly host: string
  /** Undefined: nobody is signed in by it. */
  readonly signIn: AskedSignIn | undefined
  /** Undefined: no consent is asked for. */
  readonly consent: OpenRequest | undefined
  /** Something is held that holds, whether it was asked for or not. */
  readonly hasAny: boolean
  /** Where nothing answers: why credentials that are here do not hold now. */
  readonly problems: readonly unknown[]
}

/** What the app knows of its person. */
export interface AskedTerms {
  readonly network: WalletNetwork
  /** Undefined: nobody is answered by a certificate. */
  readonly certificates: VerifyCertificates | undefined
  readonly signer: Signer
  readonly credentials: readonly CheckedCredential[]
  readonly configuration: Configuration | undefined
  /** How requests of consent are judged; undefined: whoever holds the key is nobody's patient here. */
  readonly judging: Omit<JudgeOptions, 'origin'> | undefined
}

/** @throws As `openAuthorizationRequest`; `bridge_transaction_malformed`; `not_a_patient`. */
export async function openAsked(link: string, terms: AskedTerms): Promise<Asked> {
  const { network, certificates, signer, credentials, configuration } = terms
  // What does not hold now would be refused there, after they have seen it.
  const valid = credentials.filter(({ credential }) => credential !== undefined)
  // Of several identities the one comes first that its holder acts by, and signs a consent with.
  const own = terms.judging?.standing.identity.token
  const held = [
    ...valid.filter((one) => one.token === own),
    ...valid.filter((one) => one.token !== own),
  ].map(({ token }) => ({ token, signer }))
  const transactionTypes = [signInTransaction, consentRequestTransaction]
  const request = await openAuthorizationRequest(link, {
    ...{ ...network, held, transactionTypes },
    ...(certificates && { certificates }),
  })
  const contentOf = (type: string): JsonObject | undefined => {
    const [one, ...others] = request.transactions.filter((each) => each.type === type)
    if (others.length === 0) return one?.content
    throw tooMuch()
  }
  const [signIn, consent] = [contentOf(signInTransaction), contentOf(consentRequestTransaction)]
  // One signature would stand for both, and each has a screen of its own: what is not seen is not agreed to.
  if (signIn !== undefined && consent !== undefined) throw tooMuch()
  const opened = consent && (await openConsent(consent, request.respondsTo, terms))
  const { asker } = request
  const requester = opened?.request?.requester
  const isRequester = asker.kind === 'did' && asker.did === requester?.did
  return {
    request,
    // Whose name an accreditation has just proven is called by it.
    asker: {
      ...askerShown(asker, configuration),
      ...(isRequester && { name: requester?.name, by: 'certificate' as const }),
    },
    host: new URL(request.respondsTo).host,
    signIn: signIn && parseSignIn(signIn),
    consent: opened,
    hasAny: held.length > 0,
    problems:
      request.needed === undefined
        ? credentials.flatMap(({ problem }) => (problem === undefined ? [] : [problem]))
        : [],
  }
}

function tooMuch(): OpenIdError {
  return new OpenIdError('openid_transaction_unsupported', 'Several agreements at once')
}

/** @throws `not_a_patient`. What does not hold is said by the request itself. */
async function openConsent(
  content: JsonObject,
  origin: string,
  { judging, network }: AskedTerms,
): Promise<OpenRequest> {
  if (judging === undefined) throw Object.assign(new Error('No patient'), { code: 'not_a_patient' })
  const { request, evidence, link } = content
  const carried: CarriedRequest = {
    token: typeof request === 'string' ? request : '',
    evidence: parseRequesterEvidence(evidence),
    ...(typeof link === 'string' && { link }),
  }
  // Whoever asks is in no bundle: their name is by the accreditation, and their key by their own word.
  const verifier = { ...judging.verifier, resolve: network.resolve }
  const door = network[allowLoopbackHttp]
  return await judgeRequest('asked', carried, {
    ...{ ...judging, verifier, origin },
    ...(door === undefined ? {} : { [allowLoopbackHttp]: door }),
  })
}

/** By the id of the query: which of the candidates the person takes. The first, unless they choose. */
export type Chosen = Readonly<Record<string, number>>

/** What would be shown: of each query that has to be answered, one credential. */
export function shownOf({ queries, needed = [] }: OpenedRequest, chosen: Chosen): Candidate[] {
  return queries.flatMap(({ id, candidates }) => {
    if (!needed.includes(id)) return []
    const candidate = candidates[chosen[id] ?? 0]
    return candidate === undefined ? [] : [candidate]
  })
}
