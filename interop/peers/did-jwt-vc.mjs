import { getDidKeyResolver } from '@veramo/did-provider-key'
import {
  createVerifiableCredentialJwt,
  createVerifiablePresentationJwt,
  verifyCredential,
} from 'did-jwt-vc'
import { Resolver } from 'did-resolver'
import { createPeerKey } from '../lib/key.mjs'
import { audience, contextV1, credentialV1Of, nonce, period } from '../lib/subject.mjs'

export async function issue(format, algorithm) {
  if (format.endsWith(', presented')) return present(algorithm)
  return issueTo(undefined, algorithm)
}

export async function verify(_format, { token }) {
  await verifyCredential(token, new Resolver(getDidKeyResolver()))
}

async function issueTo(subject, algorithm) {
  const { did, keyId, jwk, sign } = await createPeerKey(algorithm)
  const issuer = { did, alg: algorithm, signer: async (data) => sign(data) }
  const credential = credentialV1Of(did, subject)
  const token = await createVerifiableCredentialJwt(credential, issuer, { header: { kid: keyId } })
  return { token, issuer: did, jwk, keyId }
}

/** Bound to its holder by being about them. */
async function present(algorithm) {
  const { did, keyId, sign } = await createPeerKey(algorithm)
  const { token, issuer } = await issueTo(did, algorithm)
  const vp = {
    '@context': [contextV1],
    type: ['VerifiablePresentation'],
    verifiableCredential: [token],
  }
  // It dates a presentation only if told to, and one of no age is refused here.
  const presentation = { iat: period.now, vp }
  const by = { did, alg: algorithm, signer: async (data) => sign(data) }
  const options = { domain: audience, challenge: nonce, header: { kid: keyId } }
  return { token: await createVerifiablePresentationJwt(presentation, by, options), issuer }
}
