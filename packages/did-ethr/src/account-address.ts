import { getAddress } from 'ethers/address'
import { keccak256, SigningKey } from 'ethers/crypto'

/** The address in the spelling that carries its checksum. EIP-55. */
export function withChecksum(lowerCase: string): string {
  return getAddress(lowerCase)
}

/**
 * The address of the account that has a key: the end of the digest of both coordinates.
 *
 * @param publicKey - A compressed point of secp256k1 in hex behind `0x`.
 * @returns Lower case. `undefined`: no point of the curve has this coordinate.
 */
export function addressOfPublicKey(publicKey: string): string | undefined {
  try {
    const coordinates = SigningKey.computePublicKey(publicKey, false).slice('0x04'.length)
    return `0x${keccak256(`0x${coordinates}`).slice(-40)}`
  } catch {
    return undefined
  }
}
