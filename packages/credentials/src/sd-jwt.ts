import type { JsonObject, JsonValue } from '@fidecura/base'
import { decodeJws, type HeaderCache, type UnverifiedJws } from '@fidecura/identity'
import { type Disclosure, decodeDisclosure, disclosureDigest } from './disclosure.ts'
import { CredentialError } from './errors.ts'
import { decodeKeyBinding, type UnverifiedKeyBinding } from './key-binding.ts'
import { allReady, type MaybePromise, whenReady } from './maybe-promise.ts'
import { malformed, parsePayload } from './payload-members.ts'
import { revealClaims } from './reveal-claims.ts'

const maxLength = 524_288
const maxDisclosures = 512

/** An SD-JWT as its parts say, whoever signed it. */
export interface UnverifiedSdJwt {
  readonly jws: UnverifiedJws
  /** With every disclosed claim in its place, without `_sd`, `...` and `_sd_alg`. Frozen. */
  readonly payload: JsonObject
  /** Names of members of the payload itself that came from disclosures. */
  readonly hidden: readonly string[]
  readonly disclosures: readonly Disclosure[]
  readonly keyBinding: UnverifiedKeyBinding | undefined
}

/** What is at hand when an SD-JWT is taken apart. */
export interface DecodeSdJwtOptions {
  readonly headers?: HeaderCache
  /** If given, gets the JSON Pointer at which each disclosure was put. */
  readonly places?: Map<Disclosure, string>
}

/**
 * Takes an SD-JWT apart, with or without key binding, and puts the disclosed claims into place.
 * RFC 9901 §7.1. The header's `typ` is the caller's to check.
 *
 * @throws {@link CredentialError} `credential_malformed`, `disclosure_malformed`,
 *   `disclosure_unreferenced`, `disclosure_duplicate`, `disclosure_forbidden`,
 *   `digest_algorithm_unsupported`, `holder_binding_invalid`; those of `decodeJws` and `parseJson`.
 */
export async function decodeSdJwt(
  token: string,
  options: DecodeSdJwtOptions = {},
): Promise<UnverifiedSdJwt> {
  return takeApart(token, options)
}

/** As {@link decodeSdJwt}, at once where digests are. */
export function takeApart(
  token: string,
  options: DecodeSdJwtOptions,
): MaybePromise<UnverifiedSdJwt> {
  if (token.length > maxLength) throw malformed('')
  const parts = token.split('~')
  const compact = parts.shift()
  const binding = parts.pop()
  if (compact === undefined || binding === undefined || parts.length > maxDisclosures) {
    throw malformed('')
  }
  const jws = decodeJws(compact, options)
  const open = parsePayload(jws)
  assertDigestAlgorithm(open['_sd_alg'])
  const disclosures = parts.map(decodeDisclosure)
  const keyBinding =
    binding === '' ? undefined : decodeKeyBinding(binding, token.slice(0, -binding.length), options)
  return whenReady(allReady(parts.map(disclosureDigest)), (digests) => {
    const byDigest = new Map(digests.map((digest, i) => [digest, disclosures[i] as Disclosure]))
    if (byDigest.size < disclosures.length) {
      throw new CredentialError('disclosure_duplicate', 'A disclosure twice')
    }
    const { payload, hidden } = revealClaims(open, byDigest, options.places)
    return { jws, payload, hidden, disclosures, keyBinding }
  })
}

function assertDigestAlgorithm(name: JsonValue | undefined): void {
  if (name === undefined || name === 'sha-256') return
  throw new CredentialError('digest_algorithm_unsupported', 'Not sha-256', { place: '/_sd_alg' })
}
