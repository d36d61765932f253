import { BaseError, decodeBase64url, decodeUtf8 } from '@fidecura/base'

const maxDepth = 4
const maxNesting = 64
const patterns: readonly RegExp[] = [
  // PEM, OpenPGP and OpenSSH. RFC 7468 §10.
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/,
  // Key files and key records of ours, and any JWE that says it holds keys. RFC 7517 §7.
  /urn:fidecura:(?:key-file|browser-key):|fidecura-key\+jwe|\bjwk(?:-set)?\+json\b/,
  // PKCS #8 of Ed25519, P-256 and P-384, and SEC 1 of the two, in Base64 of either alphabet.
  /MC4CAQAwBQYDK2Vw|MIGHAgEAMBMGByqGSM49|MIG2AgEAMBAGByqGSM49|MHcCAQEEI|MIGkAgEBBD/,
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
