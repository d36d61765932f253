import { CompactSign, compactVerify, importJWK } from 'jose'
import { createPeerKey } from '../lib/key.mjs'
import { grade } from '../lib/subject.mjs'

/** Bare signatures: what they are about, and whose they are, jose leaves to its caller. */
export async function issue(_format, algorithm) {
  const { did, keyId, privateKey, jwk } = await createPeerKey(algorithm)
  const token = await new CompactSign(new TextEncoder().encode(JSON.stringify({ grade })))
    .setProtectedHeader({ alg: algorithm, kid: keyId, typ: 'note+jwt' })
    .sign(privateKey)
  return { token, issuer: did, jwk, keyId }
}

export async function verify(_format, { token, jwk }, algorithm) {
  await compactVerify(token, await importJWK(jwk, algorithm), { algorithms: [algorithm] })
}
