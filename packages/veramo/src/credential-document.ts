import {
  BaseError,
  canonicalizeJson,
  decodeBase64url,
  deepFreeze,
  type EpochSeconds,
  equalBytes,
  formatDateTime,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
} from '@fidecura/base'
import {
  type Credential,
  type CredentialFormat,
  decodeCredential,
  type StatusEntry,
} from '@fidecura/credentials'
import type { VerifiableCredential } from '@veramo/core-types'
import { given, snapshot } from './arguments.ts'
import { baseType, contextV2 } from './credential-payload.ts'
import { VeramoError } from './errors.ts'

/**
 * What Veramo passes around: the token in `proof.jwt`, and what it says beside it. Deep-frozen.
 * Nothing but the token proves anything.
 *
 * @throws {@link VeramoError} `document_mismatch`: a claim would be read as another subject than the
 *   token has; those of `decodeCredential`.
 */
export async function credentialDocumentOf(token: string): Promise<VerifiableCredential> {
  const { credential } = await decodeCredential(token)
  return deepFreeze(documentOf(credential, token)) as unknown as VerifiableCredential
}

/**
 * The token of a document, if the rest of the document says the same: who reads the members after
 * verifying must not read what nobody signed.
 *
 * @throws {@link VeramoError} `document_malformed`, `document_mismatch`; those of
 *   `decodeCredential`.
 */
export async function tokenOfDocument(document: unknown): Promise<string> {
  if (typeof document === 'string') return document
  const given = snapshot(document, 'document_malformed')
  const token = tokenIn(given)
  if (token === undefined) throw new VeramoError('document_malformed', 'No token in proof.jwt')
  const { credential } = await decodeCredential(token)
  assertSame(given, documentOf(credential, token))
  return token
}

/** @throws {@link VeramoError} `document_mismatch`. */
export function assertSame(document: JsonObject, expected: JsonObject): void {
  if (equalBytes(canonicalizeJson(document), canonicalizeJson(expected))) return
  throw new VeramoError('document_mismatch', 'Says something else than its token: pass the token')
}

/**
 * Whether a document is one that we judge: everything is, save for the tokens of VCDM 1.1, whose
 * header says `JWT` or nothing, and objects with a proof that is no token.
 */
export function isOurs(document: unknown): boolean {
  const token = typeof document === 'string' ? document : tokenIn(document)
  if (token !== undefined) return token.includes('~') || token.startsWith('{') || !isPlainJwt(token)
  const { proof } = (document ?? {}) as { readonly proof?: unknown }
  return typeof proof !== 'object' || proof === null
}

export function tokenIn(document: unknown): string | undefined {
  const { proof } = (document ?? {}) as { readonly proof?: { readonly jwt?: unknown } | null }
  return typeof proof?.jwt === 'string' ? proof.jwt : undefined
}

function isPlainJwt(token: string): boolean {
  try {
    const header = parseJson(decodeBase64url(token.slice(0, token.indexOf('.'))))
    return isJsonObject(header) && [undefined, 'JWT'].includes(header['typ'] as undefined)
  } catch (error) {
    if (BaseError.is(error)) return false
    throw error
  }
}

function documentOf(credential: Credential, token: string): JsonObject {
  const { format, id, issuer, types, subject, claims, status } = credential
  const { issuedAt, validFrom, validUntil } = credential
  const [entry, ...others] = status.map(statusReference)
  // In an SD-JWT VC, `id` is a claim like any other; here it would say whom the credential is about.
  if (Object.hasOwn(claims, 'id')) {
    throw new VeramoError('document_mismatch', 'A claim would be read as the subject')
  }
  return {
    '@context': [contextV2],
    ...given('id', id),
    type: [baseType, ...types],
    issuer,
    // Veramo's types ask for the dates of VCDM 1.1.
    ...given('issuanceDate', dateOf(issuedAt ?? validFrom)),
    ...given('expirationDate', dateOf(validUntil)),
    ...given('validFrom', dateOf(validFrom)),
    ...given('validUntil', dateOf(validUntil)),
    credentialSubject: { ...claims, ...given('id', subject) } as JsonObject,
    ...given<'credentialStatus', JsonValue>(
      'credentialStatus',
      others.length > 0 ? [entry as JsonObject, ...others] : entry,
    ),
    proof: proofOf(format, token),
  }
}

function dateOf(instant: EpochSeconds | undefined): string | undefined {
  return instant === undefined ? undefined : formatDateTime(instant)
}

export function proofOf(format: CredentialFormat, token: string): JsonObject {
  return { type: format, jwt: token }
}

function statusReference(entry: StatusEntry): JsonObject {
  const type = entry.kind === 'token' ? 'TokenStatusListEntry' : 'BitstringStatusListEntry'
  return { id: `${entry.list}#${entry.index}`, type }
}
