import { deflateSync, gzipSync } from 'node:zlib'

export const bigListLength = 1_000_000

/** Of a thousand entries one is set, spread as a generator of fixed seed spreads them. */
export function bigBitstring() {
  const bytes = Buffer.alloc(bigListLength / 8)
  let seed = 20_261_122
  for (let i = 0; i < bigListLength / 1000; i++) {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
    const index = seed % bigListLength
    bytes[index >> 3] |= 0x80 >> (index & 7)
  }
  return { bytes, gzipped: gzipSync(bytes), deflated: deflateSync(bytes) }
}
