import { type Did, IdentityError, parseDid } from '@fidecura/identity'
import { addressOfPublicKey } from './account-address.ts'
import { type DidEthrNetwork, isAddress, namedNetwork, namesOf } from './network.ts'

/** What a did:ethr says by its name alone. */
export interface DidEthrName {
  /** `mainnet` where the DID names none. */
  readonly network: string
  /** Lower case. */
  readonly address: string
  /** Compressed point of secp256k1 in hex, if the DID is made of one instead of its address. */
  readonly publicKey: string | undefined
}

/**
 * Takes a did:ethr apart. Addresses are in lower case or carry their checksum, keys are compressed and in
 * lower case: other spellings would be other names for the same account.
 *
 * @see {@link https://github.com/decentralized-identity/ethr-did-resolver/blob/master/doc/did-method-spec.md | ethr DID Method Specification}
 *
 * @throws IdentityError `did_malformed`; `did_method_unsupported` for another method.
 */
export function parseDidEthr(did: Did): DidEthrName {
  if (!did.startsWith(prefix)) {
    throw new IdentityError('did_method_unsupported', 'Not a did:ethr')
  }
  const parts = did.slice(prefix.length).split(':')
  const identifier = parts.pop() ?? ''
  const network = parts.length === 0 ? 'mainnet' : parts.join(':')
  if (network === '' || parts.length > 2) throw malformed()
  if (isAddress(identifier)) {
    return { network, address: identifier.toLowerCase(), publicKey: undefined }
  }
  return { network, address: addressOf(identifier), publicKey: identifier }
}

/**
 * Names the DID of an account. It exists without any transaction: its owner is the account.
 *
 * @param account - An address, in lower case or with its checksum; or the account's public key, a
 *   compressed point of secp256k1 in hex behind `0x`.
 * @throws IdentityError `did_malformed`; DidEthrError `network_malformed`.
 */
export function didEthrOf(account: string, network: Pick<DidEthrNetwork, 'name' | 'chainId'>): Did {
  const [name = ''] = namesOf(namedNetwork(network))
  const did = parseDid(name === 'mainnet' ? `${prefix}${account}` : `${prefix}${name}:${account}`)
  // An account with a colon in it would move the DID to another network.
  if (parseDidEthr(did).network !== name) throw malformed()
  return did
}

function addressOf(publicKey: string): string {
  if (!/^0x0[23][\da-f]{64}$/.test(publicKey)) throw malformed()
  const address = addressOfPublicKey(publicKey)
  if (address === undefined) throw malformed()
  return address
}

const prefix = 'did:ethr:'

function malformed(): IdentityError {
  return new IdentityError('did_malformed', 'Not a did:ethr')
}
