import { decodeJws, generateSigner, signJws } from '@fidecura/identity'
import { certifiedKeyOf, verifyX5c, withCertificateChain } from '@fidecura/x5c'
import { describe, expect, test } from '@jest/globals'
import { base64, certificate, hierarchy, keysOf, nameOf, partyOf } from './support/pki.ts'

describe('certifiedKeyOf', () => {
  test.each(['ES256', 'ES384', 'EdDSA'] as const)(
    'finds the key of %s that verifyX5c takes',
    async (algorithm) => {
      const signer = await generateSigner({ algorithm })
      const { chain, options } = await hierarchy({ signer })
      const own = withCertificateChain(signer, chain)
      const jws = decodeJws(await signJws({}, { signer: own, typ: 'x+jwt' }))
      expect(certifiedKeyOf(jws)).toEqual(signer.publicKey)
      expect(certifiedKeyOf(chain)).toEqual(signer.publicKey)
      const facts = await verifyX5c(jws, { ...options, key: certifiedKeyOf(jws) })
      expect(facts.carriedBy).toBe('token')
    },
  )

  test('refuses keys that sign nothing here, and what is no chain', async () => {
    const root = partyOf('Example Root')
    for (const kind of ['RSA', 'P-521', 'secp256k1'] as const) {
      const leaf = { name: nameOf([['2.5.4.3', 'Example']]), ...keysOf(kind) }
      const chain = [base64(certificate({}, leaf, root))]
      expect(() => certifiedKeyOf(chain)).toThrow(
        expect.objectContaining({ code: 'x5c_key_mismatch' }),
      )
    }
    const bare = decodeJws(await signJws({}, { signer: await generateSigner(), typ: 'x+jwt' }))
    expect(() => certifiedKeyOf(bare)).toThrow(expect.objectContaining({ code: 'x5c_missing' }))
    expect(() => certifiedKeyOf(['AAAA'])).toThrow(
      expect.objectContaining({ code: 'x5c_malformed' }),
    )
  })
})
