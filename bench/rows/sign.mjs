import { generateKeyPairSync, sign } from 'node:crypto'
import { compare } from '../lib/compare.mjs'
import { ourName, ourType } from '../lib/our-verification.mjs'
import { mustAccept } from '../lib/refusals.mjs'
import { claims, credentialId, flat, poolSize, validity } from '../lib/subject.mjs'

export const rows = ['EdDSA', 'ES256'].map((algorithm) => ({
  operation: `issue one credential, the signing step, ${algorithm}`,
  needs: { identity: ['generateSigner', 'signJws', 'decodeJws', 'verifyJws'] },
  budget: { bare: 0.75 },
  run: async ({ identity }) => {
    const signer = await identity.generateSigner({ method: 'key', algorithm })
    const payloads = Array.from({ length: poolSize }, (_, i) => payloadOf(signer.did, i))
    const signOne = (i) => identity.signJws(payloads[i % poolSize], { signer, typ: 'vc+jwt' })
    const compact = flat(await signOne(0))
    await mustAccept(ourName, 'what it signed itself', async () => {
      const key = await identity.importVerificationKey(signer.publicKey)
      await identity.verifyJws(identity.decodeJws(compact), { key, typ: 'vc+jwt' })
    })
    const signingInput = compact.slice(0, compact.lastIndexOf('.'))
    return compare({
      ours: { name: ourName, run: signOne },
      bare: bareSignature(algorithm, Buffer.from(signingInput)),
    })
  },
}))

function bareSignature(algorithm, data) {
  const elliptic = algorithm === 'ES256'
  const { privateKey } = elliptic
    ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
    : generateKeyPairSync('ed25519')
  const digest = elliptic ? 'sha256' : null
  return { name: 'bare', sync: true, run: () => sign(digest, data, privateKey) }
}

function payloadOf(issuer, i) {
  const { from, until } = validity()
  return {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    id: credentialId(i),
    type: ['VerifiableCredential', ourType],
    issuer,
    iat: from,
    validFrom: new Date(from * 1000).toISOString(),
    validUntil: new Date(until * 1000).toISOString(),
    credentialSubject: { id: 'did:example:holder', ...claims },
  }
}
