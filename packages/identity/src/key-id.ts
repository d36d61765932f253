import { type Did, type DidUrl, methodOf } from './did.ts'
import { keyIdOfDidJwk } from './did-jwk.ts'
import { keyIdOfDidKey } from './did-key.ts'

/**
 * The id of the one key of a did:key or did:jwk.
 *
 * @throws {@link IdentityError} `did_method_unsupported`: of other methods the document must say.
 */
export function keyIdOf(did: Did): DidUrl {
  return methodOf(did) === 'jwk' ? keyIdOfDidJwk(did) : keyIdOfDidKey(did)
}
