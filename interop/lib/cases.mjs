/**
 * Who does what, as we know it. `npm run interop` tries the cells: what is `yes` must be verified, and refused
 * once it is altered; what is `no` must be refused for that reason. Either way another result fails. Where it
 * is `none`, nobody makes what could be tried.
 */

export const peers = {
  'did-jwt-vc': 'did-jwt-vc',
  Veramo: '@veramo/core',
  'Digital Bazaar': '@digitalbazaar/vc',
  'sd-jwt-js': '@sd-jwt/sd-jwt-vc',
  jose: 'jose',
}

export const yes = 'yes'

export const reasons = {
  a: { why: 'VCDM 1.1 is read here and not issued: what we issue is VCDM 2.0' },
  b: {
    why: 'wants the claims `iss` and `vc` of VCDM 1.1, which a `vc+jwt` of VCDM 2.0 does not have',
    shows: /iss or client_id are required/,
  },
  c: { why: 'makes JWTs of VCDM 1.1 alone' },
  d: { why: 'has no ES384' },
}

const both = { ours: yes, theirs: yes }
const suites = [
  ['eddsa-rdfc-2022', 'EdDSA'],
  ['ecdsa-rdfc-2019', 'ES256'],
  ['ecdsa-rdfc-2019', 'ES384'],
  ['eddsa-jcs-2022', 'EdDSA'],
  ['ecdsa-jcs-2019', 'ES256'],
  ['ecdsa-jcs-2019', 'ES384'],
  ['eddsa-rdfc-2022, two proofs', 'EdDSA'],
  ['ecdsa-rdfc-2019, two proofs', 'ES256'],
  ['eddsa-rdfc-2022, presented', 'EdDSA'],
  ['ecdsa-rdfc-2019, presented', 'ES256'],
  ['ecdsa-jcs-2019, presented', 'ES256'],
]
const algorithms = ['ES256', 'ES384', 'EdDSA']

const jwtLibraries = ['did-jwt-vc', 'Veramo']

/** `ours`: ours, verified by them. `theirs`: theirs, verified by us. */
export const cases = [
  ...jwtLibraries.flatMap((peer) => [
    ...algorithms.map((algorithm) => ({
      peer,
      format: 'JWT of VCDM 1.1',
      algorithm,
      ours: 'none (a)',
      theirs: algorithm === 'ES384' ? 'none (d)' : yes,
    })),
    ...algorithms.map((algorithm) => ({
      peer,
      format: 'vc+jwt',
      algorithm,
      ours: 'no (b)',
      theirs: 'none (c)',
    })),
  ]),
  ...['ES256', 'EdDSA'].map((algorithm) => ({
    peer: 'did-jwt-vc',
    format: 'JWT of VCDM 1.1, presented',
    algorithm,
    ours: 'none (a)',
    theirs: yes,
  })),
  ...suites.map(([format, algorithm]) => ({ peer: 'Digital Bazaar', format, algorithm, ...both })),
  ...algorithms.map((algorithm) => ({
    peer: 'sd-jwt-js',
    format: 'dc+sd-jwt',
    algorithm,
    ...both,
  })),
  ...algorithms.map((algorithm) => ({ peer: 'jose', format: 'bare JWS', algorithm, ...both })),
]

/** Whether there is anything to try. */
export function isTried(cell) {
  return !cell.startsWith('none')
}
