const x = 'QgqnSiA6GyCkulf0wnaLWEt3QnFQUZFVViVp2zSDxio'
/** The same point with one of order 8 added. */
const mixed = 'FfbOtJfUMvo0GWJVSysS3qRJTxS8AIkowc0Dh9tm4-s'
const good =
  '709i-EeXM62HnPrO08ianDndT8eV7y76HD6v5NcpoIGCXK47TQ48d_9IEwvCuFdONDhE3NZRM0OEZHKWr9utDw'

// RFC 8032 §5.1.7 leaves two equations open. We take the one without the cofactor, as Web Crypto
// asks; the other would accept more, and a verifier of either kind refuses what has a weak point in it.
const cases = [
  ['Ed25519: plain', 'accepted', x, good],
  [
    'Ed25519: s + L in the place of s',
    'refused',
    x,
    '709i-EeXM62HnPrO08ianDndT8eV7y76HD6v5NcpoIFvMKSYZ3FOz9XlCq6gsjZjNDhE3NZRM0OEZHKWr9utHw',
  ],
  [
    'Ed25519: key of mixed order, holds in both equations',
    'accepted',
    mixed,
    '7sAzK3h5PWaraZOkH3snBAXlRvwjmvZNmrdXnFUMJKNTYu5l2Zh424xA4QM_HXVmL6Yf5E4hAK3hcVb-VhzNCw',
  ],
  [
    'Ed25519: key of mixed order, holds with the cofactor alone',
    'refused',
    mixed,
    'WGZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZst21E7DQuUzkN2ZKN6zPzyspFZEXdS6-FB8CliIYIDw',
  ],
  [
    'Ed25519: R of mixed order, holds with the cofactor alone',
    'refused',
    x,
    '6bL-mBWH765kePSLofpgzsYSbQ4m3ecqCiT2QNzXg-URf_WmJ9VuuUTk9HdQoFDN0RuR64-ufze93lKyhGQmAA',
  ],
  [
    'Ed25519: key and R of mixed order that cancel out',
    'accepted',
    mixed,
    'PGDmDBho8A7p_AhdJCGsuzZA5B7bYzpku4q-q1F-mX47XuZWFL5ba0uIR3sr3Sn3CHlb4QrMjpAMpSVAKEwKAQ',
  ],
  [
    'Ed25519: R is the neutral element',
    'refused',
    x,
    'AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABrw8QlGZ9VRoce8lhzmedOkz8NNC72guxtnXcP7nKRAg',
  ],
  [
    'Ed25519: R is the neutral element, not canonical',
    'refused',
    x,
    '7v_______________________________________39DNEMQa3K6bZItIpWvPmVbOaoT6m1WNSfOND7WCV2GBg',
  ],
  [
    'Ed25519: R is the neutral element with a sign',
    'refused',
    x,
    'AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAICpVvXufwUDK7IgVbqr0jFslFK28kGUKJ8zmEOZa2DKCQ',
  ],
  [
    'Ed25519: R of order 8 that cancels out',
    'refused',
    mixed,
    'xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA_p44ZDaYvM1TVLnB-CTFqzWligBONeS3JpkNdqMov9RBw',
  ],
  [
    'Ed25519: R of order 8, holds with the cofactor alone',
    'refused',
    x,
    'xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA3pjnOPzKxGy02WsWoVTPYyXvJalkDIec9KQ1ULLD3BODQ',
  ],
]

/** Made with RFC 8032's own arithmetic for these points: no library signs them. */
export function edwardsCases({ decodeBase64url }) {
  const bytes = decodeBase64url(good)
  const changed = {
    'no bytes': bytes.subarray(0, 0),
    'one byte less': bytes.subarray(1),
    'one byte more': Uint8Array.of(...bytes, 0),
    's is 0': Uint8Array.of(...bytes.subarray(0, 32), ...new Uint8Array(32)),
    'all zero': new Uint8Array(64),
    'all ones': new Uint8Array(64).fill(0xff),
  }
  return [
    ...cases.map(([name, verdict, key, signature]) => ({
      name,
      verdict,
      jwk: jwkOf(key),
      signature,
    })),
    ...Object.entries(changed).map(([name, signature]) => ({
      name: `Ed25519: ${name}`,
      verdict: 'refused',
      jwk: jwkOf(x),
      signature,
    })),
  ]
}

/** Under these, one signature fits many texts; or they are a second spelling of a key. */
export const weakKeys = [
  ['the neutral element', 'AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
  ['the neutral element with a sign', 'AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIA'],
  ['a point of order 2', '7P_______________________________________38'],
  ['a point of order 4', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
  ['a point of order 8', 'xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA_o'],
  ['y of p + 3, not canonical', '8P_______________________________________38'],
].map(([name, key]) => ({ name: `Ed25519: the key is ${name}`, jwk: jwkOf(key) }))

function jwkOf(key) {
  return { kty: 'OKP', crv: 'Ed25519', x: key }
}
