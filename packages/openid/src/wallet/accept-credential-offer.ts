import { assertOptions, CodedError } from '@fidecura/base'
import type { Verifier } from '@fidecura/credentials'
import { type Algorithm, generateSigner, type Signer, thumbprintOf } from '@fidecura/identity'
import { OpenIdError } from '../errors.ts'
import { offerLinkOf } from '../vci/credential-offer.ts'
import type { CredentialConfiguration } from '../vci/issuer-metadata.ts'
import { preAuthorizedGrant } from '../vci/protocol.ts'
import { type AuthorizedBy, codeOf } from './authorization.ts'
import {
  type Deferral,
  type DeferredReceipt,
  type ResumedReceipt,
  resume,
} from './deferred-receipt.ts'
import { judgeReceived, type ReceivedCredential } from './judge-received.ts'
import { groundOf, type OfferGround, type OpenedOffer } from './open-credential-offer.ts'
import { createProvenSender } from './proven-sender.ts'
import {
  type CredentialCall,
  fetchDeferred,
  type HandedOut,
  type NoteState,
  notifyIssuer,
  requestCredentials,
} from './request-credentials.ts'
import { requestToken } from './request-token.ts'

/** What a person has agreed to, and what becomes of it. */
export interface AcceptOfferOptions {
  /** Judges what comes: nothing is kept that does not hold for it. */
  readonly verifier: Verifier
  /** Makes a key of this wallet, a new one at each call; each credential is bound to one of its own. */
  readonly createKey: () => Promise<Signer>
  /**
   * Keeps what was received: all of it, durably, before it says `kept`. Only then the issuer is told that it
   * arrived. Show what it says first; `declined` is the person's word that it is not theirs: whoever hands an offer
   * on may have been its receiver.
   */
  readonly keep: (received: readonly ReceivedCredential[]) => Promise<'kept' | 'declined'>
  /** As the person typed it, where `transactionCode` of the offer is there. */
  readonly transactionCode?: string
  /** Where `grant` of the offer is `authorization_code`: what came of `startAuthorization`. */
  readonly authorized?: AuthorizedBy
  /** Those of the offer to fetch, by `configuration`. Default: all. */
  readonly configurations?: readonly string[]
  /** How many of each, up to `maxCopies`: one for each platform that is not to know the others. Default 1. */
  readonly copies?: number
  /**
   * Waits so many seconds, for what the issuer has not ready yet, or rejects to wait no longer. Default: nothing
   * is waited for. Without `deferral` key and token are in memory alone, so whoever leaves meanwhile needs a new offer.
   */
  readonly wait?: (seconds: number) => Promise<void>
  /** Keeps what is to come later beyond this call, and goes on with what was kept. Default: nothing is kept. */
  readonly deferral?: Deferral
  /** Accreditations that lead to the issuer. They add no roots. */
  readonly chain?: readonly string[]
}

/**
 * Fetches what was offered, proves it, keeps it, and tells the issuer so. Tokens are bound to a key that is made
 * for this one call, where the server can; a transaction code goes to the server that the offer's issuer names,
 * so show its host before it is typed.
 *
 * @param offer - The very value that `openCredentialOffer` returned, whose contents the person has seen.
 * @see {@link https://openid.net/specs/openid-4-verifiable-credential-issuance-1_0.html | OpenID4VCI 1.0 §6 to §8, §11}
 *
 * @returns What `keep` has kept.
 * @throws OpenIdError `openid_not_opened`, `openid_transaction_code_malformed`, `openid_grant_unsupported`,
 *   `openid_authorization_mismatch`, `openid_expired`, `openid_credential_unsupported`,
 *   `openid_credential_unexpected`, `openid_message_malformed`; `openid_refused`, with the reason;
 *   `openid_not_ready`, `openid_server_failed` (unknown); those of `verifyCredential`, of the network, and of `keep`.
 */
export async function acceptCredentialOffer(
  offer: OpenedOffer,
  options: AcceptOfferOptions,
): Promise<readonly ReceivedCredential[]> {
  assertOptions(options, ['verifier', 'createKey', 'keep'])
  const ground = groundOf(offer)
  const { deferral } = options
  const resumed = deferral && (await resume(deferral, ground))
  const sender = createProvenSender(await boundKey(ground, deferral, resumed), ground.network)
  const token =
    resumed?.receipt.token ?? (await requestToken(formOf(ground, options), ground, sender))
  const clientId = resumed?.receipt.clientId ?? options.authorized?.session.clientId
  const call: CredentialCall = { ground, sender, token, clientId, wait: options.wait }
  const wanted = wantedOf(ground.metadata.configurations, wantedBy(options, resumed))
  const received: ReceivedCredential[] = []
  for (const [at, configuration] of wanted.entries()) {
    const rest = wanted.slice(at + 1).map(({ id }) => id)
    const isFirst = at === 0 ? resumed : undefined
    received.push(...(await receive(configuration, rest, { call, options, resumed: isFirst })))
  }
  return Object.freeze(received)
}

const bindingAlgorithms: readonly Algorithm[] = ['ES256', 'EdDSA', 'ES384']

/** Whose key tokens are bound to: one that lasts if there is one, or else one for this call alone. */
async function boundKey(
  { server: { dpopAlgorithms } }: OfferGround,
  deferral: Deferral | undefined,
  resumed: ResumedReceipt | undefined,
): Promise<Signer | undefined> {
  if (resumed !== undefined) {
    return resumed.receipt.boundTo === undefined ? undefined : deferral?.key
  }
  if (deferral !== undefined && dpopAlgorithms.includes(deferral.key.algorithm)) return deferral.key
  const algorithm = bindingAlgorithms.find((one) => dpopAlgorithms.includes(one))
  return algorithm === undefined ? undefined : await generateSigner({ algorithm })
}

function wantedBy(
  options: AcceptOfferOptions,
  resumed: ResumedReceipt | undefined,
): AcceptOfferOptions {
  if (resumed === undefined) return options
  const { configuration, rest } = resumed.receipt
  return { ...options, configurations: [configuration, ...rest] }
}

interface Receiving {
  readonly call: CredentialCall
  readonly options: AcceptOfferOptions
  readonly resumed: ResumedReceipt | undefined
}

async function receive(
  configuration: CredentialConfiguration,
  rest: readonly string[],
  { call, options, resumed }: Receiving,
): Promise<readonly ReceivedCredential[]> {
  const { createKey, verifier, chain, keep, deferral, copies = 1 } = options
  const { ground } = call
  const keys = [...(resumed?.keys ?? [])]
  const count = Math.min(copies, ground.metadata.batchSize)
  while (resumed === undefined && keys.length < count) keys.push(await createKey())
  let isKept = resumed !== undefined
  const noted = await noteOf({ configuration: configuration.id, rest, keys }, call, deferral)
  const note: NoteState =
    noted &&
    (async (state) => {
      await noted(state)
      isKept = true
    })
  const { tokens, notificationId } = await handedOut()
  try {
    const received = await judgeReceived(tokens, { configuration, keys, ground, verifier, chain })
    const isDeclined = (await keep(received)) === 'declined'
    const event = isDeclined ? 'credential_deleted' : 'credential_accepted'
    await notifyIssuer(notificationId, event, call)
    return isDeclined ? [] : received
  } catch (error) {
    // Of what is kept, it may yet turn out that it holds.
    const isOpen = isKept && CodedError.is(error) && error.outcome === 'unknown'
    if (!isOpen) await notifyIssuer(notificationId, 'credential_failure', call)
    throw error
  }

  async function handedOut(): Promise<HandedOut> {
    const state = resumed?.receipt.state
    if (state === undefined) return await requestCredentials(configuration, keys, call, note)
    return state.kind === 'came' ? state : await fetchDeferred(state, keys.length, call, note)
  }
}

/** Undefined: nothing would go on by what is kept. */
async function noteOf(
  what: {
    readonly configuration: string
    readonly rest: readonly string[]
    readonly keys: readonly Signer[]
  },
  { ground, sender, token, clientId }: CredentialCall,
  deferral: Deferral | undefined,
): Promise<NoteState> {
  const { key } = sender
  if (deferral === undefined || (key !== undefined && key !== deferral.key)) return undefined
  const keys: string[] = []
  for (const { publicKey } of what.keys) keys.push(await thumbprintOf(publicKey))
  const boundTo = key && (await thumbprintOf(key.publicKey))
  const receipt: Omit<DeferredReceipt, 'state'> = {
    version: 'urn:fidecura:openid-deferred:1',
    ...{ link: offerLinkOf(ground), token, boundTo, clientId, ...what, keys },
  }
  return async (state) => await deferral.keep(Object.freeze({ ...receipt, state }))
}

function wantedOf(
  offered: readonly CredentialConfiguration[],
  { configurations, copies = 1 }: AcceptOfferOptions,
): readonly CredentialConfiguration[] {
  const wanted = offered.filter(({ id }) => configurations?.includes(id) ?? true)
  const isCount = Number.isInteger(copies) && copies >= 1 && copies <= 100
  const isOffered = wanted.length === (configurations?.length ?? offered.length)
  if (isCount && isOffered && wanted.length > 0) return wanted
  throw new OpenIdError('openid_options_invalid', 'Not what is offered', {
    place: isCount ? 'configurations' : 'copies',
  })
}

/** What is shown at the token endpoint. */
function formOf(ground: OfferGround, options: AcceptOfferOptions): Record<string, string> {
  const { preAuthorized } = ground.offer
  const { authorized, transactionCode } = options
  if (authorized !== undefined) return codeOf(authorized, ground)
  if (preAuthorized === undefined) {
    throw new OpenIdError('openid_grant_unsupported', 'To be fetched after signing in there')
  }
  const format = preAuthorized.transactionCode
  const isFit =
    format === undefined
      ? transactionCode === undefined
      : transactionCode !== undefined && fits(transactionCode, format)
  // Before it is sent, for there are few tries.
  if (!isFit) {
    throw new OpenIdError('openid_transaction_code_malformed', 'Not a code as was announced')
  }
  return {
    grant_type: preAuthorizedGrant,
    'pre-authorized_code': preAuthorized.code,
    ...(transactionCode === undefined ? {} : { tx_code: transactionCode }),
  }
}

function fits(
  code: string,
  { inputMode, length }: NonNullable<OpenedOffer['transactionCode']>,
): boolean {
  if (code === '' || code.length > 100 || (length !== undefined && code.length !== length)) {
    return false
  }
  return inputMode === 'text' || /^\d+$/.test(code)
}
