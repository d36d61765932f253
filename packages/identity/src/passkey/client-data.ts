import { parseJson } from '@fidecura/base'
import { IdentityError } from '../errors.ts'
import { malformed, readObject } from './passkey-shape.ts'

const place = '/response/clientDataJSON'

/** More than any browser writes, with an origin of the greatest length. */
export const maxClientDataBytes = 4096

/** What a browser must have collected. */
export interface ExpectedClientData {
  readonly challenge: string
  readonly origins: readonly string[]
}

/**
 * Proves that a browser collected this for an assertion, to this challenge, on one of these pages.
 * WebAuthn L3 §7.2; members beside those are passed over, as §5.8.1 asks.
 *
 * JSON is read in full, not by the limited algorithm of §5.8.1.2, which is for readers that have no
 * parser; what it protects against, two readings of one text, a strict parser refuses.
 *
 * @param bytes - At most {@link maxClientDataBytes}.
 * @returns The page.
 * @throws IdentityError `passkey_malformed`, `passkey_type_wrong`, `passkey_challenge_wrong`,
 *   `passkey_origin_wrong`, `passkey_cross_origin`.
 */
export function proveClientData(bytes: Uint8Array, expected: ExpectedClientData): string {
  const { type, challenge, origin, crossOrigin = false, topOrigin } = parse(bytes)
  if (type !== 'webauthn.get') {
    throw new IdentityError('passkey_type_wrong', 'Not collected for an assertion')
  }
  if (challenge !== expected.challenge) {
    throw new IdentityError('passkey_challenge_wrong', 'The answer to another challenge')
  }
  if (typeof origin !== 'string' || !expected.origins.includes(origin)) {
    throw new IdentityError('passkey_origin_wrong', 'Answered on another page')
  }
  // In a frame of somebody else's page one does not see what one agrees to. WebAuthn L3 §13.4.2.
  if (crossOrigin !== false || topOrigin !== undefined) {
    throw new IdentityError('passkey_cross_origin', 'Answered within the page of another origin')
  }
  return origin
}

function parse(bytes: Uint8Array): ReturnType<typeof readObject> {
  try {
    return readObject(parseJson(bytes, { maxDepth: 8 }), place)
  } catch (error) {
    throw malformed(place, error)
  }
}
