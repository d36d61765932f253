import { createPublicKey, verify } from 'node:crypto'

/**
 * The least that anybody can do for a compact JWS: OpenSSL's verification of its bytes, with the key
 * imported and the signature in OpenSSL's own encoding before the clock starts.
 *
 * @param jwk - Public key of them all, or one for each.
 */
export function bareVerification(compacts, jwk) {
  const jwks = Array.isArray(jwk) ? jwk : compacts.map(() => jwk)
  const inputs = compacts.map((compact, i) => bareInput(compact, jwks[i]))
  const run = (i) => {
    const { digest, data, key, signature } = inputs[i % inputs.length]
    if (!verify(digest, data, key, signature)) throw new Error('The bare operation refuses')
  }
  return { name: 'bare', sync: true, run }
}

/** As {@link bareVerification}, so many at a time on OpenSSL's threads. */
export function bareVerificationAtOnce(compacts, jwk, inFlight) {
  const inputs = compacts.map((compact) => bareInput(compact, jwk))
  const verifyOne = (i) =>
    new Promise((resolve, reject) => {
      const { digest, data, key, signature } = inputs[i % inputs.length]
      verify(digest, data, key, signature, (error, valid) => {
        if (valid === true) resolve()
        else reject(error ?? new Error('The bare operation refuses'))
      })
    })
  const slots = Array.from({ length: inFlight }, (_, slot) => slot)
  const run = (i) => Promise.all(slots.map((slot) => verifyOne(i * inFlight + slot)))
  return { name: 'bare, at once', ops: inFlight, run }
}

/** As {@link bareVerification} for several signatures an operation: `groups[i]` is what the i-th operation verifies. */
export function bareVerifications(groups) {
  const inputs = groups.map((group) => group.map(({ compact, jwk }) => bareInput(compact, jwk)))
  const run = (i) => {
    for (const { digest, data, key, signature } of inputs[i % inputs.length]) {
      if (!verify(digest, data, key, signature)) throw new Error('The bare operation refuses')
    }
  }
  return { name: 'bare', sync: true, run }
}

function bareInput(compact, jwk) {
  const dot = compact.lastIndexOf('.')
  const joseSignature = Buffer.from(compact.slice(dot + 1), 'base64url')
  const elliptic = jwk.kty === 'EC'
  return {
    digest: elliptic ? 'sha256' : null,
    data: Buffer.from(compact.slice(0, dot)),
    key: createPublicKey({ key: jwk, format: 'jwk' }),
    signature: elliptic ? derOf(joseSignature) : joseSignature,
  }
}

/** ASN.1 SEQUENCE of the two INTEGERs r and s, for the 64 bytes of JOSE. RFC 3279 §2.2.3. */
function derOf(signature) {
  const integers = [signature.subarray(0, 32), signature.subarray(32)].map((bytes) => {
    let start = 0
    while (start < 31 && bytes[start] === 0) start++
    const digits = bytes.subarray(start)
    const magnitude = digits[0] < 0x80 ? digits : Buffer.concat([Buffer.of(0), digits])
    return Buffer.concat([Buffer.of(0x02, magnitude.length), magnitude])
  })
  const body = Buffer.concat(integers)
  return Buffer.concat([Buffer.of(0x30, body.length), body])
}
