import { epochSeconds, isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import { type Signer, signKeyProof } from '@fidecura/identity'
import { malformed, OpenIdError } from '../errors.ts'
import { readOptionalText, readText } from '../members.ts'
import type { CredentialConfiguration } from '../vci/issuer-metadata.ts'
import { proofType } from '../vci/protocol.ts'
import type { DeferredState } from './deferred-receipt.ts'
import type { OfferGround } from './open-credential-offer.ts'
import type { ProvenSender, Sent } from './proven-sender.ts'
import { type AccessToken, nameUnder } from './request-token.ts'

/** With what a wallet asks for credentials. */
export interface CredentialCall {
  readonly ground: OfferGround
  readonly sender: ProvenSender
  readonly token: AccessToken
  readonly clientId: string | undefined
  /** Undefined: what is not ready is not waited for. */
  readonly wait: ((seconds: number) => Promise<void>) | undefined
}

/** Keeps how far it is, for after the page. Undefined: nothing is kept. */
export type NoteState = ((state: DeferredState) => Promise<void>) | undefined

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
  note: NoteState,
): Promise<HandedOut> {
  const { proofAlgorithms, id } = configuration
  if (!keys.every(({ algorithm }) => proofAlgorithms.includes(algorithm))) {
    throw new OpenIdError('openid_credential_unsupported', 'Keys of an algorithm not known there')
  }
  const ask = async (): Promise<Sent> => {
    const nonce = await nonceOf(call)
    const jwt: string[] = []
    for (const key of keys) jwt.push(await proveKey(key, nonce, call))
    return await post({ ...nameUnder(call.token, id), proofs: { jwt } }, call)
  }
  const sent = await askAgain(ask)
  if (sent.status !== 202) return handedOut(sent, keys.length)
  return await fetchDeferred(await waitingOf(sent, call, note), keys.length, call, note)
}

type Waiting = Extract<DeferredState, { readonly kind: 'waiting' }>

/**
 * Asks again for what is to come later, as long as whoever waits does. OpenID4VCI 1.0 §9.
 *
 * @throws As {@link requestCredentials}.
 */
export async function fetchDeferred(
  first: Waiting,
  maxCount: number,
  call: CredentialCall,
  note: NoteState,
): Promise<HandedOut> {
  const { ground, sender, token, wait } = call
  const { deferredEndpoint } = ground.metadata
  for (let waiting = first; ; ) {
    const seconds = waiting.askAt - ground.network.clock()
    if (seconds > 0 && wait === undefined) throw notReady()
    if (seconds > 0) await wait?.(seconds)
    if (deferredEndpoint === undefined) throw notReady()
    const body = JSON.stringify({ transaction_id: waiting.transactionId })
    const contentType = 'application/json'
    const request = { body, contentType, accessToken: token.value } as const
    const sent = await sender.send(deferredEndpoint, request)
    if (sent.status === 202) {
      waiting = await waitingOf(sent, call, note)
      continue
    }
    const came = handedOut(sent, maxCount)
    await note?.({ kind: 'came', ...came })
    return came
  }
}

async function waitingOf(
  { body }: Sent,
  { ground }: CredentialCall,
  note: NoteState,
): Promise<Waiting> {
  const { transaction_id: id, interval } = body
  const isInterval = typeof interval === 'number' && interval > 0
  if (ground.metadata.deferredEndpoint === undefined || !isInterval) throw notReady()
  const seconds = Math.min(Math.ceil(interval), maxInterval)
  const waiting: Waiting = {
    kind: 'waiting',
    transactionId: readText(id, '/transaction_id'),
    askAt: epochSeconds(Math.floor(ground.network.clock()) + seconds),
  }
  await note?.(waiting)
  return waiting
}

const maxInterval = 86_400

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
