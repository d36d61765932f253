import { createHash, randomBytes } from 'node:crypto'
import {
  decodeJws,
  didOf,
  importVerificationKey,
  parseDidUrl,
  publicKeyOf,
  resolveDidKey,
  type Signer,
  signJws,
  verifyJws,
} from '@fidecura/identity'
import { certifiedKeyOf } from '@fidecura/x5c'
import { CompactEncrypt, compactDecrypt, importJWK, type JWK } from 'jose'
import { noon } from './world.ts'

const now = { at: noon, now: noon }

/** What `@openid4vc` asks its callers to do: it signs, verifies and encrypts nothing by itself. */
export function callbacksOf(signer?: Signer, decryptionKey?: CryptoKey) {
  return {
    hash: (data: Uint8Array, alg: string) =>
      new Uint8Array(createHash(alg.replace('-', '')).update(data).digest()),
    generateRandom: (length: number) => new Uint8Array(randomBytes(length)),
    getX509CertificateMetadata: () => ({ sanDnsNames: ['clinic.example'], sanUriNames: [] }),
    clientAuthentication: () => undefined,
    async signJwt(
      _: unknown,
      { header, payload }: { readonly header: { readonly typ?: string }; readonly payload: object },
    ) {
      if (signer === undefined) throw new Error('no key')
      const jwt = await signJws({ ...payload } as never, { signer, typ: header.typ ?? '' })
      return { jwt, signerJwk: { ...signer.publicKey } }
    },
    async verifyJwt(
      by: { readonly method: string; readonly didUrl?: string },
      { compact }: { readonly compact: string },
    ) {
      const jws = decodeJws(compact)
      let jwk = by.method === 'x5c' ? certifiedKeyOf(jws) : undefined
      if (by.didUrl !== undefined) {
        const keyId = parseDidUrl(by.didUrl)
        const { document } = await resolveDidKey(didOf(keyId), now)
        jwk = publicKeyOf(document, keyId, 'authentication')
      }
      if (jwk === undefined) throw new Error(by.method)
      const typ = jws.header.typ ?? ''
      await verifyJws(jws, { key: await importVerificationKey(jwk), typ })
      return { verified: true as const, signerJwk: { ...jwk } }
    },
    async encryptJwe(
      to: {
        readonly publicJwk: JWK
        readonly alg: string
        readonly enc: string
        readonly apv?: string
      },
      data: string,
    ) {
      const { publicJwk, alg, enc, apv } = to
      const header = { alg, enc, ...(publicJwk.kid === undefined ? {} : { kid: publicJwk.kid }) }
      const jwe = await new CompactEncrypt(new TextEncoder().encode(data))
        .setProtectedHeader(header)
        .setKeyManagementParameters(apv === undefined ? {} : { apv: Buffer.from(apv, 'base64url') })
        .encrypt(await importJWK(publicJwk, alg))
      return { jwe, encryptionJwk: publicJwk }
    },
    async decryptJwe(jwe: string) {
      if (decryptionKey === undefined) throw new Error('no key')
      const { plaintext } = await compactDecrypt(jwe, decryptionKey)
      const payload = new TextDecoder().decode(plaintext)
      return { decrypted: true as const, decryptionJwk: { kty: 'EC' }, payload }
    },
  }
}
