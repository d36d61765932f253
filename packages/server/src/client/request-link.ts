import {
  decodeBase64url,
  encodeBase64url,
  encodeUtf8,
  isJsonObject,
  parseJson,
} from '@fidecura/base'
import type { ConsentRequestItem } from '../api/bodies.ts'
import { ServerProblem } from './problem.ts'

const name = 'request='

/** A request as it travels: what `verifyConsentRequest` takes. */
export type CarriedRequest = Pick<ConsentRequestItem, 'token' | 'evidence' | 'link'>

/** The fragment of a link that carries a request to a patient's app: no server sees it. */
export function requestFragment({ token, evidence, link }: CarriedRequest): string {
  const carried = { token, evidence, ...(link === undefined ? {} : { link }) }
  return `#${name}${encodeBase64url(encodeUtf8(JSON.stringify(carried)))}`
}

/**
 * Reads the request that a link carries. Proves nothing: `verifyConsentRequest` does.
 *
 * @param fragment - `location.hash`.
 * @returns Undefined: it carries none.
 * @throws {@link ServerProblem} `request_malformed`: cut off, or tampered with.
 */
export function readRequestFragment(fragment: string): CarriedRequest | undefined {
  if (!fragment.startsWith(`#${name}`)) return undefined
  try {
    const json = parseJson(decodeBase64url(fragment.slice(name.length + 1)), { maxBytes: 131_072 })
    if (isJsonObject(json) && typeof json['token'] === 'string' && isJsonObject(json['evidence'])) {
      const { token, evidence, link } = json
      const isLink = link === undefined || typeof link === 'string'
      if (isLink) return { token, evidence, link } as unknown as CarriedRequest
    }
  } catch {
    // Told below, in a code for people.
  }
  throw new ServerProblem('request_malformed', { status: 0, outcome: 'failed' })
}
