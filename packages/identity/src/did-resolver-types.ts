/**
 * The shapes of did-resolver 4, 5 and 6, as far as they agree; written down here since the three do
 * not compile together. Arrays are mutable because theirs are.
 */
export interface DidResolutionResult {
  didResolutionMetadata: {
    contentType?: string
    error?: string
    /** Ours: an `IdentityErrorCode`, and whether it is worth trying again. */
    code?: string
    outcome?: 'failed' | 'unknown'
  }
  didDocument: DidDocumentJson | null
  didDocumentMetadata: {
    deactivated?: boolean
    /** Of methods with history: when the document came to be, and when the next took its place. */
    updated?: string
    nextUpdate?: string
  }
}

/** A DID document as did-resolver types it. */
export interface DidDocumentJson {
  id: string
  verificationMethod: {
    id: string
    type: string
    controller: string
    publicKeyJwk: { kty: string; crv: string; x: string; y?: string }
  }[]
  authentication: string[]
  assertionMethod: string[]
  capabilityInvocation: string[]
  capabilityDelegation: string[]
  keyAgreement: string[]
  service: { id: string; type: string; serviceEndpoint: string[] }[]
}

/** Fits where did-resolver wants a `Resolvable`. */
export interface DidResolvable {
  resolve(didUrl: string): Promise<DidResolutionResult>
}

/** Fits where did-resolver wants a `ResolverRegistry`. */
export type DidResolverRegistry = Record<
  string,
  /** @param parsed - The DID URL as it was asked about, query and all. */
  (did: string, parsed?: { readonly didUrl: string }) => Promise<DidResolutionResult>
>

/** A `Resolvable` of did-resolver fits here. */
export interface ForeignResolvable {
  resolve(didUrl: string): Promise<ForeignResolutionResult>
}

/** What such a `Resolvable` answers with, as far as we look at it. */
export interface ForeignResolutionResult {
  readonly didResolutionMetadata: { readonly error?: unknown }
  readonly didDocument: object | null
  readonly didDocumentMetadata: { readonly deactivated?: unknown }
}
