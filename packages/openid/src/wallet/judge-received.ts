import type { VerifiedCredential, Verifier } from '@fidecura/credentials'
import {
  type Did,
  didJwkOf,
  didKeyOf,
  methodOf,
  type Signer,
  thumbprintOf,
} from '@fidecura/identity'
import { OpenIdError } from '../errors.ts'
import type { CredentialConfiguration } from '../vci/issuer-metadata.ts'
import type { OfferGround } from './open-credential-offer.ts'

/** A credential that was received, holds, and is what was asked for. */
export interface ReceivedCredential {
  /** As it came: what to keep. */
  readonly token: string
  readonly credential: VerifiedCredential
  /** Whose key it is bound to. */
  readonly signer: Signer
  /** The name of the offer. */
  readonly configuration: string
}

/** What received credentials are judged by. */
export interface JudgeOptions {
  readonly configuration: CredentialConfiguration
  /** The keys that were proven in this request. */
  readonly keys: readonly Signer[]
  readonly ground: OfferGround
  readonly verifier: Verifier
  readonly chain: readonly string[] | undefined
}

/**
 * Lets credentials pass that hold, come from who offered them, are of the type that was offered, and are bound
 * to a key each of this wallet. An issuer's word that they are is none.
 *
 * @throws OpenIdError `openid_credential_unexpected`, with the place; those of `verifyCredential`.
 */
export async function judgeReceived(
  tokens: readonly string[],
  options: JudgeOptions,
): Promise<readonly ReceivedCredential[]> {
  const { configuration, keys, ground, verifier, chain } = options
  const signal = ground.network.signal
  const unused = new Map<string, Signer>()
  for (const key of keys) unused.set(await thumbprintOf(key.publicKey), key)
  const received: ReceivedCredential[] = []
  for (const token of tokens) {
    const credential = await verifier.verifyCredential(token, {
      signal,
      ...(chain === undefined ? {} : { chain }),
    })
    assertAsked(credential, configuration)
    assertIssuer(credential.issuer, ground)
    const signer = await takeKey(credential, unused)
    assertSubject(credential, signer)
    received.push(Object.freeze({ token, credential, signer, configuration: configuration.id }))
  }
  assertNotLinked(received)
  return Object.freeze(received)
}

function assertAsked(
  { format, types }: VerifiedCredential,
  configuration: CredentialConfiguration,
): void {
  const isType = types.length === 1 && types[0] === configuration.type
  if (format !== configuration.format || !isType) throw unexpected('type')
}

/** Who signed the metadata; without a signature, a DID that stands on the very host. */
function assertIssuer(issuer: Did, { signedBy, metadata }: OfferGround): void {
  const { host } = new URL(metadata.credentialIssuer)
  const isExpected = signedBy === undefined ? hostOf(issuer) === host : issuer === signedBy
  if (!isExpected) throw unexpected('issuer')
}

function hostOf(did: Did): string | undefined {
  const segments = did.split(':')
  const method = methodOf(did)
  if (method !== 'web' && method !== 'webvh') return undefined
  const segment = segments[method === 'web' ? 2 : 3] ?? ''
  return segment.replace(/%3A/i, ':').toLowerCase()
}

async function takeKey(
  { holderKey }: VerifiedCredential,
  unused: Map<string, Signer>,
): Promise<Signer> {
  const thumbprint = holderKey === undefined ? '' : await thumbprintOf(holderKey)
  const signer = unused.get(thumbprint)
  if (signer === undefined) throw unexpected('key')
  // Two that are bound to one key are what two platforms could tell a holder by.
  unused.delete(thumbprint)
  return signer
}

function assertSubject({ subject }: VerifiedCredential, { did, publicKey }: Signer): void {
  const own: readonly (string | undefined)[] = [undefined, did]
  if (own.includes(subject)) return
  if (subject !== didKeyOf(publicKey) && subject !== didJwkOf(publicKey))
    throw unexpected('subject')
}

/** Neither an id nor a place on a status list is shared. */
function assertNotLinked(received: readonly ReceivedCredential[]): void {
  const marks = received.flatMap(({ credential: { id, status } }) => [
    ...(id === undefined ? [] : [id]),
    ...status.map(({ list, index }) => JSON.stringify([list, index])),
  ])
  if (new Set(marks).size < marks.length) throw unexpected('copies')
}

function unexpected(place: 'type' | 'issuer' | 'key' | 'subject' | 'copies'): OpenIdError {
  const message = 'Not the credential that was asked for'
  return new OpenIdError('openid_credential_unexpected', message, { place })
}
