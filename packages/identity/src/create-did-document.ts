import { deepFreeze, type JsonObject } from '@fidecura/base'
import { type Did, parseDidUrl } from './did.ts'
import { IdentityError } from './errors.ts'
import { type PublicJwk, parsePublicJwk } from './jwk.ts'

/** Whose document, and its keys. */
export interface CreateDidDocumentOptions {
  readonly did: Did
  readonly keys: readonly DidDocumentKey[]
}

/** One public key, and what it is called. */
export interface DidDocumentKey {
  /** What follows the `#` of the key's id. */
  readonly fragment: string
  readonly jwk: PublicJwk
}

/**
 * Writes the document that the host of a did:web serves: every key is for signing credentials and
 * for signing in.
 *
 * @returns Deep-frozen.
 * @throws {@link IdentityError} `did_url_malformed`: a fragment; `did_document_malformed`: two keys
 *   of one fragment; `jwk_malformed`, `key_type_unsupported`.
 */
export function createDidDocument({ did, keys }: CreateDidDocumentOptions): JsonObject {
  const ids = keys.map(({ fragment }) => parseDidUrl(`${did}#${fragment}`))
  if (new Set(ids).size !== ids.length) {
    throw new IdentityError('did_document_malformed', 'Two keys of one fragment')
  }
  const verificationMethod = keys.map(({ jwk }, i) => ({
    id: ids[i] as string,
    type: 'JsonWebKey',
    controller: did,
    publicKeyJwk: { ...parsePublicJwk(jwk) },
  }))
  return deepFreeze({
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/jwk/v1'],
    id: did,
    verificationMethod,
    authentication: [...ids],
    assertionMethod: [...ids],
  })
}
