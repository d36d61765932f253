import { type Did, didJwkOf, didKeyOf, type PublicJwk } from '@fidecura/identity'
import type { AbstractIdentifierProvider } from '@veramo/did-manager'
import {
  deleteKeys,
  type IdentifierProviderOptions,
  keyForIdentifier,
  refuseChange,
} from './identifier-provider.ts'

/**
 * Lets Veramo's `DIDManager` make did:key identifiers.
 *
 * @throws {@link VeramoError} from its methods: `key_not_found`, `key_type_unsupported`, and
 *   `operation_unsupported`, for the one key is the DID.
 */
export function createDidKeyProvider(
  options: IdentifierProviderOptions,
): AbstractIdentifierProvider {
  return providerOf('did:key', didKeyOf, options)
}

/** As {@link createDidKeyProvider}, for did:jwk. */
export function createDidJwkProvider(
  options: IdentifierProviderOptions,
): AbstractIdentifierProvider {
  return providerOf('did:jwk', didJwkOf, options)
}

function providerOf(
  method: string,
  didOf: (jwk: PublicJwk) => Did,
  options: IdentifierProviderOptions,
): AbstractIdentifierProvider {
  return Object.freeze({
    async createIdentifier(args, context) {
      const { kms = options.kms, options: wishes } = args
      const { key, publicKey } = await keyForIdentifier(kms, wishes, context)
      return { did: didOf(publicKey), controllerKeyId: key.kid, keys: [key], services: [] }
    },
    deleteIdentifier: deleteKeys,
    updateIdentifier: refuseChange,
    addKey: refuseChange,
    removeKey: refuseChange,
    addService: refuseChange,
    removeService: refuseChange,
    matchPrefix: (prefix: string) => prefix === method || prefix.startsWith(`${method}:`),
  } satisfies AbstractIdentifierProvider)
}
