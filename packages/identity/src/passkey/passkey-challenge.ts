import { concatBytes, encodeBase64url, encodeUtf8 } from '@fidecura/base'
import { sha256 } from '#crypto'
import { malformed, readBytes, readText } from './passkey-shape.ts'

/** What a passkey is asked to vouch for, and what for. */
export interface PasskeySubject {
  /**
   * A URI that names what the answer will be taken for. The answer to one purpose is no answer to
   * another, about whatever bytes.
   */
  readonly purpose: string
  /** Base64url SHA-256. */
  readonly digest: string
  /**
   * Base64url of 32 random bytes, which the one who asks keeps, for a single use, when the answer
   * must be made now. Leave it out where the digest is of something that is itself new.
   */
  readonly nonce?: string | undefined
}

const version = 'urn:fidecura:passkey-challenge:1'

/**
 * Base64url SHA-256 of version, purpose, digest and nonce. No two subjects have the same bytes: the
 * texts end with a zero, which neither contains, and digest and nonce have one length.
 */
export async function challengeOf({ purpose, digest, nonce }: PasskeySubject): Promise<string> {
  if (!/^urn:[!-~]+$|^https:[!-~]+$/.test(readText(purpose, '/purpose'))) {
    throw malformed('/purpose')
  }
  const parts = [
    encodeUtf8(`${version}\0${purpose}\0`),
    readBytes(digest, '/digest', [32, 32]),
    ...(nonce === undefined ? [] : [readBytes(nonce, '/nonce', [32, 32])]),
  ]
  return encodeBase64url(await sha256(concatBytes(...parts)))
}
