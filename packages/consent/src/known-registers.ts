import type { Did } from '@fidecura/identity'
import { ConsentError } from './errors.ts'
import { wrongRegister } from './receipt.ts'
import { decodeWord } from './register-word.ts'
import { pinsOf, type TrustedRegister } from './trusted-register.ts'
import type { StatementSet } from './with-evidence.ts'

/** Of the registers that a platform trusts, finds the one that a set is of. */
export interface KnownRegisters {
  /**
   * @param did - The only one that it may be of.
   * @throws ConsentError `register_wrong`: of none of them; `token_malformed`.
   */
  of(set: StatementSet, did: Did | undefined): TrustedRegister
}

/** @throws ConsentError `register_malformed`. */
export function createKnownRegisters(registers: readonly TrustedRegister[]): KnownRegisters {
  const known = new Map<Did, TrustedRegister>()
  // A copy, for whoever made the options may change them.
  for (const register of registers) {
    const keys = pinsOf(register)
    if (known.has(register.did)) {
      throw new ConsentError('register_malformed', 'A register that is there twice')
    }
    known.set(register.did, { did: register.did, keys: keys === undefined ? 'any' : [...keys] })
  }
  return Object.freeze<KnownRegisters>({
    of(set, did) {
      // What a set says of itself chooses among those that are trusted, and is proven afterwards.
      const register = known.get(did ?? decodeWord(set?.word).issuer)
      if (register === undefined) throw wrongRegister()
      return register
    },
  })
}
