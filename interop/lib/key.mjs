import { generateKeyPairSync, sign } from 'node:crypto'
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey'
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey'

const curves = { ES256: 'P-256', ES384: 'P-384' }
const digests = { ES256: 'sha256', ES384: 'sha384' }

/** A key of a peer, made by Node and named by a library of the field: nothing of ours is in it. */
export async function createPeerKey(algorithm) {
  const namedCurve = curves[algorithm]
  const { privateKey, publicKey } =
    namedCurve === undefined
      ? generateKeyPairSync('ed25519')
      : generateKeyPairSync('ec', { namedCurve })
  const multikeys = namedCurve === undefined ? Ed25519Multikey : EcdsaMultikey
  const privateJwk = privateKey.export({ format: 'jwk' })
  const multikey = await multikeys.fromJwk({ jwk: privateJwk, secretKey: true })
  const did = `did:key:${multikey.publicKeyMultibase}`
  multikey.id = `${did}#${multikey.publicKeyMultibase}`
  multikey.controller = did
  const key = namedCurve === undefined ? privateKey : { key: privateKey, dsaEncoding: 'ieee-p1363' }
  return {
    algorithm,
    did,
    keyId: multikey.id,
    multikey,
    privateKey,
    jwk: publicKey.export({ format: 'jwk' }),
    sign: (data) => sign(digests[algorithm] ?? null, Buffer.from(data), key).toString('base64url'),
  }
}
