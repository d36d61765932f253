import { createHmac, hkdfSync } from 'node:crypto'
import { encodeBase64url } from '@fidecura/base'
import { BridgeError } from './errors.ts'

/** What is made of the one secret of a bridge. */
export interface Secrets {
  /** Signs cookies. */
  readonly cookieKey: string
  /** Encrypts what is kept of people while they are signed in. */
  readonly storeKey: string
  /** Tells one secret from another, and nothing else of it. */
  readonly fingerprint: string
  /** The place of a person in the store: nobody finds a record number by trying them all. */
  personDigest(person: string): string
}

const leastBytes = 32

/** @throws BridgeError `bridge_options_invalid`: fewer than 32 bytes. */
export function secretsOf(secret: Uint8Array): Secrets {
  if (!(secret instanceof Uint8Array) || secret.length < leastBytes) {
    throw new BridgeError('bridge_options_invalid', 'Not 32 bytes', { place: 'secret' })
  }
  const key = (purpose: string): Uint8Array =>
    new Uint8Array(hkdfSync('sha256', secret, '', `fidecura-bridge-${purpose}-1`, 32))
  const personKey = key('person')
  return Object.freeze<Secrets>({
    cookieKey: encodeBase64url(key('cookie')),
    storeKey: encodeBase64url(key('store')),
    fingerprint: encodeBase64url(key('fingerprint')),
    personDigest: (person) => createHmac('sha256', personKey).update(person).digest('base64url'),
  })
}
