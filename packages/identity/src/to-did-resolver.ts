import { type Clock, CodedError } from '@fidecura/base'
import { parseDid } from './did.ts'
import type { DidDocument } from './did-document.ts'
import type {
  DidDocumentJson,
  DidResolutionResult,
  DidResolvable,
  DidResolverRegistry,
} from './did-resolver-types.ts'
import type { ResolveDid } from './resolver.ts'

/** What did-resolver's interface leaves out. */
export interface ToDidResolverOptions {
  /** did-resolver knows no instants; every call asks about this clock's present. */
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
        // Path, query and fragment are for whoever dereferences.
        const { document } = await resolve(parseDid(didUrl.split(/[/?#]/, 1)[0]), { at: now, now })
        return {
          didResolutionMetadata: { contentType: 'application/did+json' },
          didDocument: jsonOf(document),
          didDocumentMetadata: {},
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

/** As {@link toDidResolver}, to be put beside other methods: `new Resolver({ ...ours, ...theirs })`. */
export function toDidResolverRegistry(
  resolve: ResolveDid,
  { methods, clock }: ToDidResolverRegistryOptions,
): DidResolverRegistry {
  const resolvable = toDidResolver(resolve, { clock })
  return Object.fromEntries(methods.map((method) => [method, (did) => resolvable.resolve(did)]))
}

function failure({ code, outcome }: CodedError): DidResolutionResult {
  return {
    didResolutionMetadata: { error: errorNames[code] ?? 'internalError', code, outcome },
    didDocument: null,
    didDocumentMetadata: code === 'did_deactivated' ? { deactivated: true } : {},
  }
}

/** DID Core §7.1.2, DID Resolution. */
const errorNames: Readonly<Record<string, string>> = {
  did_malformed: 'invalidDid',
  did_not_found: 'notFound',
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
