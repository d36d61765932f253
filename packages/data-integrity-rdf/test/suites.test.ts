import { deepFreeze, type JsonObject } from '@fidecura/base'
import { createVerifier, credentialTypes, issueCredential } from '@fidecura/credentials'
import { dataIntegrity } from '@fidecura/credentials/data-integrity'
import { healthSchemaOf } from '@fidecura/credentials/types'
import { type Algorithm, generateSigner, resolveDidKey, type Signer } from '@fidecura/identity'
import { ecdsaJcs2019, eddsaJcs2022 } from '@fidecura/identity/data-integrity'
import { describe, expect, test } from '@jest/globals'
import { ecdsaRdfc2019, eddsaRdfc2022, healthContext } from '../src/index.ts'
import { document, sign, signer, suites, verify } from './samples.ts'

const all = [eddsaRdfc2022, ecdsaRdfc2019, eddsaJcs2022, ecdsaJcs2019]
const format = dataIntegrity({ suites: all, contexts: [healthContext] })
const badge = 'urn:example:credential:badge:1'
const now = 1_800_000_000 as never
const hour = 3600
const period = {
  issuedAt: now,
  validFrom: (now - hour) as never,
  validUntil: (now + hour) as never,
}

const verifierFor = ({ did }: Signer, formats = [format]) =>
  createVerifier({
    roots: [{ did, types: [badge, credentialTypes.issuingAccreditation] }],
    resolve: resolveDidKey,
    clock: () => now,
    formats,
  })

const issue = (by: Signer, claims: JsonObject = { standing: 'good', keys: [] }) =>
  issueCredential(
    { ...period, type: badge, subject: 'did:example:patient', claims },
    { signer: by, format },
  )

describe('the suites', () => {
  test.each<[Algorithm, string]>([
    ['EdDSA', 'eddsa-rdfc-2022'],
    ['ES256', 'ecdsa-rdfc-2019'],
    ['ES384', 'ecdsa-rdfc-2019'],
  ])('sign with %s what a verifier takes', async (algorithm, cryptosuite) => {
    const by = await generateSigner({ method: 'key', algorithm })
    const token = await issue(by)
    expect(JSON.parse(token)).toMatchObject({ proof: { cryptosuite } })
    const verified = await verifierFor(by).verifyCredential(token)
    expect(verified).toMatchObject({ format: 'data-integrity', issuer: by.did, types: [badge] })
    expect(verified.claims).toEqual({ standing: 'good', keys: [] })
    const altered = token.replace('good', 'bad')
    await expect(verifierFor(by).verifyCredential(altered)).rejects.toMatchObject({
      code: 'proof_invalid',
    })
  })

  test.each<[Algorithm, string]>([
    ['EdDSA', 'eddsa-jcs-2022'],
    ['ES256', 'ecdsa-jcs-2019'],
  ])('stand beside those over JSON, with %s', async (algorithm, cryptosuite) => {
    const by = await generateSigner({ method: 'key', algorithm })
    const other = dataIntegrity({ suites: [eddsaJcs2022, ecdsaJcs2019] })
    const contents = { ...period, type: badge, subject: 'did:example:x', claims: { any: null } }
    const token = await issueCredential(contents, { signer: by, format: other })
    expect(JSON.parse(token)).toMatchObject({ proof: { cryptosuite } })
    expect((await verifierFor(by).verifyCredential(token)).claims).toEqual({ any: null })
  })

  test('are refused by a verifier that was given others', async () => {
    const token = await issue(signer)
    const jcs = dataIntegrity()
    await expect(verifierFor(signer, [jcs]).verifyCredential(token)).rejects.toMatchObject({
      code: 'proof_suite_unsupported',
    })
  })

  test('take the keys of their own algorithms alone', async () => {
    const by = await generateSigner({ method: 'key', algorithm: 'ES256' })
    await expect(sign(document, { signer: by })).rejects.toMatchObject({
      code: 'key_type_unsupported',
    })
    const signed = await sign(document, { signer: by, suite: suites.ecdsaRdfc2019 })
    await verify(signed, by)
    const named = { ...(signed['proof'] as JsonObject), cryptosuite: 'eddsa-rdfc-2022' }
    await expect(verify({ ...signed, proof: named }, by)).rejects.toMatchObject({
      code: 'proof_invalid',
    })
  })

  test('leave what they are given as it is', async () => {
    await verify(await sign(deepFreeze(structuredClone(document))))
  })

  test('verify chains of proofs, which sign the proofs before them', async () => {
    const first = await sign(document, { id: 'urn:example:proof:1' })
    const chain = await sign(first, { previous: ['urn:example:proof:1'] })
    await verify(chain)
    const [one, two] = chain['proof'] as JsonObject[]
    const later = await sign(document, { id: 'urn:example:proof:1', created: (now + 60) as never })
    const swapped = { ...chain, proof: [later['proof'] as JsonObject, two as JsonObject] }
    await expect(verify(swapped)).rejects.toMatchObject({ code: 'proof_invalid' })
    // The proofs of others leave the context to the document.
    const { '@context': _, ...bare } = one as JsonObject
    await verify({ ...chain, proof: [bare, two as JsonObject] })
    const other = { ...bare, '@context': ['https://www.w3.org/ns/credentials/v2'] }
    await expect(verify({ ...chain, proof: [other, two as JsonObject] })).rejects.toMatchObject({
      code: 'context_inline',
    })
  })
})

describe('a set of proofs', () => {
  test('holds if each of them does', async () => {
    const set = await sign(await sign(document))
    await verify(set)
    expect(set['proof']).toHaveLength(2)
  })

  test('is refused for a single one that does not, wherever it stands', async () => {
    const stranger = await generateSigner({ method: 'key', algorithm: 'EdDSA' })
    const [good] = [(await sign(document))['proof'] as JsonObject]
    const [bad] = [(await sign(document, { signer: stranger }))['proof'] as JsonObject]
    const forged = { ...bad, verificationMethod: signer.keyId }
    for (const proof of [
      [good, forged],
      [forged, good],
    ]) {
      await expect(verify({ ...document, proof })).rejects.toMatchObject({ code: 'proof_invalid' })
    }
  })

  test('is refused by the verifier, too', async () => {
    const token = JSON.parse(await issue(signer))
    const { proof, ...rest } = token
    const later = { ...proof, created: '2027-01-15T08:00:01Z' }
    const both = JSON.stringify({ ...rest, proof: [proof, later] })
    await expect(verifierFor(signer).verifyCredential(both)).rejects.toMatchObject({
      code: 'proof_invalid',
    })
  })
})

describe('healthContext', () => {
  test.each(Object.values(credentialTypes))('knows every claim of %s', async (type) => {
    const { properties } = healthSchemaOf(type) as { properties: Record<string, JsonObject> }
    const of = properties['credentialSubject'] ?? { properties }
    const names = Object.keys(of['properties'] as JsonObject).filter((name) => name !== 'id')
    expect(names.length).toBeGreaterThan(2)
    const claims = Object.fromEntries(names.map((name) => [name, 'x']))
    const unsigned = {
      '@context': ['https://www.w3.org/ns/credentials/v2', healthContext],
      type: ['VerifiableCredential', type],
      issuer: 'did:example:clinic',
      credentialSubject: { id: 'did:example:patient', ...claims },
    }
    await verify(await sign(unsigned, { suite: eddsaRdfc2022 }))
  })

  test('secures an accreditation with its key, so that no list in it can change', async () => {
    const holder = await generateSigner({ method: 'key', algorithm: 'ES256' })
    const claims = { name: 'Clinic', types: [badge, 'urn:example:b'], depth: 1, purposes: [] }
    const contents = {
      ...period,
      type: credentialTypes.issuingAccreditation,
      id: 'urn:uuid:7c4b6b0e-1c1f-4c59-8d2c-0d2b2d0c5a11',
      subject: holder.did,
      holderKey: holder.publicKey,
      claims,
      status: { kind: 'token', list: 'https://clinic.example/status/1', index: 3 } as const,
    }
    const token = await issueCredential(contents, { signer, format })
    const report = await verifierFor(signer).checkCredential(token)
    // All but the status, for which there is no source here.
    expect(report.checks.filter(({ outcome }) => outcome !== 'passed')).toEqual([
      expect.objectContaining({ check: 'status', outcome: 'unknown' }),
    ])
    for (const [from, to] of [
      [`["${badge}","urn:example:b"]`, `["urn:example:b","${badge}"]`],
      ['"purposes":[]', '"purposes":["TREAT"]'],
      ['"depth":1', '"depth":2'],
      ['"idx":3', '"idx":4'],
      ['"kty":"EC"', '"kty":"EC","use":"sig"'],
    ] as const) {
      expect(token).toContain(from)
      const { checks } = await verifierFor(signer).checkCredential(token.replace(from, to))
      expect(checks).toContainEqual({
        check: 'signature',
        outcome: 'failed',
        code: 'proof_invalid',
      })
    }
  })
})
