/** Nobody is compared with a verifier that checks nothing. */

/** @throws if `verify` does not take what is good: its refusals would then mean nothing. */
export async function mustAccept(name, what, verify) {
  try {
    await verify()
  } catch (error) {
    throw new Error(`${name} refuses ${what}: ${error?.message ?? error}`)
  }
}

/** @throws if `verify` takes what it has to refuse. */
export async function mustRefuse(name, what, verify) {
  try {
    await verify()
  } catch {
    return
  }
  throw new Error(`${name} accepts ${what}; it is not timed, and nothing else is`)
}

/** The compact JWS with one claim changed to another value and the signature left as it was. */
export function alterClaims(compact, alter) {
  const [header, payload, ...rest] = compact.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
  alter(claims)
  return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), ...rest].join('.')
}

/** The compact JWS with one bit of the signature changed. */
export function alterSignature(compact) {
  const [header, payload, signature] = compact.split('.')
  const bytes = Buffer.from(signature, 'base64url')
  bytes[10] ^= 1
  return [header, payload, bytes.toString('base64url')].join('.')
}
