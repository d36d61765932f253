import {
  type allowLoopbackHttp,
  decodeUtf8,
  encodeBase64url,
  type Fetch,
  type JsonObject,
  parseJsonText,
  postText,
} from '@fidecura/base'
import { randomBytes } from '@fidecura/identity'
import { shapeOf } from '../claim-shape.ts'
import { CredentialError } from '../errors.ts'
import type { StatusSubscription } from './status-subscriptions.ts'

const version = 'urn:fidecura:status-challenge:1'
const timeoutMs = 5000

/** How an address is reached. */
export interface ChallengeOptions {
  readonly fetch: Fetch
  readonly signal?: AbortSignal | undefined
  readonly [allowLoopbackHttp]?: readonly string[]
}

/**
 * Asks whoever is at an address whether they want notices about a list, and demands the challenge back,
 * alone: what returns all that it gets does not pass.
 *
 * @returns Whether they do.
 * @throws BaseError those of `postText`.
 */
export async function wantsNotices(
  { list, url }: Pick<StatusSubscription, 'list' | 'url'>,
  options: ChallengeOptions,
): Promise<boolean> {
  const challenge = encodeBase64url(randomBytes(32))
  const answer = await postText(url, JSON.stringify({ version, list, challenge }), {
    ...options,
    accept: 'text/plain',
    contentType: 'application/json',
    maxBytes: 1024,
    timeoutMs,
  })
  return textOf(answer) === challenge
}

/** What a host asks of an address. */
export interface StatusChallenge {
  readonly list: string
  /** To be sent back, and nothing else. */
  readonly challenge: string
}

/** Reads a challenge, which proves nothing. @throws CredentialError `status_notice_malformed`. */
export function parseStatusChallenge(body: string): StatusChallenge {
  try {
    const json = parseJsonText(body, { maxBytes: 4096, maxDepth: 2 })
    shape(json, '')
    const { list, challenge } = json as JsonObject & StatusChallenge
    return Object.freeze({ list, challenge })
  } catch {
    throw new CredentialError('status_notice_malformed', 'Not a challenge of this version')
  }
}

const shape = /* @__PURE__ */ shapeOf({ version: [version], list: 2048, challenge: /^[\w-]{43}$/ })

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return decodeUtf8(bytes)
  } catch {
    return undefined
  }
}
