/** What an ES256 signature takes in DER: 8 bytes are the least, for integers of one byte. */
export const ecdsaDerBytes = [8, 72] as const

/**
 * Turns an Ecdsa-Sig-Value from outside into r||s. RFC 3279 §2.2.3, in DER alone (X.690 §10): one
 * signature has one spelling.
 *
 * @param coordinateBytes - How long r and s each become.
 * @returns `undefined` for anything else. Whether r and s are below the order shows in verifying.
 */
export function rawOfStrictDer(der: Uint8Array, coordinateBytes: number): Uint8Array | undefined {
  // At most 2 * 35 bytes inside, so no length takes the long form.
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return undefined
  const raw = new Uint8Array(2 * coordinateBytes)
  const rEnd = copyInteger(der, 2, raw.subarray(0, coordinateBytes))
  if (rEnd === undefined) return undefined
  const sEnd = copyInteger(der, rEnd, raw.subarray(coordinateBytes))
  return sEnd === der.length ? raw : undefined
}

/** @returns Where the integer ends; `undefined` if there is none that is positive, minimal and fits. */
function copyInteger(der: Uint8Array, from: number, target: Uint8Array): number | undefined {
  const length = der[from + 1]
  if (der[from] !== 0x02 || length === undefined || length === 0) return undefined
  // Beyond the last byte there is no second integer, and not the end that the caller wants.
  const end = from + 2 + length
  const first = der[from + 2] as number
  if (first > 0x7f) return undefined
  // A zero byte goes before a set top bit, and nowhere else. This also refuses the integer zero, for
  // the tag that follows it has no such bit.
  if (first === 0 && !((der[from + 3] as number) > 0x7f)) return undefined
  const digits = der.subarray(first === 0 ? from + 3 : from + 2, end)
  if (digits.length > target.length) return undefined
  target.set(digits, target.length - digits.length)
  return end
}
