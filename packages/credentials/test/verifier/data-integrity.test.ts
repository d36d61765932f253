import type { JsonObject } from '@fidecura/base'
import { generateSigner, type Signer } from '@fidecura/identity'
import { ecdsaJcs2019, eddsaJcs2022, signDocument } from '@fidecura/identity/data-integrity'
import { describe, expect, test } from '@jest/globals'
import { dataIntegrity } from '../../src/data-integrity/index.ts'
import { decodeCredential, issueCredential } from '../../src/index.ts'
import {
  accredit,
  after,
  badge,
  createWorld,
  entryIn,
  hour,
  issueBadge,
  issuingAccreditation,
  join,
  noon,
  type Party,
  setStatus,
  verifierOf,
} from './world.ts'

const format = dataIntegrity()
const period = { validFrom: after(-hour), validUntil: after(100 * hour), issuedAt: after(-hour) }

async function trusted(algorithm: 'ES256' | 'EdDSA' = 'ES256', host?: string) {
  const world = createWorld()
  const issuer = await join(world, { algorithm, ...(host === undefined ? {} : { host }) })
  const roots = [{ did: issuer.did, types: [badge] }]
  return { world, issuer, verifier: verifierOf(world, { roots, formats: [format] }), roots }
}

function issue(issuer: Party, contents: JsonObject = {}): Promise<string> {
  const base = { ...period, type: badge, id: 'urn:example:badge:7', subject: 'did:example:x' }
  const all = { ...base, claims: { grade: 'attending' }, ...contents }
  return issueCredential(all, { signer: issuer.signer, format })
}

const documentOf = (text: string): JsonObject => {
  const { proof: _, ...document } = JSON.parse(text)
  return document
}
const proofOf = (text: string): JsonObject => JSON.parse(text).proof
const sign = async (
  document: JsonObject,
  signer: Signer,
  options: object = {},
): Promise<string> => {
  const suite = signer.algorithm === 'EdDSA' ? eddsaJcs2022 : ecdsaJcs2019
  return JSON.stringify(await signDocument(document, { signer, suite, created: noon, ...options }))
}

describe('verifyCredential, given Data Integrity', () => {
  test.each(['ES256', 'EdDSA'] as const)('takes what a root has signed with %s', async (name) => {
    const { issuer, verifier } = await trusted(name)
    const verified = await verifier.verifyCredential(await issue(issuer))
    expect(verified).toMatchObject({
      format: 'data-integrity',
      issuer: issuer.did,
      id: 'urn:example:badge:7',
      types: [badge],
      issuedAt: period.issuedAt,
      validUntil: period.validUntil,
      claims: { grade: 'attending' },
    })
  })

  test('walks the same chain of authority, whose links may be of other formats', async () => {
    const { world, issuer: root } = await trusted()
    const hospital = await join(world)
    const verifier = verifierOf(world, {
      roots: [{ did: root.did, types: [badge, issuingAccreditation] }],
      formats: [format],
    })
    const chain = [await accredit(root, hospital, {})]
    const verified = await verifier.verifyCredential(await issue(hospital), { chain })
    expect(verified.chain).toMatchObject([{ issuer: root.did, subject: hospital.did }])
    await expect(verifier.verifyCredential(await issue(hospital))).rejects.toMatchObject({
      code: 'credential_issuer_untrusted',
    })
  })

  test('asks for its status', async () => {
    const { world, issuer, verifier } = await trusted()
    const token = await issue(issuer, { status: entryIn(issuer, 5) as never })
    await verifier.verifyCredential(token)
    setStatus(world, issuer.list, { index: 5, value: 'revoked' })
    world.now = after(2 * hour)
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({ code: 'status_revoked' })
  })

  test('is refused by a verifier that was not given the format', async () => {
    const { world, issuer, roots } = await trusted()
    await expect(
      verifierOf(world, { roots }).verifyCredential(await issue(issuer)),
    ).rejects.toMatchObject({ code: 'credential_format_unsupported' })
    await expect(decodeCredential(await issue(issuer))).rejects.toMatchObject({
      code: 'credential_format_unsupported',
    })
  })

  test('still reads the other formats', async () => {
    const { issuer, verifier } = await trusted()
    expect((await verifier.verifyCredential(await issueBadge(issuer))).format).toBe('vc+jwt')
  })

  test('takes a set of proofs of which each is good', async () => {
    const { world, issuer, verifier } = await trusted('ES256', 'issuer.example')
    const second = await generateSigner({ did: issuer.did, fragment: 'key-2', algorithm: 'EdDSA' })
    const { serve } = await import('./world.ts')
    serve(world, issuer.did, [issuer.signer, second])
    const both = await sign(JSON.parse(await issue(issuer)), second)
    await verifier.verifyCredential(both)
    // Good by its other proof, and by a key that the issuer no longer has.
    serve(world, issuer.did, [issuer.signer])
    world.now = after(2)
    await expect(verifier.verifyCredential(both)).rejects.toMatchObject({ code: 'key_not_found' })
  })

  const refusals: readonly (readonly [
    string,
    string,
    (issuer: Party, stranger: Signer) => Promise<string>,
  ])[] = [
    [
      'an altered claim',
      'proof_invalid',
      async (issuer) => (await issue(issuer)).replace('attending', 'consultant'),
    ],
    [
      'an end that was put off',
      'proof_invalid',
      async (issuer) => {
        const document = { ...documentOf(await issue(issuer)), validUntil: '2999-01-01T00:00:00Z' }
        return JSON.stringify({ ...document, proof: proofOf(await issue(issuer)) })
      },
    ],
    [
      "a stranger's proof alone",
      'jws_issuer_mismatch',
      async (issuer, stranger) => sign(documentOf(await issue(issuer)), stranger),
    ],
    [
      "a stranger's proof under a key of the issuer",
      'proof_invalid',
      async (issuer, stranger) =>
        sign(documentOf(await issue(issuer)), { ...stranger, keyId: issuer.signer.keyId }),
    ],
    [
      "a stranger's proof beside a good one",
      'jws_issuer_mismatch',
      async (issuer, stranger) => sign(JSON.parse(await issue(issuer)), stranger),
    ],
    [
      'a bad proof beside a good one',
      'proof_invalid',
      async (issuer, stranger) =>
        sign(JSON.parse(await issue(issuer)), { ...stranger, keyId: issuer.signer.keyId }),
    ],
    [
      'a proof that has ended',
      'credential_expired',
      async (issuer) => sign(documentOf(await issue(issuer)), issuer.signer, { expires: noon }),
    ],
    [
      'a proof of who somebody is',
      'credential_malformed',
      async (issuer) =>
        sign(documentOf(await issue(issuer)), issuer.signer, { purpose: 'authentication' }),
    ],
    [
      'a proof to somebody',
      'credential_malformed',
      async (issuer) =>
        sign(documentOf(await issue(issuer)), issuer.signer, { domain: 'clinic.example' }),
    ],
    [
      'a proof in answer to something',
      'credential_malformed',
      async (issuer) => sign(documentOf(await issue(issuer)), issuer.signer, { challenge: 'n' }),
    ],
    [
      'no proof',
      'proof_malformed',
      async (issuer) => JSON.stringify(documentOf(await issue(issuer))),
    ],
    [
      'a member that is there twice',
      'json_duplicate_member',
      async (issuer) => (await issue(issuer)).replace('{', '{"issuer":"did:example:y",'),
    ],
    ['an array', 'jws_malformed', async (issuer) => `[${await issue(issuer)}]`],
    ['half of a document', 'json_malformed', async (issuer) => (await issue(issuer)).slice(0, -9)],
    [
      'a document beyond the limit',
      'credential_malformed',
      async () => `{"a":"${'a'.repeat(300_000)}"}`,
    ],
    [
      'a suite that is not taken',
      'proof_suite_unsupported',
      async (issuer) =>
        (await issue(issuer)).replace('"cryptosuite":"ecdsa-jcs-2019"', '"cryptosuite":"x"'),
    ],
  ]
  test.each(refusals)('refuses %s', async (_, code, forged) => {
    const { issuer, verifier } = await trusted()
    const token = await forged(issuer, await generateSigner({ algorithm: 'EdDSA' }))
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({ code })
    const { verdict } = await verifier.checkCredential(token)
    expect(verdict).toBe('failed')
  })
})

describe('issueCredential, given Data Integrity', () => {
  test('refuses disclosures, which the format does not have', async () => {
    const { issuer } = await trusted()
    await expect(issue(issuer, { disclosable: ['grade'] })).rejects.toMatchObject({
      code: 'credential_format_unsupported',
    })
  })

  test('refuses a key that no suite takes', async () => {
    const { issuer } = await trusted()
    const alone = dataIntegrity({ suites: [eddsaJcs2022] })
    const contents = { ...period, type: badge, subject: 'did:example:x', claims: {} }
    await expect(
      issueCredential(contents, { signer: issuer.signer, format: alone }),
    ).rejects.toMatchObject({ code: 'credential_format_unsupported' })
  })
})
