import { IdentityError, type PublicJwk, type UnverifiedJws } from '@fidecura/identity'
import { X5cError } from './errors.ts'
import { readChain } from './read-chain.ts'
import { keyOf } from './signature.ts'

/**
 * The key that the first certificate names. It proves nothing: it is the `key` for `verifyX5c` where no DID
 * document names one, as for those who ask for presentations in the name of a certificate (OpenID4VP 1.0
 * §5.9.3).
 *
 * @param source - As for `verifyX5c`.
 * @throws {@link X5cError} `x5c_missing`, `x5c_malformed`, `x5c_too_large`, `x5c_key_mismatch`: of a key
 *   that signs nothing here.
 */
export function certifiedKeyOf(source: UnverifiedJws | readonly string[]): PublicJwk {
  const [leaf] = readChain(Array.isArray(source) ? source : headerOf(source as UnverifiedJws))
  const key = attempt(() => keyOf(leaf))
  if (key !== undefined) return key
  throw new X5cError('x5c_key_mismatch', 'Certifies no key that signs here', { place: '/x5c/0' })
}

function headerOf({ header }: UnverifiedJws): unknown {
  return header.members['x5c']
}

function attempt(read: () => PublicJwk | undefined): PublicJwk | undefined {
  try {
    return read()
  } catch (error) {
    if (IdentityError.is(error)) return undefined
    throw error
  }
}
