import { decodeBase64url, encodeBase64url, encodeUtf8, equalBytes } from '@fidecura/base'
import { sha256 } from '@fidecura/identity'

/** Integrity metadata of a document: `sha256-` and padded base64. W3C Subresource Integrity §3.1. */
export async function integrityOf(document: string | Uint8Array): Promise<string> {
  const digest = await sha256(typeof document === 'string' ? encodeUtf8(document) : document)
  return `sha256-${encodeBase64url(digest).replaceAll('-', '+').replaceAll('_', '/')}=`
}

/**
 * Whether a document is one of those that integrity metadata names by SHA-256.
 *
 * @returns Undefined where it names none by SHA-256, so that this cannot be told.
 */
export async function hasIntegrity(
  document: Uint8Array,
  integrity: string,
): Promise<boolean | undefined> {
  const named = integrity.split(/[\t\n\f\r ]+/).map((one) => sha256Pattern.exec(one)?.[1])
  const known = named.filter((one) => one !== undefined)
  if (known.length === 0) return undefined
  const digest = await sha256(document)
  return known.some((one) =>
    equalBytes(decodeBase64url(one.replaceAll('+', '-').replaceAll('/', '_')), digest),
  )
}

// 32 bytes are 43 characters, the last of which has two bits of nothing; options are ignored.
const sha256Pattern = /^sha256-([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048])=(?:\?.*)?$/
