import { areTwoPeople } from '@fidecura/credentials'
import { type Did, type PublicJwk, thumbprintOf } from '@fidecura/identity'
import { ServerError } from '../errors.ts'

/** Somebody who has signed, as they were proven. */
export interface ProvenSigner {
  readonly did: Did
  readonly publicKey: PublicJwk
  /** The number of their licence, by `personOf`. */
  readonly person: string
}

/**
 * One person with two keys, two people with one key, and one DID are one.
 *
 * @throws ServerError `approver_not_second`.
 */
export async function assertTwoPeople(one: ProvenSigner, other: ProvenSigner): Promise<void> {
  const isOtherKey = (await thumbprintOf(one.publicKey)) !== (await thumbprintOf(other.publicKey))
  if (areTwoPeople(one.person, other.person) && isOtherKey && one.did !== other.did) return
  throw new ServerError('approver_not_second', 'Two people, with a key each, must sign')
}
