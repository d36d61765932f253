import { encodeBase58, formatDateTime, type JsonObject } from '@fidecura/base'
import { generateSigner } from '@fidecura/identity'
import { ecdsaJcs2019, eddsaJcs2022, signDocument } from '@fidecura/identity/data-integrity'
import { describe, expect, test } from '@jest/globals'
import { issueCredential } from '../../src/index.ts'
import {
  codec,
  grade,
  type Office,
  office,
  period,
  present,
  proven,
  terms,
} from './signed-world.ts'
import { after, audience, badge, nonce, noon, serve, verifierOf } from './world.ts'

const show = async (here: Office, tokens?: readonly string[]): Promise<string> =>
  present(here, tokens ?? [here.about], { format: codec })

const embed = ({ authority, doctor }: Office, contents: object = {}): Promise<string> =>
  issueCredential(
    { ...period, type: badge, subject: doctor.did, claims: { grade: 'x' }, ...contents },
    { signer: authority.signer, format: codec },
  )

describe('verifyPresentation, given a Data Integrity presentation,', () => {
  test('accepts credentials with proofs in it, and tokens in envelopes', async () => {
    const here = await office()
    const { doctor, verifier, licence, bound, about } = here
    const presented = await show(here, [await embed(here), licence, bound, about])
    const verified = await verifier.verifyPresentation(presented, terms)
    expect(verified).toMatchObject({ audience, nonce, holder: doctor.did })
    expect(verified.holderKey).toEqual(doctor.signer.publicKey)
    expect(verified.credentials.map(({ format }) => format)).toEqual([
      'data-integrity',
      'dc+sd-jwt',
      'vc+jwt',
      'vc+jwt',
    ])
    await expect(verifier.verifyPresentation(presented, terms)).rejects.toMatchObject({
      code: 'presentation_replayed',
    })
  })

  test('accepts an Ed25519 key of a did:web', async () => {
    const here = await office({ host: 'doctor.example' })
    const signer = await generateSigner({
      did: here.doctor.did,
      fragment: 'key-2',
      algorithm: 'EdDSA',
    })
    serve(here.world, here.doctor.did, [signer])
    const presented = await present(here, [here.about], { format: codec, signer })
    expect(JSON.parse(presented).proof.cryptosuite).toBe('eddsa-jcs-2022')
    const { holderKey } = await here.verifier.verifyPresentation(presented, terms)
    expect(holderKey).toEqual(signer.publicKey)
  })

  test('is refused by a verifier that was not given the format', async () => {
    const here = await office()
    const verifier = verifierOf(here.world, { roots: here.roots })
    await expect(verifier.verifyPresentation(await show(here), terms)).rejects.toMatchObject({
      code: 'credential_format_unsupported',
    })
  })

  test.each([
    ['at the end of the window', { created: after(-300) }, 'accepted'],
    ['a second after it', { created: after(-301) }, 'holder_binding_expired'],
    ['as far ahead as clocks may differ', { created: after(60) }, 'accepted'],
    ['a second further', { created: after(61) }, 'holder_binding_expired'],
    ['a second before its end', { expires: after(1) }, 'accepted'],
    ['at its end', { expires: noon }, 'holder_binding_expired'],
  ])('judges one %s', async (_, options, expected) => {
    const here = await office()
    const presented = await proven(await show(here), here.doctor.signer, options)
    const outcome = await here.verifier.verifyPresentation(presented, terms).then(
      () => 'accepted',
      ({ code }) => code,
    )
    expect(outcome).toBe(expected)
  })

  const rows: readonly (readonly [string, string, (here: Office) => Promise<string>])[] = [
    [
      'altered after it was signed',
      'holder_binding_invalid',
      async (here) => (await show(here)).replace('"holder":', '"id":"urn:x:1","holder":'),
    ],
    [
      'signed by a stranger under a key id of the holder',
      'holder_binding_invalid',
      async (here) =>
        proven(await show(here), { ...here.stranger.signer, keyId: here.doctor.signer.keyId }),
    ],
    [
      'signed by a stranger for the holder',
      'jws_issuer_mismatch',
      async (here) => proven(await show(here), here.stranger.signer),
    ],
    [
      'signed by a stranger who names nobody',
      'presentation_holders_differ',
      async (here) => {
        const { holder: _, ...document } = JSON.parse(await show(here))
        return proven(JSON.stringify(document), here.stranger.signer)
      },
    ],
    [
      'with a proof of having said it',
      'presentation_malformed',
      async (here) => proven(await show(here), here.doctor.signer, { purpose: 'assertionMethod' }),
    ],
    [
      'to another audience',
      'presentation_audience_wrong',
      async (here) =>
        proven(await show(here), here.doctor.signer, { domain: 'https://elsewhere.example' }),
    ],
    [
      'to nobody',
      'presentation_malformed',
      async (here) => proven(await show(here), here.doctor.signer, { domain: undefined }),
    ],
    [
      'in answer to something else',
      'presentation_nonce_wrong',
      async (here) => proven(await show(here), here.doctor.signer, { challenge: 'other' }),
    ],
    [
      'in answer to nothing',
      'presentation_malformed',
      async (here) => proven(await show(here), here.doctor.signer, { challenge: undefined }),
    ],
    ['of no time', 'presentation_malformed', undated],
    [
      'with two proofs',
      'presentation_malformed',
      async (here) =>
        JSON.stringify(
          await signDocument(JSON.parse(await show(here)), {
            signer: here.doctor.signer,
            suite: ecdsaJcs2019,
            created: noon,
            purpose: 'authentication',
            domain: audience,
            challenge: nonce,
          }),
        ),
    ],
    [
      'without a proof',
      'proof_malformed',
      async (here) => {
        const { proof: _, ...document } = JSON.parse(await show(here))
        return JSON.stringify(document)
      },
    ],
    [
      'of a suite that is not taken',
      'proof_suite_unsupported',
      async (here) => (await show(here)).replace('ecdsa-jcs-2019', 'ecdsa-rdfc-2019'),
    ],
    [
      'with a credential whose proof does not hold',
      'proof_invalid',
      async (here) => {
        const altered = { ...JSON.parse(await embed(here)), validUntil: '2999-01-01T00:00:00Z' }
        return proven(await show(here), here.doctor.signer, {}, { verifiableCredential: [altered] })
      },
    ],
    [
      'with a credential that has no proof',
      'presentation_malformed',
      async (here) => {
        const { proof: _, ...bare } = JSON.parse(await embed(here))
        return proven(await show(here), here.doctor.signer, {}, { verifiableCredential: [bare] })
      },
    ],
    [
      'with a credential about somebody else',
      'presentation_holders_differ',
      async (here) => {
        const about = JSON.parse(await embed(here, { subject: here.stranger.did }))
        return proven(await show(here), here.doctor.signer, {}, { verifiableCredential: [about] })
      },
    ],
    [
      'with a credential bound to another key',
      'holder_key_mismatch',
      async (here) => {
        const { publicKey } = here.stranger.signer
        const bound = JSON.parse(await embed(here, { holderKey: publicKey }))
        return proven(await show(here), here.doctor.signer, {}, { verifiableCredential: [bound] })
      },
    ],
    [
      'with a credential that nobody trusted has issued',
      'credential_issuer_untrusted',
      async (here) => show(here, [await grade(here.stranger, here.doctor)]),
    ],
    [
      'without credentials',
      'presentation_malformed',
      async (here) =>
        proven(await show(here), here.doctor.signer, {}, { verifiableCredential: [] }),
    ],
    [
      'of another type',
      'presentation_malformed',
      async (here) =>
        proven(await show(here), here.doctor.signer, {}, { type: ['VerifiableCredential'] }),
    ],
    [
      'with a member twice',
      'presentation_malformed',
      async (here) => (await show(here)).replace('{', '{"holder":"did:example:x",'),
    ],
    ['that is a credential', 'presentation_malformed', embed],
  ]

  test.each(rows)('refuses one %s', async (_, code, forge) => {
    const here = await office()
    const presented = await forge(here)
    await expect(here.verifier.verifyPresentation(presented, terms)).rejects.toMatchObject({ code })
  })

  test('is no credential', async () => {
    const here = await office()
    await expect(here.verifier.verifyCredential(await show(here))).rejects.toMatchObject({
      code: 'credential_malformed',
    })
  })

  test('keeps to the suites that were named', async () => {
    const here = await office()
    const { dataIntegrity } = await import('../../src/data-integrity/index.ts')
    const alone = dataIntegrity({ suites: [eddsaJcs2022] })
    await expect(present(here, [here.about], { format: alone })).rejects.toMatchObject({
      code: 'credential_format_unsupported',
    })
  })
})

/** Signed over a proof without `created`, which our own signing always writes. */
async function undated(here: Office): Promise<string> {
  const { proof, ...document } = JSON.parse(await show(here))
  const { proofValue: _, created, ...options } = proof
  expect(created).toBe(formatDateTime(noon))
  const { signer } = here.doctor
  const data = await ecdsaJcs2019.signedData(document, options as JsonObject, 'ES256')
  const proofValue = `z${encodeBase58(await signer.sign(data, {}))}`
  return JSON.stringify({ ...document, proof: { ...options, proofValue } })
}
