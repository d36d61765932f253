export const bigListLength = 1_000_000

/** Of a thousand entries one is revoked, spread as a generator of fixed seed spreads them. */
export function bigListEntries() {
  const entries = []
  let seed = 20_261_122
  for (let i = 0; i < bigListLength / 1000; i++) {
    seed = (seed * 16_807) % 2_147_483_647
    entries.push({ index: seed % bigListLength, value: 'revoked' })
  }
  return entries
}
