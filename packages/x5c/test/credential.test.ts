import { epochSeconds } from '@fidecura/base'
import { createVerifier, decodeCredential, issueCredential } from '@fidecura/credentials'
import {
  createDidDocument,
  generateSigner,
  keyIdOfIssuer,
  parseDid,
  parseDidDocument,
  publicKeyOf,
  type ResolveDid,
} from '@fidecura/identity'
import { domainOf, verifyX5c, withCertificateChain } from '@fidecura/x5c'
import { describe, expect, test } from '@jest/globals'
import { hierarchy, now } from './support/pki.ts'

const did = parseDid('did:web:hospital.example')
const type = 'https://hospital.example/types/visit'

/** A hospital with a certificate of its key, which its DID document lists, or another one. */
async function hospital() {
  const signer = await generateSigner({ did, fragment: 'key-1' })
  const { chain, options } = await hierarchy({ signer })
  let listed = signer.publicKey
  const resolve: ResolveDid = async () => {
    const keys = [{ fragment: 'key-1', jwk: listed }]
    const document = parseDidDocument(
      JSON.parse(JSON.stringify(createDidDocument({ did, keys }))),
      did,
    )
    return { did, document, resolvedAt: now, history: 'unknown' }
  }
  const verifier = createVerifier({ roots: [{ did, types: [type] }], resolve, clock: () => now })
  return {
    signer: withCertificateChain(signer, chain),
    plain: signer,
    options,
    resolve,
    verifier,
    rotate: async () => {
      listed = (await generateSigner()).publicKey
    },
  }
}

const contents = {
  id: 'urn:uuid:6a1f6d6e-0000-4000-8000-000000000001',
  type,
  subject: 'did:web:patient.example',
  claims: { ward: 'North' },
  issuedAt: now,
  validFrom: now,
  validUntil: epochSeconds(now + 3600),
} as const

describe.each(['vc+jwt', 'dc+sd-jwt'] as const)(
  'a credential as %s with certificates',
  (format) => {
    test('is judged by the DID alone; the certificates add whom they name', async () => {
      const { signer, options, resolve, verifier } = await hospital()
      const token = await issueCredential(contents, { signer, format })
      const credential = await verifier.verifyCredential(token)
      expect(credential.issuer).toBe(did)
      const { jws } = await decodeCredential(token)
      const { document } = await resolve(did, { at: now, now })
      const key = publicKeyOf(document, keyIdOfIssuer(jws.header.kid, did), 'assertionMethod')
      const facts = await verifyX5c(jws, { ...options, key, domain: domainOf(did) })
      expect(facts.subject.organization).toBe('Example Hospital')
    })

    test('fails where the DID no longer lists the key, whatever is certified', async () => {
      const { signer, options, verifier, rotate } = await hospital()
      const token = await issueCredential(contents, { signer, format })
      await rotate()
      await expect(verifier.verifyCredential(token)).rejects.toMatchObject({
        code: 'jws_signature_invalid',
      })
      const { jws } = await decodeCredential(token)
      await expect(verifyX5c(jws, options)).resolves.toBeDefined()
    })

    test('holds where the certificates do not', async () => {
      const { signer, options, verifier } = await hospital()
      const token = await issueCredential(contents, { signer, format })
      await expect(verifier.verifyCredential(token)).resolves.toBeDefined()
      const { jws } = await decodeCredential(token)
      const at = epochSeconds(now + 86_401)
      await expect(verifyX5c(jws, { ...options, at })).rejects.toMatchObject({
        code: 'x5c_expired',
      })
    })

    test('does not hold once its certificates were exchanged', async () => {
      const { plain, signer, verifier } = await hospital()
      const token = await issueCredential(contents, { signer, format })
      const bare = await issueCredential(contents, { signer: plain, format })
      const [, ...rest] = token.split('.')
      const [header] = bare.split('.')
      await expect(verifier.verifyCredential([header, ...rest].join('.'))).rejects.toMatchObject({
        code: 'jws_signature_invalid',
      })
    })
  },
)
