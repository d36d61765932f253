import { webcrypto } from 'node:crypto'
import { digest, ES256, ES384, generateSalt } from '@sd-jwt/crypto-nodejs'
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc'
import { createPeerKey } from '../lib/key.mjs'
import { audience, credentialType, grade, holder, nonce, period } from '../lib/subject.mjs'

const hashing = { hasher: digest, hashAlg: 'sha-256' }

export async function issue(_format, algorithm) {
  const issuer = await createPeerKey(algorithm)
  const key = await createPeerKey(algorithm)
  const instance = new SDJwtVcInstance({
    ...hashing,
    saltGenerator: generateSalt,
    signer: async (data) => issuer.sign(data),
    signAlg: algorithm,
    kbSigner: async (data) => key.sign(data),
    kbSignAlg: algorithm,
  })
  const { now, from, until } = period
  const instants = { iat: now, nbf: from, exp: until }
  const about = { iss: issuer.did, sub: holder, vct: credentialType, cnf: { jwk: key.jwk } }
  const header = { header: { kid: issuer.keyId } }
  const credential = await instance.issue(
    { ...about, ...instants, grade },
    { _sd: ['grade'] },
    header,
  )
  const kb = { payload: { iat: now, aud: audience, nonce } }
  const token = await instance.present(credential, { grade: true }, { kb })
  return { token, issuer: issuer.did, jwk: issuer.jwk, keyId: issuer.keyId }
}

/** The audience it leaves to its caller. */
export async function verify(_format, { token, jwk }, algorithm) {
  const instance = new SDJwtVcInstance({
    ...hashing,
    verifier: await verifierOf(jwk, algorithm),
    kbVerifier: async (data, signature, payload) =>
      (await verifierOf(payload.cnf.jwk, algorithm))(data, signature),
  })
  const { kb } = await instance.verify(token, { keyBindingNonce: nonce })
  if (kb.payload.aud !== audience) throw new Error('another audience')
}

/** The library brings ES256 and ES384; Ed25519 is written as they are, on Web Crypto. */
async function verifierOf(jwk, algorithm) {
  if (algorithm === 'ES256') return ES256.getVerifier(jwk)
  if (algorithm === 'ES384') return ES384.getVerifier(jwk)
  const key = await webcrypto.subtle.importKey('jwk', jwk, 'Ed25519', false, ['verify'])
  return (data, signature) =>
    webcrypto.subtle.verify('Ed25519', key, Buffer.from(signature, 'base64url'), Buffer.from(data))
}
