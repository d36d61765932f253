import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import {
  type DidResolutionResult,
  type ToDidResolverOptions,
  toDidResolver,
} from '@fidecura/identity/did-resolver'
import type { ResolveDidEthr, ResolvedDidEthr } from './did-ethr.ts'

/** Fits where did-resolver wants a `ResolverRegistry`. */
export type DidEthrRegistry = {
  ethr(did: string, parsed?: { readonly didUrl: string }): Promise<DidEthrResolutionResult>
}

/** As did-resolver types it, with the members that accounts of secp256k1 have. */
export type DidEthrResolutionResult = Omit<DidResolutionResult, 'didDocument'> & {
  didDocument: DidEthrDocumentJson | null
}

/** A document as did-resolver types it. */
export interface DidEthrDocumentJson {
  id: string
  verificationMethod: DidEthrMethodJson[]
  authentication: string[]
  assertionMethod: string[]
  keyAgreement?: string[]
  service?: { id: string; type: string; serviceEndpoint: string }[]
}

/** One key or account. */
export interface DidEthrMethodJson {
  id: string
  type: string
  controller: string
  /** Of the keys that we take. */
  publicKeyJwk?: { kty: string; crv: string; x: string; y?: string }
  publicKeyHex?: string
  publicKeyBase58?: string
  publicKeyBase64?: string
  /** CAIP-10. */
  blockchainAccountId?: string
}

/**
 * Lets did-resolver, and did-jwt with it, use ours, with the accounts that sign ES256K: `toDidResolver` of
 * `@fidecura/identity` leaves those out. As they expect, it never rejects for want of a document: the
 * metadata say why there is none.
 */
export function toDidEthrRegistry(
  resolve: ResolveDidEthr,
  options: ToDidResolverOptions,
): DidEthrRegistry {
  return {
    async ethr(did, parsed) {
      let seen: ResolvedDidEthr | undefined
      const remembering: ResolveDidEthr = async (name, query) => {
        seen = await resolve(name, query)
        return seen
      }
      const result = await toDidResolver(remembering, options).resolve(parsed?.didUrl ?? did)
      if (seen === undefined || result.didDocument === null) return { ...result, didDocument: null }
      return { ...result, didDocument: documentJson(seen) }
    },
  }
}

/** Anew for every call, for those who are given it may write into it. */
function documentJson({ source, document }: ResolvedDidEthr): DidEthrDocumentJson {
  const copy = structuredClone(source)
  const methods = copy['verificationMethod'] as readonly JsonValue[]
  const verificationMethod = methods.filter(isJsonObject).map((method: JsonObject) => {
    const known = document.verificationMethods.find(({ id }) => id === method['id'])
    if (known?.publicKey === undefined) return method
    const { id, controller, publicKey } = known
    return { id, controller, type: 'JsonWebKey2020', publicKeyJwk: { ...publicKey } }
  })
  return { ...copy, verificationMethod } as unknown as DidEthrDocumentJson
}
