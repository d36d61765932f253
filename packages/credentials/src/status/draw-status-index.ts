import { CredentialError } from '../errors.ts'

export interface DrawStatusIndexOptions {
  /** Entries of the list; at most 2^32. */
  readonly size: number
  /** How many indices were drawn already. */
  readonly takenCount: number
  readonly isTaken: (index: number) => boolean
  /** Such as `randomBytes` of `@fidecura/identity`. */
  readonly random: (length: number) => Uint8Array
}

/**
 * Draws a free index of a status list, each with the same chance: indices in order would tell when,
 * and after whom, a credential was issued. The caller marks it taken in the same atomic step.
 *
 * @throws {@link CredentialError} `status_list_full`.
 */
export function drawStatusIndex(options: DrawStatusIndexOptions): number {
  const { size, takenCount, isTaken } = options
  const free = size - takenCount
  if (free <= 0) throw full()
  // In a list that is at most three quarters full, 64 misses in a row come once in 10^8 draws.
  for (let attempt = 0; attempt < 64; attempt++) {
    const index = drawBelow(size, options.random)
    if (!isTaken(index)) return index
  }
  let skip = drawBelow(free, options.random)
  for (let index = 0; index < size; index++) {
    if (!isTaken(index) && skip-- === 0) return index
  }
  throw full()
}

function drawBelow(bound: number, random: (length: number) => Uint8Array): number {
  // The last, incomplete run of multiples would favour small numbers.
  const limit = 2 ** 32 - (2 ** 32 % bound)
  for (;;) {
    const bytes = random(4)
    const drawn = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0)
    if (drawn < limit) return drawn % bound
  }
}

function full(): CredentialError {
  return new CredentialError('status_list_full', 'Every index is taken')
}
