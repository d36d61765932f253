import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import { type Signer, signKeyProof } from '@fidecura/identity'
import { malformed, OpenIdError } from '../errors.ts'
import { readOptionalText, readText } from '../members.ts'
import type { CredentialConfiguration } from '../vci/issuer-metadata.ts'
import { proofType } from '../vci/protocol.ts'
import type { OfferGround } from './open-credential-offer.ts'
import type { ProvenSender, Sent } from './proven-sender.ts'
import type { AccessToken } from './request-token.ts'

/** With what a wallet asks for credentials. */
export interface CredentialCall {
  readonly ground: OfferGround
  readonly sender: ProvenSender
  readonly token: AccessToken
  readonly clientId: string | undefined
  /** Undefined: what is not ready is not waited for. */
  readonly wait: ((seconds: number) => Promise<void>) | undefined
}

/** What an issuer handed out: not looked at yet. */
export interface HandedOut {
  readonly tokens: readonly string[]
  readonly notificationId: string | undefined
}

/**
 * Asks for one credential for each key.
 *
 * @throws OpenIdError `openid_refused`, with the reason; `openid_message_malformed`,
 *   `openid_credential_unsupported`; `openid_not_ready`, `openid_server_failed` (unknown).
 */
export async function requestCredentials(
  configuration: CredentialConfiguration,
  keys: readonly Signer[],
  call: CredentialCall,
): Promise<HandedOut> {
  const { proofAlgorithms, id } = configuration
  if (!keys.every(({ algorithm }) => proofAlgorithms.includes(algorithm))) {
    throw new OpenIdError('openid_credential_unsupported', 'Keys of an algorithm not known there')
  }
  const ask = async (): Promise<Sent> => {
    const nonce = await nonceOf(call)
    const jwt: string[] = []
    for (const key of keys) jwt.push(await proveKey(key, nonce, call))
    return await post({ ...call.token.nameOf(id), proofs: { jwt } }, call)
  }
  return handedOut(await whenReady(await askAgain(ask), call), keys.length)
}

/** Asks again for what is to come later, as long as whoever waits does. OpenID4VCI 1.0 §9. */
async function whenReady(first: Sent, call: CredentialCall): Promise<Sent> {
  const { ground, sender, token, wait } = call
  const { deferredEndpoint } = ground.metadata
  let sent = first
  while (sent.status === 202) {
    const { transaction_id: id, interval } = sent.body
    const isInterval = typeof interval === 'number' && interval > 0
    if (wait === undefined || deferredEndpoint === undefined || !isInterval) throw notReady()
    const body = JSON.stringify({ transaction_id: readText(id, '/transaction_id') })
    await wait(interval)
    const contentType = 'application/json'
    sent = await sender.send(deferredEndpoint, { body, contentType, accessToken: token.value })
  }
  return sent
}

function notReady(): OpenIdError {
  return new OpenIdError('openid_not_ready', 'The credential is to come later', {
    outcome: 'unknown',
  })
}

/** Once: the nonce may have expired on the way. */
async function askAgain(ask: () => Promise<Sent>): Promise<Sent> {
  try {
    return await ask()
  } catch (error) {
    if (OpenIdError.is(error) && error.reason === 'invalid_nonce') return await ask()
    throw error
  }
}

async function nonceOf({ ground, sender }: CredentialCall): Promise<string | undefined> {
  const { nonceEndpoint } = ground.metadata
  if (nonceEndpoint === undefined) return undefined
  const { body } = await sender.send(nonceEndpoint, { body: '', contentType: 'application/json' })
  return readText(body['c_nonce'], '/c_nonce')
}

async function proveKey(
  signer: Signer,
  nonce: string | undefined,
  { ground, clientId }: CredentialCall,
): Promise<string> {
  const { clock, signal } = ground.network
  const claims = {
    aud: ground.metadata.credentialIssuer,
    iat: Math.floor(clock()),
    ...(nonce === undefined ? {} : { nonce }),
    ...(clientId === undefined ? {} : { iss: clientId }),
  }
  return await signKeyProof(claims, { signer, typ: proofType, signal })
}

async function post(body: JsonObject, { ground, sender, token }: CredentialCall): Promise<Sent> {
  return await sender.send(ground.metadata.credentialEndpoint, {
    body: JSON.stringify(body),
    contentType: 'application/json',
    accessToken: token.value,
  })
}

function handedOut({ body }: Sent, maxCount: number): HandedOut {
  const { credentials, notification_id: notificationId } = body
  // An issuer may hand out fewer, and never more: each is to be bound to a key of its own.
  const isCount =
    Array.isArray(credentials) && credentials.length > 0 && credentials.length <= maxCount
  if (!isCount) throw malformed('/credentials')
  return {
    tokens: (credentials as readonly JsonValue[]).map(tokenOf),
    notificationId: readOptionalText(notificationId, '/notification_id'),
  }
}

function tokenOf(one: JsonValue): string {
  return readText(isJsonObject(one) ? one['credential'] : undefined, '/credentials', 262_144)
}

/** What became of credentials. OpenID4VCI 1.0 §11.1. */
export type IssuanceEvent = 'credential_accepted' | 'credential_failure' | 'credential_deleted'

/** Tells the issuer. That it could not be told changes nothing. */
export async function notifyIssuer(
  notificationId: string | undefined,
  event: IssuanceEvent,
  { ground, sender, token }: CredentialCall,
): Promise<void> {
  const { notificationEndpoint } = ground.metadata
  if (notificationId === undefined || notificationEndpoint === undefined) return
  const body = JSON.stringify({ notification_id: notificationId, event })
  const request = { body, contentType: 'application/json', accessToken: token.value } as const
  await sender.send(notificationEndpoint, request).catch(() => undefined)
}
