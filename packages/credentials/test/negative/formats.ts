import type { JsonObject } from '@fidecura/base'
import type { Signer } from '@fidecura/identity'
import {
  type Cryptosuite,
  ecdsaJcs2019,
  eddsaJcs2022,
  signDocument,
} from '@fidecura/identity/data-integrity'
import { hideClaims } from '../../src/hide-claims.ts'
import { headerOf, jwt, type Members, withOtherSignature, written } from './jwt.ts'
import type { Statement } from './statement.ts'

/** How a test writes and signs in a format: whatever it is told, as no honest issuer would. */
export interface SigningFormat {
  readonly name: 'vc+jwt' | 'dc+sd-jwt' | 'data-integrity' | 'vcdm-1-jwt'
  readonly algorithm: 'ES256' | 'EdDSA'
  /** What it calls a signature that is not of the key. */
  readonly signatureCode: 'jws_signature_invalid' | 'proof_invalid'
  /** Of Data Integrity: what is signed with. */
  readonly proofs: Proofs
  write(statement: Statement): Members
  /** @param issuedAt - Where the proof says that. */
  sign(payload: Members, signer: Signer, issuedAt?: unknown): Promise<string>
  /** The same token under another signature. */
  spoil(token: string): string
}

/** How documents are proven. */
export interface Proofs {
  /** For both kinds of key. */
  readonly suites: readonly Cryptosuite[]
  /** The contexts that documents name for them. */
  readonly contexts: readonly string[]
  /** What they call a context that was added to what is signed. */
  readonly contextCode: string
  /** A suite that no verifier is given. */
  readonly notGiven: string
}

const jcs: Proofs = {
  suites: [eddsaJcs2022, ecdsaJcs2019],
  contexts: [],
  contextCode: 'proof_malformed',
  notGiven: 'eddsa-rdfc-2022',
}

/** The name of the suite for the other kind of key. */
export const otherSuite = ({ proofs }: SigningFormat, { algorithm }: Signer): string =>
  proofs.suites.find(({ algorithms }) => !algorithms.includes(algorithm))?.name ?? ''

export const contextCode = ({ proofs }: SigningFormat): string => proofs.contextCode

/** A forger signs also what the suite makes nothing of: the bytes that another suite would sign. */
export function suiteOf({ proofs }: SigningFormat, { algorithm }: Signer): Cryptosuite {
  const taking = (suites: readonly Cryptosuite[]): Cryptosuite =>
    suites.find(({ algorithms }) => algorithms.includes(algorithm)) as Cryptosuite
  const suite = taking(proofs.suites)
  const signedData: Cryptosuite['signedData'] = async (...parts) => {
    try {
      return await suite.signedData(...parts)
    } catch {
      return taking(jcs.suites).signedData(...parts)
    }
  }
  return { ...suite, signedData }
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
  proofs: jcs,
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
  proofs: jcs,
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

export const dataIntegrityFormat = (
  algorithm: 'ES256' | 'EdDSA',
  proofs: Proofs = jcs,
): SigningFormat => ({
  name: 'data-integrity',
  algorithm,
  signatureCode: 'proof_invalid',
  proofs,
  write: (statement) => ({
    ...documentOf(statement),
    '@context': [contextV2, ...proofs.contexts],
  }),
  async sign(payload, signer, issuedAt) {
    const suite = suiteOf(dataIntegrityFormat(algorithm, proofs), signer)
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
  proofs: jcs,
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
