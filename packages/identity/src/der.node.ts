import { Buffer } from 'node:buffer'

/**
 * Turns the fixed-length r||s of JOSE into the DER that OpenSSL takes, and back. RFC 7518 §3.4,
 * RFC 3279 §2.2.3. On Node 24 OpenSSL's own conversion makes a verification 1.4 times as long.
 */
export function derOfRaw(raw: Uint8Array): Uint8Array {
  const half = raw.length >> 1
  const rStart = firstSignificant(raw, 0, half)
  const sStart = firstSignificant(raw, half, raw.length)
  // A set top bit would make the integer negative, so a zero byte goes before it.
  const rPad = (raw[rStart] as number) >> 7
  const sPad = (raw[sStart] as number) >> 7
  const rLength = half - rStart + rPad
  const sLength = raw.length - sStart + sPad
  // From Buffer's pool, for an ArrayBuffer of its own costs a hundredth of a verification.
  const der = Buffer.allocUnsafe(6 + rLength + sLength)
  der[0] = 0x30
  // At most 2 * 49 + 4 bytes, so the short form of a length always does.
  der[1] = 4 + rLength + sLength
  der[2] = 0x02
  der[3] = rLength
  der[4] = 0
  der.set(raw.subarray(rStart, half), 4 + rPad)
  der[4 + rLength] = 0x02
  der[5 + rLength] = sLength
  der[6 + rLength] = 0
  der.set(raw.subarray(sStart), 6 + rLength + sPad)
  return der
}

/** @param coordinateBytes - How long r and s each become. The DER is OpenSSL's own, hence well formed. */
export function rawOfDer(der: Uint8Array, coordinateBytes: number): Uint8Array {
  const raw = new Uint8Array(2 * coordinateBytes)
  const rLength = der[3] as number
  const r = der.subarray(4, 4 + rLength)
  const s = der.subarray(6 + rLength)
  raw.set(
    r.subarray(Math.max(0, r.length - coordinateBytes)),
    Math.max(0, coordinateBytes - r.length),
  )
  raw.set(
    s.subarray(Math.max(0, s.length - coordinateBytes)),
    coordinateBytes + Math.max(0, coordinateBytes - s.length),
  )
  return raw
}

function firstSignificant(bytes: Uint8Array, from: number, to: number): number {
  let index = from
  while (index < to - 1 && bytes[index] === 0) index++
  return index
}
