import { BaseError, decodeBase64url, decodeUtf8, encodeHex } from '@fidecura/base'

const maxDepth = 4
const maxNesting = 64
const patterns: readonly RegExp[] = [
  // PEM, OpenPGP and OpenSSH. RFC 7468 §10.
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/,
  // Key files and key records of ours, and any JWE that says it holds keys. RFC 7517 §7.
  /urn:fidecura:(?:key-file|browser-key):|fidecura-key\+jwe|\bjwk(?:-set)?\+json\b/,
  // Multikeys of Ed25519, P-256 and P-384.
  /\b(?:z3u2|z42t|z2fa)[1-9A-HJ-NP-Za-km-z]{40,}/,
]
const privateMembers = ['d', 'k', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'priv']
const privateNames = /^(?:private|secret)Key(?:Jwk|Multibase|Base58|Hex|Pem)?$/

/**
 * Whether a text looks as if it held a private or symmetric key: as JSON or line by line, in the
 * segments of a token, or in texts within. It stops mistakes, not somebody who hides a key.
 */
export function holdsPrivateKey(text: string, depthLeft: number = maxDepth): boolean {
  if (patterns.some((pattern) => pattern.test(text))) return true
  if (holdsDer(text) || holdsJwkInProse(text)) return true
  if (depthLeft === 0) return false
  const lines = text.includes('\n') ? [text, ...text.split('\n')] : [text]
  return (
    lines.some((line) => isKeyIn(jsonOf(line), depthLeft, maxNesting)) ||
    segmentsOf(text).some((segment) => holdsPrivateKey(segment, depthLeft - 1))
  )
}

function isKeyIn(value: unknown, depthLeft: number, nestingLeft: number): boolean {
  if (typeof value === 'string') return holdsPrivateKey(value, depthLeft - 1)
  if (typeof value !== 'object' || value === null) return false
  // Nothing of ours lies so deep, and what cannot be looked through might hold one.
  if (nestingLeft === 0) return true
  const isKey =
    ('kty' in value || 'crv' in value) && privateMembers.some((member) => member in value)
  return (
    isKey ||
    Object.entries(value).some(
      ([name, inner]) => privateNames.test(name) || isKeyIn(inner, depthLeft, nestingLeft - 1),
    )
  )
}

// A sequence of version 0 or 1 and an algorithm of elliptic curves (PKCS #8, RFC 5958 §2), or of
// version 1 and 32 or 48 bytes (SEC 1, RFC 5915 §3).
const der =
  /^30(?:8[12])?(?:..){1,2}0201(?:0[01]30..06(?:072a8648ce3d0201|032b65(?:6[ef]|7[01]))|0104[23]0)/

/** In hexadecimal, or in Base64 of either alphabet: the first byte of a sequence makes it an M. */
function holdsDer(text: string): boolean {
  for (const [run] of text.matchAll(/M[A-Za-z0-9+/_-]{30,}/g)) {
    // Whole groups of four: what is left of one need not be canonical.
    const start = run
      .slice(0, run.length < 32 ? 28 : 32)
      .replaceAll('+', '-')
      .replaceAll('/', '_')
    if (der.test(encodeHex(decodeBase64url(start)))) return true
  }
  for (const [run] of text.matchAll(/30[0-9a-f]{40,}/gi)) {
    if (der.test(run.slice(0, 64).toLowerCase())) return true
  }
  return false
}

const maxJwkLength = 4096

/** A JWK that other text stands around. */
function holdsJwkInProse(text: string): boolean {
  for (let at = text.indexOf('"kty"'); at !== -1; at = text.indexOf('"kty"', at + 1)) {
    const start = text.slice(Math.max(0, at - maxJwkLength), at)
    const end = text.slice(at, at + maxJwkLength)
    const inside = start.slice(start.lastIndexOf('{') + 1) + (end.split('}', 1)[0] ?? '')
    if (/"(?:d|k|priv)"\s*:/.test(inside)) return true
  }
  return false
}

/** Not the strict parser: what no strict parser would read can still hold a key. */
function jsonOf(text: string): unknown {
  if (!/^\s*[{["]/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What the parts of a JWS, a JWE or an SD-JWT say where they are JSON. */
function segmentsOf(text: string): readonly string[] {
  return text
    .split(/[^A-Za-z0-9_-]+/)
    .filter((part) => /^(?:e[wy]|W)/.test(part))
    .flatMap((part) => {
      try {
        return [decodeUtf8(decodeBase64url(part))]
      } catch (error) {
        if (BaseError.is(error)) return []
        throw error
      }
    })
}
