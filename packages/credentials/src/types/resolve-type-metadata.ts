import { CodedError, encodeUtf8, type Fetch, fetchBytes } from '@fidecura/base'
import type { UnverifiedJoseCredential } from '../credential.ts'
import { CredentialError } from '../errors.ts'
import { parsePayload } from '../payload-members.ts'
import { hasIntegrity } from './integrity.ts'
import {
  type ClaimMetadata,
  maxMetadataBytes,
  parseTypeMetadata,
  type TypeDisplay,
  type TypeMetadata,
} from './type-metadata.ts'

/** Which type metadata a credential names. */
export interface TypeReference {
  readonly vct: string
  /** `vct#integrity`. */
  readonly integrity?: string | undefined
}

/** Where type metadata come from. What is known is never fetched. */
export interface ResolveTypeMetadataOptions {
  /** Documents as they were published, by their `vct`. */
  readonly known?: Readonly<Record<string, string | Uint8Array>>
  /** Without it nothing is fetched. On a server `createGuardedFetch`. */
  readonly fetch?: Fetch
  /** Where the metadata of a type that is no URL are served, such as those of ours by their issuer. */
  readonly urlOf?: (vct: string) => string | undefined
  readonly signal?: AbortSignal | undefined
}

/** Metadata of a type with all that it inherits. */
export interface ResolvedTypeMetadata {
  readonly vct: string
  /** The types that it extends, the nearest first. It gives nobody the right to issue it. */
  readonly extended: readonly string[]
  readonly display: readonly TypeDisplay[]
  readonly claims: readonly ClaimMetadata[]
}

/** Types above one. */
const maxExtended = 4

/** The type of an SD-JWT VC and, if its issuer fixed them, the metadata that it was issued under. */
export function typeReferenceOf({ credential, jws }: UnverifiedJoseCredential): TypeReference {
  const [vct = ''] = credential.types
  const integrity = parsePayload(jws)['vct#integrity']
  if (integrity === undefined) return { vct }
  if (typeof integrity === 'string') return { vct, integrity }
  throw new CredentialError('credential_malformed', 'Not integrity metadata', {
    place: '/vct#integrity',
  })
}

/**
 * Finds type metadata and what they extend, holds each document to its digest, and puts their claims
 * together. It says how to show a credential, and nothing about who may issue it.
 *
 * @throws {@link CredentialError} `type_metadata_malformed`, `type_metadata_mismatch`,
 *   `type_metadata_circular`, `type_metadata_widened`; unknown: `type_metadata_unavailable`, also where
 *   a digest is of an algorithm that is not known.
 */
export async function resolveTypeMetadata(
  reference: TypeReference,
  options: ResolveTypeMetadataOptions,
): Promise<ResolvedTypeMetadata> {
  const chain: TypeMetadata[] = []
  let next: TypeReference | undefined = reference
  while (next !== undefined) {
    const { vct } = next
    if (chain.length > maxExtended || chain.some((seen) => seen.vct === vct)) {
      throw new CredentialError('type_metadata_circular', 'Types that extend too many others')
    }
    const metadata: TypeMetadata = await load(next, options)
    chain.push(metadata)
    next =
      metadata.extends === undefined
        ? undefined
        : { vct: metadata.extends, integrity: metadata.extendsIntegrity }
  }
  const claims = chain.reduceRight<readonly ClaimMetadata[]>(extend, [])
  const display = chain.find((one) => one.display.length > 0)?.display ?? []
  const extended = chain.slice(1).map(({ vct }) => vct)
  return { vct: reference.vct, extended, display, claims }
}

async function load(
  { vct, integrity }: TypeReference,
  options: ResolveTypeMetadataOptions,
): Promise<TypeMetadata> {
  const document = await documentOf(vct, options)
  if (integrity !== undefined) {
    const right = await hasIntegrity(document, integrity)
    if (right === undefined) throw unavailable()
    if (!right) throw new CredentialError('type_metadata_mismatch', 'Another document than named')
  }
  return parseTypeMetadata(document, vct)
}

async function documentOf(
  vct: string,
  { known = {}, fetch, urlOf, signal }: ResolveTypeMetadataOptions,
): Promise<Uint8Array> {
  const found = Object.hasOwn(known, vct) ? known[vct] : undefined
  if (found !== undefined) return typeof found === 'string' ? encodeUtf8(found) : found
  const url = vct.startsWith('https:') ? vct : urlOf?.(vct)
  if (fetch === undefined || url === undefined) throw unavailable()
  try {
    const accept = 'application/json'
    return await fetchBytes(url, { fetch, accept, maxBytes: maxMetadataBytes, signal })
  } catch (error) {
    if (!CodedError.is(error)) throw error
    throw unavailable(error)
  }
}

/** A type may say more about a claim than the one that it extends, and never less. */
function extend(
  inherited: readonly ClaimMetadata[],
  { claims }: TypeMetadata,
): readonly ClaimMetadata[] {
  const merged = new Map(inherited.map((claim) => [JSON.stringify(claim.path), claim]))
  for (const [index, claim] of claims.entries()) {
    const path = JSON.stringify(claim.path)
    const above = merged.get(path)
    const changed = above !== undefined && above.sd !== 'allowed' && claim.sd !== above.sd
    if (changed || (above?.mandatory === true && !claim.mandatory)) {
      throw new CredentialError('type_metadata_widened', 'Says less than what it extends', {
        place: `/claims/${index}`,
      })
    }
    merged.set(path, claim)
  }
  return [...merged.values()]
}

function unavailable(cause?: CodedError): CredentialError {
  return new CredentialError('type_metadata_unavailable', 'No type metadata', {
    outcome: 'unknown',
    cause,
  })
}
