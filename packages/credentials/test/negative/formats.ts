import type { JsonObject } from '@fidecura/base'
import type { Signer } from '@fidecura/identity'
import { ecdsaJcs2019, eddsaJcs2022, signDocument } from '@fidecura/identity/data-integrity'
import { hideClaims } from '../../src/hide-claims.ts'
import { headerOf, jwt, type Members, withOtherSignature, written } from './jwt.ts'
import type { Statement } from './statement.ts'

/** How a test writes and signs in a format: whatever it is told, as no honest issuer would. */
export interface SigningFormat {
  readonly name: 'vc+jwt' | 'dc+sd-jwt' | 'data-integrity' | 'vcdm-1-jwt'
  readonly algorithm: 'ES256' | 'EdDSA'
  /** What it calls a signature that is not of the key. */
  readonly signatureCode: 'jws_signature_invalid' | 'proof_invalid'
  write(statement: Statement): Members
  /** @param issuedAt - Where the proof says that. */
  sign(payload: Members, signer: Signer, issuedAt?: unknown): Promise<string>
  /** The same token under another signature. */
  spoil(token: string): string
}

const iso = (instant: Statement['validFrom']): Statement['validFrom'] =>
  typeof instant === 'number' ? new Date(instant * 1000).toISOString() : instant

const contextV2 = 'https://www.w3.org/ns/credentials/v2'
const contextV1 = 'https://www.w3.org/2018/credentials/v1'

const documentOf = (statement: Statement): Members => {
  const { issuer, type, id, subject, claims, validFrom, validUntil, status, cnf } = statement
  return {
    '@context': [contextV2],
    id,
    type: ['VerifiableCredential', type as string],
    issuer,
    validFrom: iso(validFrom),
    validUntil: iso(validUntil),
    credentialSubject: written({ id: subject, ...claims }),
    status,
    cnf,
  }
}

export const vcJwtFormat: SigningFormat = {
  name: 'vc+jwt',
  algorithm: 'ES256',
  signatureCode: 'jws_signature_invalid',
  write: (statement) => ({ ...documentOf(statement), iat: statement.issuedAt }),
  sign: (payload, signer) => jwt(headerOf(signer, 'vc+jwt'), payload, signer),
  spoil: withOtherSignature,
}

/** What of a role and a licence may be hidden. */
const hideable = ['name', 'regulator', 'registration', 'grade']

export const sdJwtFormat: SigningFormat = {
  name: 'dc+sd-jwt',
  algorithm: 'ES256',
  signatureCode: 'jws_signature_invalid',
  write: ({ issuer, type, id, subject, claims, validFrom, validUntil, status, cnf, issuedAt }) => ({
    iss: issuer,
    iat: issuedAt,
    nbf: validFrom,
    exp: validUntil,
    vct: type,
    jti: id,
    sub: subject,
    cnf,
    status,
    _sd_alg: 'sha-256',
    ...claims,
  }),
  async sign(payload, signer) {
    const pointers = hideable
      .filter((name) => payload[name] !== undefined)
      .map((name) => `/${name}`)
    const hidden = await hideClaims(written(payload), { pointers, decoys: 1 })
    const compact = await jwt(headerOf(signer, 'dc+sd-jwt'), hidden.claims, signer)
    return [compact, ...hidden.disclosures, ''].join('~')
  },
  spoil(token) {
    const [compact = '', ...rest] = token.split('~')
    return [withOtherSignature(compact), ...rest].join('~')
  },
}

export const dataIntegrityFormat = (algorithm: 'ES256' | 'EdDSA'): SigningFormat => ({
  name: 'data-integrity',
  algorithm,
  signatureCode: 'proof_invalid',
  write: documentOf,
  async sign(payload, signer, issuedAt) {
    const suite = signer.algorithm === 'EdDSA' ? eddsaJcs2022 : ecdsaJcs2019
    const created = issuedAt as never
    return JSON.stringify(await signDocument(written(payload), { signer, suite, created }))
  },
  spoil(token) {
    const { proof, ...document } = JSON.parse(token)
    const { proofValue } = proof
    const last = proofValue.endsWith('2') ? '3' : '2'
    return JSON.stringify({
      ...document,
      proof: { ...proof, proofValue: proofValue.slice(0, -1) + last },
    })
  },
})

export const vcdm1Format: SigningFormat = {
  name: 'vcdm-1-jwt',
  algorithm: 'ES256',
  signatureCode: 'jws_signature_invalid',
  write: ({ issuer, type, id, subject, claims, validFrom, validUntil, status, cnf, issuedAt }) => ({
    iss: issuer,
    sub: subject,
    jti: id,
    iat: issuedAt,
    nbf: validFrom,
    exp: validUntil,
    cnf,
    status,
    vc: {
      '@context': [contextV1],
      type: ['VerifiableCredential', type as string],
      credentialSubject: written(claims),
    } as JsonObject,
  }),
  sign: (payload, signer) => jwt(headerOf(signer, 'JWT'), payload, signer),
  spoil: withOtherSignature,
}
