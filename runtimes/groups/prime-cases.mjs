/**
 * ECDSA keys for which r and s over 'what is signed' are tiny, so that r + n and s + n still fit in
 * their bytes. Nobody knows the private keys: R was chosen first, and the key follows from it.
 */
const curves = [
  {
    alg: 'ES256',
    bytes: 32,
    n: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
    r: 5n,
    s: 3n,
    jwk: {
      kty: 'EC',
      crv: 'P-256',
      x: 'qM9wyXzGSiffNl7lWoJJvDmvSUc3lnBTucF79Mal8E4',
      y: 'tvOTBkpVjafZsjS_S7qEgwNuPdb1eVI4XCJock79Xs0',
    },
  },
  {
    alg: 'ES384',
    bytes: 48,
    n: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
    r: 2n,
    s: 3n,
    jwk: {
      kty: 'EC',
      crv: 'P-384',
      x: 'qrqrbdYewjQWBw_5QCNuhkG6yCV2IncDYrBwovsh7a-Z2BeIXeA_ER7s3zNM1rG1',
      y: 'GbdyVGwrKyzM1O0oXI5R8tUWrvlB1MYNXPxwhdgTyCx3zCgNZz7Jxt1Y8RBgxWbO',
    },
  },
]

export function primeCases() {
  return curves.flatMap(({ alg, bytes, n, r, s, jwk }) => {
    const raw = (first, second) =>
      Uint8Array.of(...toBytes(first, bytes), ...toBytes(second, bytes))
    const max = (1n << BigInt(8 * bytes)) - 1n
    const refused = {
      'r + n in the place of r': raw(r + n, s),
      's + n in the place of s': raw(r, s + n),
      'both r + n and s + n': raw(r + n, s + n),
      'n - r in the place of r': raw(n - r, s),
      'r and s exchanged': raw(s, r),
      'r is 0': raw(0n, s),
      's is 0': raw(r, 0n),
      'r and s are 0': raw(0n, 0n),
      'r is n': raw(n, s),
      's is n': raw(r, n),
      'r and s are n': raw(n, n),
      'r and s are 1': raw(1n, 1n),
      'all ones': raw(max, max),
      'no bytes': new Uint8Array(),
      'one byte less': raw(r, s).subarray(1),
      'one byte more': Uint8Array.of(...raw(r, s), 0),
      'DER in the place of r and s': Uint8Array.of(0x30, 6, 2, 1, Number(r), 2, 1, Number(s)),
    }
    return [
      {
        name: `${alg}: plain, with r and s of one byte`,
        verdict: 'accepted',
        signature: raw(r, s),
      },
      // As FIPS 186-5 has it; nothing here takes a signature for an identifier.
      { name: `${alg}: the twin with n - s`, verdict: 'accepted', signature: raw(r, n - s) },
      ...Object.entries(refused).map(([name, signature]) => ({
        name: `${alg}: ${name}`,
        verdict: 'refused',
        signature,
      })),
      {
        name: `${alg}: the key is no point of its curve`,
        verdict: 'jwk_malformed',
        jwk: { ...jwk, y: jwk.x },
        signature: raw(r, s),
      },
      {
        name: `${alg}: the key is all zero`,
        verdict: 'jwk_malformed',
        jwk: { ...jwk, x: 'A'.repeat(jwk.x.length), y: 'A'.repeat(jwk.x.length) },
        signature: raw(r, s),
      },
    ].map((each) => ({ jwk, ...each }))
  })
}

function toBytes(integer, length) {
  const digits = integer.toString(16).padStart(2 * length, '0')
  return Uint8Array.from({ length }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16))
}
