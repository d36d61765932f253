/** How many bits one entry takes. Token Status List §4.1. */
export type StatusBits = 1 | 2 | 4 | 8

/**
 * A list as it was packed: kept so, since a million entries take 125 kB this way.
 *
 * `bitstring` counts from the most significant bit of a byte (Bitstring Status List 1.0 §3.4),
 * `token` from the least significant one (Token Status List §4.1).
 */
export interface PackedStatuses {
  readonly kind: 'bitstring' | 'token'
  readonly bits: StatusBits
  readonly bytes: Uint8Array
}

export function lengthOf({ bits, bytes }: PackedStatuses): number {
  return (bytes.length * 8) / bits
}

/** @param index - A whole number from 0 to below {@link lengthOf}. */
export function statusAt({ kind, bits, bytes }: PackedStatuses, index: number): number {
  const bit = index * bits
  return ((bytes[bit >> 3] as number) >> shiftOf(kind, bits, bit)) & ((1 << bits) - 1)
}

/** Packs the values given; all other entries are 0. */
export function packStatuses(
  shape: { readonly kind: 'bitstring' | 'token'; readonly bits: StatusBits; readonly size: number },
  values: Iterable<readonly [index: number, value: number]>,
): PackedStatuses {
  const { kind, bits } = shape
  const bytes = new Uint8Array((shape.size * bits) / 8)
  for (const [index, value] of values) {
    const bit = index * bits
    const shift = shiftOf(kind, bits, bit)
    const others = (bytes[bit >> 3] as number) & ~(((1 << bits) - 1) << shift)
    bytes[bit >> 3] = others | (value << shift)
  }
  return { kind, bits, bytes }
}

function shiftOf(kind: 'bitstring' | 'token', bits: StatusBits, bit: number): number {
  return kind === 'token' ? bit & 7 : 8 - bits - (bit & 7)
}
