import { getDidKeyResolver } from '@veramo/did-provider-key'
import { createVerifiableCredentialJwt, verifyCredential } from 'did-jwt-vc'
import { Resolver } from 'did-resolver'
import { createPeerKey } from '../lib/key.mjs'
import { credentialV1Of } from '../lib/subject.mjs'

export async function issue(_format, algorithm) {
  const { did, keyId, jwk, sign } = await createPeerKey(algorithm)
  const signer = async (data) => sign(data)
  const issuer = { did, alg: algorithm, signer }
  const options = { header: { kid: keyId } }
  const token = await createVerifiableCredentialJwt(credentialV1Of(did), issuer, options)
  return { token, issuer: did, jwk, keyId }
}

export async function verify(_format, { token }) {
  await verifyCredential(token, new Resolver(getDidKeyResolver()))
}
