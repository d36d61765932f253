import { decodeJws, generateSigner, type Signer, signJws } from '@fidecura/identity'
import { signerContract } from '@fidecura/testing'
import { verifyX5c, withCertificateChain } from '@fidecura/x5c'
import { describe, expect, test } from '@jest/globals'
import { OctetString } from '@peculiar/asn1-schema'
import { Extension } from '@peculiar/asn1-x509'
import { base64, hierarchy, pem } from './support/pki.ts'

describe('withCertificateChain', () => {
  test('puts the certificates into the header of what is signed, leaf first', async () => {
    const { chain, ders, signer } = await hierarchy()
    for (const given of [
      chain,
      [ders.leaf, ders.intermediate],
      [pem(ders.leaf) + pem(ders.intermediate)],
    ]) {
      const carrying = withCertificateChain(signer, given)
      const { header } = decodeJws(await signJws({}, { signer: carrying, typ: 'example+jwt' }))
      expect(header).toMatchObject({ typ: 'example+jwt', kid: signer.keyId })
      expect(header.members['x5c']).toEqual(chain)
    }
    const plain = decodeJws(await signJws({}, { signer, typ: 'example+jwt' }))
    expect(Object.keys(plain.header.members)).not.toContain('x5c')
  })

  test.each(['ES256', 'ES384', 'EdDSA'] as const)('signs as before, with %s', async (algorithm) => {
    const signer = await generateSigner({ algorithm })
    const { chain } = await hierarchy({ signer })
    const carrying = withCertificateChain(signer, chain)
    for (const { run } of signerContract) await run(carrying)
  })

  test('leaves a signer alone that signs with what it holds itself', async () => {
    const { chain, signer } = await hierarchy()
    class Custody implements Signer {
      readonly did = signer.did
      readonly keyId = signer.keyId
      readonly algorithm = signer.algorithm
      readonly publicKey = signer.publicKey
      #uses = 0
      async sign(data: Uint8Array): Promise<Uint8Array> {
        this.#uses++
        return signer.sign(data)
      }
      get uses(): number {
        return this.#uses
      }
    }
    const custody = new Custody()
    await withCertificateChain(custody, chain).sign(new Uint8Array())
    expect(custody.uses).toBe(1)
    expect(Object.keys(custody)).not.toContain('certificateChain')
  })

  test.each<[string, (chain: readonly string[]) => readonly (Uint8Array | string)[], string]>([
    ['no certificate', () => [], 'x5c_malformed'],
    ['another text', () => ['certificate'], 'x5c_malformed'],
    ['a key in PEM', () => [pem(new Uint8Array(3), 'PUBLIC KEY')], 'x5c_malformed'],
    ['other bytes', () => [new Uint8Array(3)], 'x5c_malformed'],
    ['the authority first', ([leaf = '', above = '']) => [above, leaf], 'x5c_key_mismatch'],
    ['a gap', ([leaf = '']) => [leaf, leaf], 'x5c_issuer_mismatch'],
    ['five of them', (chain) => [...chain, ...chain, ...chain].slice(0, 5), 'x5c_too_large'],
  ])('refuses %s', async (_, arrange, code) => {
    const { chain, signer } = await hierarchy()
    expect(() => withCertificateChain(signer, arrange(chain))).toThrow(
      expect.objectContaining({ code }),
    )
  })

  test('carries no more than a verifier reads', async () => {
    const carrying = async (bytes: number) => {
      const padding = new Extension({
        extnID: '1.2.3.4.5',
        critical: false,
        extnValue: new OctetString(new Uint8Array(bytes).fill(0x41).buffer),
      })
      const { chain, options, signer } = await hierarchy({ leaf: { extra: [padding] } })
      return { signer: withCertificateChain(signer, chain), options }
    }
    const { signer, options } = await carrying(9600)
    const header = { cty: 'x'.repeat(500) }
    const jws = decodeJws(await signJws({}, { signer, typ: 'example+jwt', header }))
    await expect(verifyX5c(jws, options)).resolves.toBeDefined()
    await expect(carrying(10_000)).rejects.toMatchObject({ code: 'x5c_too_large' })
  })

  test('refuses the certificates of another key', async () => {
    const { ders } = await hierarchy()
    for (const algorithm of ['ES256', 'ES384', 'EdDSA'] as const) {
      const signer = await generateSigner({ algorithm })
      expect(() => withCertificateChain(signer, [base64(ders.leaf)])).toThrow(
        expect.objectContaining({ code: 'x5c_key_mismatch', place: '/x5c/0' }),
      )
    }
  })
})
