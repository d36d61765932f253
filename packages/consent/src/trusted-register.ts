import type { Did } from '@fidecura/identity'
import { ConsentError } from './errors.ts'

/** A register whose word, clock and receipts count. Comes from configuration, never from a message. */
export interface TrustedRegister {
  readonly did: Did
  /**
   * RFC 7638 thumbprints of the only keys to take from it, such as those that its accreditation
   * names. `any`: whichever its DID document lists, so whoever takes the domain of a did:web register
   * over can speak for it.
   */
  readonly keys: readonly string[] | 'any'
}

/** Whose word, clock and receipts count. */
export interface TrustsRegister {
  readonly register: TrustedRegister
}

/**
 * The keys to pin; undefined: any.
 *
 * @throws ConsentError `register_malformed`: whoever forgot to say has not said `any`.
 */
export function pinsOf(register: TrustedRegister): readonly string[] | undefined {
  const { did, keys } = (register ?? {}) as Partial<TrustedRegister>
  if (typeof did === 'string' && keys === 'any') return undefined
  if (typeof did === 'string' && Array.isArray(keys)) return keys
  throw new ConsentError('register_malformed', 'Pass { did, keys }: thumbprints, or any')
}
