import { assertOptions } from '@fidecura/base'
import type { Verifier } from '@fidecura/credentials'
import { type Algorithm, generateSigner, type Signer } from '@fidecura/identity'
import { OpenIdError } from '../errors.ts'
import type { CredentialConfiguration } from '../vci/issuer-metadata.ts'
import { preAuthorizedGrant } from '../vci/protocol.ts'
import { type AuthorizedBy, codeOf } from './authorization.ts'
import { judgeReceived, type ReceivedCredential } from './judge-received.ts'
import { groundOf, type OfferGround, type OpenedOffer } from './open-credential-offer.ts'
import { createProvenSender } from './proven-sender.ts'
import { type CredentialCall, notifyIssuer, requestCredentials } from './request-credentials.ts'
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
   * is waited for. Keys and token are in memory alone, so whoever leaves meanwhile needs a new offer.
   */
  readonly wait?: (seconds: number) => Promise<void>
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
  const { metadata, server, network } = ground
  const wanted = wantedOf(metadata.configurations, options)
  const form = formOf(ground, options)
  const algorithm = bindingAlgorithms.find((one) => server.dpopAlgorithms.includes(one))
  const bound = algorithm === undefined ? undefined : await generateSigner({ algorithm })
  const sender = createProvenSender(bound, network)
  const token = await requestToken(form, ground, sender)
  const clientId = options.authorized?.session.clientId
  const call: CredentialCall = { ground, sender, token, clientId, wait: options.wait }
  const received: ReceivedCredential[] = []
  for (const configuration of wanted) {
    received.push(...(await receive(configuration, call, options)))
  }
  return Object.freeze(received)
}

const bindingAlgorithms: readonly Algorithm[] = ['ES256', 'EdDSA', 'ES384']

async function receive(
  configuration: CredentialConfiguration,
  call: CredentialCall,
  { createKey, verifier, chain, keep, copies = 1 }: AcceptOfferOptions,
): Promise<readonly ReceivedCredential[]> {
  const { ground } = call
  const keys: Signer[] = []
  while (keys.length < Math.min(copies, ground.metadata.batchSize)) keys.push(await createKey())
  const { tokens, notificationId } = await requestCredentials(configuration, keys, call)
  try {
    const received = await judgeReceived(tokens, { configuration, keys, ground, verifier, chain })
    const isDeclined = (await keep(received)) === 'declined'
    const event = isDeclined ? 'credential_deleted' : 'credential_accepted'
    await notifyIssuer(notificationId, event, call)
    return isDeclined ? [] : received
  } catch (error) {
    await notifyIssuer(notificationId, 'credential_failure', call)
    throw error
  }
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
