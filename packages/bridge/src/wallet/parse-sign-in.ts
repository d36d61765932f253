import { type JsonObject, mixesScripts, nameText } from '@fidecura/base'
import { BridgeError } from '../errors.ts'

/** Where somebody would be signed in, for a wallet to show in large letters before they agree. */
export interface AskedSignIn {
  /** What the bridge calls the platform: its operator's word, without characters that nobody sees. */
  readonly platform: string
  /** The name has letters of several scripts in one word, as names have that look like others. */
  readonly isMixed: boolean
  /** The origin that the browser is sent back to. */
  readonly origin: string
  /** `other`: the code was read off another screen. Whoever made somebody read it has their sign-in. */
  readonly device: 'same' | 'other'
}

const maxName = 200

/**
 * Reads what a `signInTransaction` asks a holder to agree to. What it does not say in full is not agreed to;
 * `interaction` tells people nothing, and the bridge compares it.
 *
 * @param content - Of the transaction, from a request that was opened.
 * @throws {@link BridgeError} `bridge_transaction_malformed`, with the place.
 */
export function parseSignIn(content: JsonObject): AskedSignIn {
  const { platform, origin, device } = content
  const name = typeof platform === 'string' && platform.length <= maxName ? nameText(platform) : ''
  if (name === '') throw malformed('/platform')
  if (typeof origin !== 'string' || originOf(origin) !== origin) throw malformed('/origin')
  if (device !== 'same' && device !== 'other') throw malformed('/device')
  return Object.freeze({ platform: name, isMixed: mixesScripts(name), origin, device })
}

function originOf(text: string): string | undefined {
  try {
    const { origin, protocol } = new URL(text)
    return protocol === 'https:' || protocol === 'http:' ? origin : undefined
  } catch {
    return undefined
  }
}

function malformed(place: string): BridgeError {
  return new BridgeError('bridge_transaction_malformed', 'Not a sign-in', { place })
}
