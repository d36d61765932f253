import type { Did } from '@fidecura/identity'

/** The one register whose word, clock and receipts count. */
export interface TrustedRegister {
  readonly register: Did
  /**
   * RFC 7638 thumbprints of the only keys to take from it, such as those that its accreditation
   * names. Without them, whoever takes the domain of a did:web register over can speak for it.
   */
  readonly registerKeys?: readonly string[] | undefined
}
