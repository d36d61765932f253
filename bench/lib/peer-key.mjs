import { generateKeyPairSync, sign } from 'node:crypto'
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey'
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey'

/** An issuer that peers verify: did:key, throw-away, signing natively so that pools are made fast. */
export async function createPeerKey(algorithm) {
  const elliptic = algorithm === 'ES256'
  const { privateKey, publicKey } = elliptic
    ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
    : generateKeyPairSync('ed25519')
  const multikeys = elliptic ? EcdsaMultikey : Ed25519Multikey
  const multikey = await multikeys.fromJwk({
    jwk: privateKey.export({ format: 'jwk' }),
    secretKey: true,
  })
  const did = `did:key:${multikey.publicKeyMultibase}`
  const keyId = `${did}#${multikey.publicKeyMultibase}`
  multikey.id = keyId
  multikey.controller = did
  const key = elliptic ? { key: privateKey, dsaEncoding: 'ieee-p1363' } : privateKey
  return {
    algorithm,
    did,
    keyId,
    multikey,
    jwk: publicKey.export({ format: 'jwk' }),
    privateJwk: privateKey.export({ format: 'jwk' }),
    sign: (data) => sign(elliptic ? 'sha256' : null, Buffer.from(data), key).toString('base64url'),
  }
}
