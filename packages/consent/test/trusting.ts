import type { TrustedRegister } from '@fidecura/consent'
import type { Signer } from '@fidecura/identity'

/** Whose register it is, and by which keys: whichever their DID has, unless some are named. */
export function trusting(
  { did }: Pick<Signer, 'did'>,
  keys: TrustedRegister['keys'] = 'any',
): TrustedRegister {
  return { did, keys }
}
