import {
  type Clock,
  CodedError,
  type EpochSeconds,
  formatDateTime,
  parseDateTime,
} from '@fidecura/base'
import { parseDid } from './did.ts'
import type { DidDocument } from './did-document.ts'
import type {
  DidDocumentJson,
  DidResolutionResult,
  DidResolvable,
  DidResolverRegistry,
} from './did-resolver-types.ts'
import { IdentityError } from './errors.ts'
import type { ResolvedDid } from './resolved-did.ts'
import type { ResolveDid } from './resolver.ts'

/** What did-resolver's interface leaves out. */
export interface ToDidResolverOptions {
  /** Every call asks about this clock's present, unless the DID URL says `versionTime`. */
  readonly clock: Clock
}

/**
 * Lets libraries that take a `Resolvable` of did-resolver 4, 5 or 6 use ours. As they expect, it
 * never rejects for want of a document: the metadata say why there is none.
 */
export function toDidResolver(resolve: ResolveDid, { clock }: ToDidResolverOptions): DidResolvable {
  return {
    async resolve(didUrl) {
      try {
        const now = clock()
        // Path and fragment are for whoever dereferences.
        const did = parseDid(didUrl.split(/[/?#]/, 1)[0])
        const query = queryOf(didUrl)
        const resolved = await resolve(did, { at: query.at ?? now, now })
        // To answer with another version than the one that was asked for would be worse than none.
        if (query.byName && resolved.history === 'known') throw noSuchVersion()
        return {
          didResolutionMetadata: { contentType: 'application/did+json' },
          didDocument: jsonOf(resolved.document),
          didDocumentMetadata: metadataOf(resolved),
        }
      } catch (error) {
        if (CodedError.is(error)) return failure(error)
        throw error
      }
    },
  }
}

/** As {@link ToDidResolverOptions}, and which methods to offer. */
export interface ToDidResolverRegistryOptions extends ToDidResolverOptions {
  /** Those that `resolve` knows: `['key', 'jwk', 'web']`. */
  readonly methods: readonly string[]
}

/** DID Core §3.2.1. */
function queryOf(didUrl: string): {
  readonly at: EpochSeconds | undefined
  readonly byName: boolean
} {
  const parameters = new URLSearchParams(/\?([^#]*)/.exec(didUrl)?.[1] ?? '')
  const time = parameters.get('versionTime')
  return {
    at: time === null ? undefined : instantOf(time),
    byName: parameters.has('versionId') || parameters.has('versionNumber'),
  }
}

function instantOf(time: string): EpochSeconds {
  try {
    return parseDateTime(time)
  } catch {
    throw new IdentityError('did_url_malformed', 'Not a time with a zone')
  }
}

function noSuchVersion(): IdentityError {
  return new IdentityError('did_version_not_found', 'Versions are found by their time alone')
}

function metadataOf(resolved: ResolvedDid): DidResolutionResult['didDocumentMetadata'] {
  if (resolved.history !== 'known') return {}
  const { validFrom, validUntil } = resolved
  const next = validUntil === undefined ? {} : { nextUpdate: formatDateTime(validUntil) }
  return { updated: formatDateTime(validFrom), ...next }
}

/** As {@link toDidResolver}, to be put beside other methods: `new Resolver({ ...ours, ...theirs })`. */
export function toDidResolverRegistry(
  resolve: ResolveDid,
  { methods, clock }: ToDidResolverRegistryOptions,
): DidResolverRegistry {
  const resolvable = toDidResolver(resolve, { clock })
  const method: DidResolverRegistry[string] = (did, parsed) =>
    resolvable.resolve(parsed?.didUrl ?? did)
  return Object.fromEntries(methods.map((name) => [name, method]))
}

function failure({ code, outcome }: CodedError): DidResolutionResult {
  return {
    didResolutionMetadata: { error: errorNameOf(code), code, outcome },
    didDocument: null,
    didDocumentMetadata: code === 'did_deactivated' ? { deactivated: true } : {},
  }
}

function errorNameOf(code: string): string {
  // did:webvh 1.0 §3.6.2: any error that makes the log invalid.
  return errorNames[code] ?? (code.startsWith('did_log_') ? 'invalidDid' : 'internalError')
}

/** DID Core §7.1.2, DID Resolution. */
const errorNames: Readonly<Record<string, string>> = {
  did_malformed: 'invalidDid',
  did_not_found: 'notFound',
  did_version_not_found: 'notFound',
  did_url_malformed: 'invalidDidUrl',
  did_deactivated: 'deactivated',
  did_method_unsupported: 'unsupportedDidMethod',
  did_document_malformed: 'invalidDidDocument',
  did_document_mismatch: 'invalidDidDocument',
}

function jsonOf({
  id,
  verificationMethods,
  relationships,
  services,
}: DidDocument): DidDocumentJson {
  return {
    id,
    verificationMethod: verificationMethods.flatMap(({ id: keyId, controller, publicKey }) =>
      publicKey === undefined
        ? []
        : [{ id: keyId, type: 'JsonWebKey2020', controller, publicKeyJwk: { ...publicKey } }],
    ),
    authentication: [...relationships.authentication],
    assertionMethod: [...relationships.assertionMethod],
    capabilityInvocation: [...relationships.capabilityInvocation],
    capabilityDelegation: [...relationships.capabilityDelegation],
    keyAgreement: [...relationships.keyAgreement],
    // Theirs have one type.
    service: services.map((service) => ({
      id: service.id,
      type: service.types[0] ?? '',
      serviceEndpoint: [...service.endpoints],
    })),
  }
}
