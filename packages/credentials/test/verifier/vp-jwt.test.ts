import type { JsonObject } from '@fidecura/base'
import { IdentityError, signJws } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { issueCredential } from '../../src/index.ts'
import {
  codec,
  grade,
  type Office,
  office,
  period,
  present,
  signedAnew,
  terms,
} from './signed-world.ts'
import {
  accredit,
  after,
  audience,
  badge,
  present as bind,
  issuingAccreditation,
  join,
  license,
  nonce,
  noon,
  patientIdentity,
  payloadOf,
  practitionerLicence,
  setStatus,
  verifierOf,
} from './world.ts'

const context = 'https://www.w3.org/ns/credentials/v2'
const enveloped = (token: string, format = 'vc+jwt'): JsonObject => ({
  '@context': context,
  id: `data:application/${format},${token}`,
  type: 'EnvelopedVerifiableCredential',
})

describe('verifyPresentation, given vp+jwt,', () => {
  test('accepts credentials of every kind that are of whoever signed it', async () => {
    const here = await office()
    const { doctor, verifier, licence, bound, about } = here
    const proof = await issueCredential(
      { ...period, type: badge, subject: doctor.did, claims: { grade: 'x' } },
      { signer: here.authority.signer, format: codec },
    )
    const presented = await present(here, [licence, bound, about, proof], { formats: [codec] })
    const verified = await verifier.verifyPresentation(presented, terms)
    expect(verified).toMatchObject({ audience, nonce, holder: doctor.did, at: noon })
    expect(verified.holderKey).toEqual(doctor.signer.publicKey)
    expect(verified.representation).toBeUndefined()
    expect(verified.credentials.map(({ format }) => format)).toEqual([
      'dc+sd-jwt',
      'vc+jwt',
      'vc+jwt',
      'data-integrity',
    ])
  })

  test.each([
    ['did:web', { host: 'doctor.example' }],
    ['did:jwk', { method: 'jwk' as const }],
    ['Ed25519', { algorithm: 'EdDSA' as const }],
  ])('accepts a holder of %s', async (_, options) => {
    const here = await office()
    const doctor = await join(here.world, options)
    const presented = await present({ ...here, doctor }, [await grade(here.authority, doctor)])
    const verified = await here.verifier.verifyPresentation(presented, terms)
    expect(verified.holder).toBe(doctor.did)
  })

  test('names no holder where what is bound to the key is about no DID', async () => {
    const here = await office()
    const { doctor, authority, verifier } = here
    const token = await issueCredential(
      {
        ...period,
        type: badge,
        subject: 'urn:example:person:1',
        holderKey: doctor.signer.publicKey,
        claims: {},
      },
      { signer: authority.signer, format: 'vc+jwt' },
    )
    const verified = await verifier.verifyPresentation(await present(here, [token]), terms)
    expect(verified.holder).toBeUndefined()
    expect(verified.holderKey).toEqual(doctor.signer.publicKey)
  })

  test('accepts it in an envelope', async () => {
    const here = await office()
    const presented = await present(here, [here.licence])
    const envelope = (id: string, more: JsonObject = {}): string =>
      JSON.stringify({ '@context': context, id, type: 'EnvelopedVerifiablePresentation', ...more })
    const wrong = [
      envelope(`data:application/vc+jwt,${presented}`),
      envelope(`data:application/vp+jwt;base64,${presented}`),
      envelope(`data:application/vp+jwt,${presented}`, { holder: here.stranger.did }),
    ]
    for (const text of wrong) {
      await expect(here.verifier.verifyPresentation(text, terms)).rejects.toHaveProperty('code')
    }
    const right = envelope(`data:application/vp+jwt,${presented}`)
    await expect(here.verifier.verifyPresentation(right, terms)).resolves.toBeDefined()
  })

  test('takes whoever signed for the holder where none is named', async () => {
    const here = await office()
    const presented = await present(here, [here.about])
    const { doctor, stranger, verifier } = here
    const nameless = { holder: undefined }
    const theirs = await signedAnew(presented, stranger.signer, nameless)
    await expect(verifier.verifyPresentation(theirs, terms)).rejects.toMatchObject({
      code: 'presentation_holders_differ',
    })
    const own = await signedAnew(presented, doctor.signer, nameless)
    await expect(verifier.verifyPresentation(own, terms)).resolves.toBeDefined()
    const byClaim = await signedAnew(presented, doctor.signer, {
      ...nameless,
      iss: doctor.did,
      nonce: 'second',
    })
    await expect(
      verifier.verifyPresentation(byClaim, { ...terms, nonce: 'second' }),
    ).resolves.toBeDefined()
  })

  test('takes accreditations along as the way to a root, and no root from them', async () => {
    const here = await office()
    const { world, authority, stranger } = here
    const ministry = await join(world)
    const chain = [await accredit(ministry, authority, { types: [badge], fields: '*' })]
    const presented = await present(here, [here.about], { chain })
    const types = [badge, issuingAccreditation]
    const elsewhere = verifierOf(world, { roots: [{ did: stranger.did, types }] })
    await expect(elsewhere.verifyPresentation(presented, terms)).rejects.toMatchObject({
      code: 'credential_issuer_untrusted',
    })
    const below = verifierOf(world, { roots: [{ did: ministry.did, types }] })
    const { credentials } = await below.verifyPresentation(presented, terms)
    expect(credentials.map(({ chain: way }) => way.length)).toEqual([1])
  })

  test('refuses it the second time, also in an envelope', async () => {
    const here = await office()
    const presented = await present(here, [here.licence])
    await here.verifier.verifyPresentation(presented, terms)
    const type = 'EnvelopedVerifiablePresentation'
    const id = `data:application/vp+jwt,${presented}`
    for (const text of [presented, JSON.stringify({ '@context': context, id, type })]) {
      await expect(here.verifier.verifyPresentation(text, terms)).rejects.toMatchObject({
        code: 'presentation_replayed',
      })
    }
  })

  test.each([
    ['at the end of the window', { iat: noon - 300 }, 'accepted'],
    ['a second after it', { iat: noon - 301 }, 'holder_binding_expired'],
    ['as far ahead as clocks may differ', { iat: noon + 60 }, 'accepted'],
    ['a second further', { iat: noon + 61 }, 'holder_binding_expired'],
    ['a second before its end', { exp: noon + 1 }, 'accepted'],
    ['at its end', { exp: noon }, 'holder_binding_expired'],
    ['at its beginning', { nbf: noon + 60 }, 'accepted'],
    ['before its beginning', { nbf: noon + 61 }, 'holder_binding_expired'],
  ])('judges one %s', async (_, changes, expected) => {
    const here = await office()
    const presented = await signedAnew(
      await present(here, [here.about]),
      here.doctor.signer,
      changes,
    )
    const outcome = await here.verifier.verifyPresentation(presented, terms).then(
      () => 'accepted',
      ({ code }) => code,
    )
    expect(outcome).toBe(expected)
  })
})

type Row = readonly [string, string, (here: Office) => Promise<string>]

/** Everything about each of them is right but one thing, and whoever can sign has signed it so. */
const forged: readonly Row[] = [
  [
    'by a stranger under a key id of the holder',
    'holder_binding_invalid',
    (here) => byDoctor(here, {}, { ...here.stranger.signer, keyId: here.doctor.signer.keyId }),
  ],
  [
    'by a stranger for the holder',
    'jws_issuer_mismatch',
    (here) => byDoctor(here, {}, here.stranger.signer),
  ],
  [
    'without a key id',
    'jws_issuer_mismatch',
    async (here) => {
      const { signer } = here.doctor
      const payload = payloadOf(await present(here, [here.about])) as JsonObject
      return signJws(payload, { signer: { ...signer, keyId: undefined as never }, typ: 'vp+jwt' })
    },
  ],
  [
    'with another payload than was signed',
    'holder_binding_invalid',
    async (here) => {
      const [header, , signature] = (await present(here, [here.about])).split('.')
      const [, payload] = (await present(here, [here.bound])).split('.')
      return [header, payload, signature].join('.')
    },
  ],
  [
    'of another type',
    'credential_format_unsupported',
    (here) => byDoctor(here, {}, undefined, 'JWT'),
  ],
  [
    'of the type of a key binding',
    'credential_format_unsupported',
    (here) => byDoctor(here, {}, undefined, 'kb+jwt'),
  ],
  [
    'of the type of a credential',
    'credential_malformed',
    (here) => byDoctor(here, {}, undefined, 'vc+jwt'),
  ],
  [
    'for another audience',
    'presentation_audience_wrong',
    (here) => byDoctor(here, { aud: 'https://elsewhere.example' }),
  ],
  [
    'for two audiences',
    'presentation_malformed',
    (here) => byDoctor(here, { aud: [audience, 'https://elsewhere.example'] }),
  ],
  ['for nobody', 'presentation_malformed', (here) => byDoctor(here, { aud: undefined })],
  [
    'in answer to something else',
    'presentation_nonce_wrong',
    (here) => byDoctor(here, { nonce: 'other' }),
  ],
  [
    'in answer to nothing',
    'presentation_malformed',
    (here) => byDoctor(here, { nonce: undefined }),
  ],
  ['of no time', 'presentation_malformed', (here) => byDoctor(here, { iat: undefined })],
  ['of 1970', 'holder_binding_expired', (here) => byDoctor(here, { iat: 0 })],
  [
    'of another issuer than holder',
    'presentation_malformed',
    (here) => byDoctor(here, { iss: here.stranger.did }),
  ],
  [
    'of a holder that is no DID',
    'presentation_malformed',
    (here) => byDoctor(here, { holder: 'https://doctor.example' }),
  ],
  [
    'of a holder without an id',
    'presentation_malformed',
    (here) => byDoctor(here, { holder: { name: 'Wen Example' } }),
  ],
  ['of no context', 'presentation_malformed', (here) => byDoctor(here, { '@context': undefined })],
  [
    'of another context first',
    'presentation_malformed',
    (here) => byDoctor(here, { '@context': ['https://x.example', context] }),
  ],
  [
    'of another type of document',
    'presentation_malformed',
    (here) => byDoctor(here, { type: ['Presentation'] }),
  ],
  [
    'of more types than the limit',
    'presentation_malformed',
    (here) =>
      byDoctor(here, {
        type: ['VerifiablePresentation', ...Array.from({ length: 16 }, (_, n) => `T${n}`)],
      }),
  ],
  [
    'of a type that is a number',
    'presentation_malformed',
    (here) => byDoctor(here, { type: ['VerifiablePresentation', 1] }),
  ],
  [
    'that brings more along than the limit',
    'presentation_malformed',
    async (here) => {
      const along = enveloped(await accredit(here.authority, here.stranger, {}))
      const chain = Array.from({ length: 24 }, () => along)
      return byDoctor(here, { verifiableCredential: [enveloped(here.about), ...chain] })
    },
  ],
  [
    'with a claim of the model before',
    'presentation_malformed',
    (here) => byDoctor(here, { vp: {} }),
  ],
  ['with a credential beside it', 'presentation_malformed', (here) => byDoctor(here, { vc: {} })],
  [
    'with a proof in it that nobody looks at',
    'presentation_malformed',
    (here) => byDoctor(here, { proof: {} }),
  ],
  [
    'without credentials',
    'presentation_malformed',
    (here) => byDoctor(here, { verifiableCredential: undefined }),
  ],
  [
    'of no credentials',
    'presentation_malformed',
    (here) => byDoctor(here, { verifiableCredential: [] }),
  ],
  [
    'of nine credentials',
    'presentation_malformed',
    (here) =>
      byDoctor(here, {
        verifiableCredential: Array.from({ length: 9 }, () => enveloped(here.about)),
      }),
  ],
  [
    'of accreditations alone',
    'presentation_malformed',
    async (here) =>
      byDoctor(here, {
        verifiableCredential: [enveloped(await accredit(here.authority, here.stranger, {}))],
      }),
  ],
  [
    'with a token outside of an envelope',
    'presentation_malformed',
    (here) => byDoctor(here, { verifiableCredential: [here.about] }),
  ],
  [
    'with a credential that nobody signed',
    'presentation_malformed',
    (here) => byDoctor(here, { verifiableCredential: [payloadOf(here.about)] }),
  ],
  [
    'with an envelope that says more',
    'presentation_malformed',
    (here) => byDoctor(here, { verifiableCredential: [{ ...enveloped(here.about), name: 'x' }] }),
  ],
  [
    'with an envelope of no context',
    'presentation_malformed',
    (here) => {
      const { '@context': _, ...envelope } = enveloped(here.about)
      return byDoctor(here, { verifiableCredential: [envelope] })
    },
  ],
  [
    'with an envelope of another media type',
    'credential_format_unsupported',
    (here) => byDoctor(here, { verifiableCredential: [enveloped(here.about, 'jwt')] }),
  ],
  [
    'with an envelope that holds another format',
    'presentation_malformed',
    (here) => byDoctor(here, { verifiableCredential: [enveloped(here.about, 'dc+sd-jwt')] }),
  ],
  [
    'with a hiding credential as one that hides nothing',
    'presentation_malformed',
    async (here) =>
      byDoctor(here, { verifiableCredential: [enveloped(await bind(here.doctor, here.licence))] }),
  ],
  [
    'with an SD-JWT that is not bound',
    'holder_binding_missing',
    (here) => byDoctor(here, { verifiableCredential: [enveloped(here.licence, 'dc+sd-jwt')] }),
  ],
  [
    'with an SD-JWT bound for another nonce',
    'presentation_nonce_wrong',
    async (here) => sdJwt(here, await bind(here.doctor, here.licence, { nonce: 'other' })),
  ],
  [
    'with an SD-JWT bound for another audience',
    'presentation_audience_wrong',
    async (here) =>
      sdJwt(here, await bind(here.doctor, here.licence, { audience: 'https://x.example' })),
  ],
  [
    'with an SD-JWT bound too long ago',
    'holder_binding_expired',
    async (here) => sdJwt(here, await bind(here.doctor, here.licence, { issuedAt: after(-301) })),
  ],
  [
    'with an SD-JWT that shows less than was bound',
    'holder_binding_hash_mismatch',
    async (here) => {
      const [jwt, , ...rest] = (await bind(here.doctor, here.licence)).split('~')
      return sdJwt(here, [jwt, ...rest].join('~'))
    },
  ],
  [
    'with the SD-JWT of somebody else, who bound it',
    'holder_key_mismatch',
    async (here) =>
      sdJwt(here, await bind(here.stranger, await license(here.authority, here.stranger))),
  ],
  [
    'with a credential bound to another key, of the same subject',
    'holder_key_mismatch',
    async (here) =>
      byDoctor(here, {
        verifiableCredential: [
          enveloped(await grade(here.authority, here.doctor, here.stranger.signer)),
        ],
      }),
  ],
  [
    'with a credential about somebody else',
    'presentation_holders_differ',
    async (here) =>
      byDoctor(here, {
        verifiableCredential: [
          enveloped(here.about),
          enveloped(await grade(here.authority, here.stranger)),
        ],
      }),
  ],
  [
    'with a credential about nobody',
    'holder_binding_missing',
    async (here) => {
      const { sub: _, ...payload } = payloadOf(here.about)
      const about = { credentialSubject: { grade: 'attending' } }
      const token = await signJws({ ...payload, ...about } as JsonObject, {
        signer: here.authority.signer,
        typ: 'vc+jwt',
      })
      return byDoctor(here, { verifiableCredential: [enveloped(token)] })
    },
  ],
  [
    'with a credential that has expired',
    'credential_expired',
    async (here) =>
      byDoctor(here, {
        verifiableCredential: [
          enveloped(here.bound),
          enveloped(
            await issueCredential(
              { ...period, validUntil: noon, type: badge, subject: here.doctor.did, claims: {} },
              { signer: here.authority.signer, format: 'vc+jwt' },
            ),
          ),
        ],
      }),
  ],
  [
    'with a credential of a garbage signature',
    'jws_signature_invalid',
    async (here) => {
      const garbage = `${here.about.slice(0, here.about.lastIndexOf('.'))}.${'A'.repeat(86)}`
      return byDoctor(here, { verifiableCredential: [enveloped(garbage)] })
    },
  ],
  [
    'with a credential that nobody trusted has issued',
    'credential_issuer_untrusted',
    async (here) =>
      byDoctor(here, {
        verifiableCredential: [enveloped(await grade(here.stranger, here.doctor))],
      }),
  ],
  [
    'with one that was revoked',
    'status_revoked',
    async (here) => {
      setStatus(here.world, here.authority.list, { index: 3, value: 'revoked' })
      return present(here, [here.about])
    },
  ],
  [
    'that is a document which nobody signed',
    'proof_malformed',
    async (here) => JSON.stringify(payloadOf(await present(here, [here.about]))),
  ],
]

function byDoctor(
  here: Office,
  changes: Parameters<typeof signedAnew>[2],
  signer = here.doctor.signer,
  typ = 'vp+jwt',
): Promise<string> {
  return present(here, [here.about]).then((good) => signedAnew(good, signer, changes, typ))
}

function sdJwt(here: Office, token: string): Promise<string> {
  return byDoctor(here, { verifiableCredential: [enveloped(token, 'dc+sd-jwt')] })
}

describe('verifyPresentation, given vp+jwt that somebody forged,', () => {
  test('would have accepted it otherwise', async () => {
    const here = await office()
    await here.verifier.verifyPresentation(await byDoctor(here, {}), terms)
    const asked = { ...terms, nonce: 'second' }
    const bound = await bind(here.doctor, here.licence, { nonce: 'second' })
    const changes = { nonce: 'second', verifiableCredential: [enveloped(bound, 'dc+sd-jwt')] }
    await here.verifier.verifyPresentation(await byDoctor(here, changes), asked)
  })

  test.each(forged)('refuses one %s', async (_, code, forge) => {
    const here = await office()
    const presented = await forge(here)
    await expect(here.verifier.verifyPresentation(presented, terms)).rejects.toMatchObject({ code })
    const { verdict, checks } = await here.verifier.checkPresentation(presented, terms)
    expect(verdict).toBe('failed')
    expect(checks.at(-1)).toMatchObject({ check: 'replay', code: 'check_not_made' })
  })

  test.each([
    ['lists for assertions alone', { authentication: [] }, 'key_relationship_wrong'],
    [
      'lists no more',
      { verificationMethod: [], authentication: [], assertionMethod: [] },
      'key_not_found',
    ],
  ])('refuses one by a key that the DID %s', async (_, changes, code) => {
    const here = await office({ host: 'doctor.example' })
    const { world, doctor, verifier } = here
    const presented = await present(here, [here.bound])
    const served = world.documents.get(doctor.did) as JsonObject
    world.documents.set(doctor.did, { ...served, ...changes })
    await expect(verifier.verifyPresentation(presented, terms)).rejects.toMatchObject({ code })
    world.documents.set(doctor.did, served)
    world.now = after(2)
    await expect(verifier.verifyPresentation(presented, terms)).resolves.toBeDefined()
  })

  test.each([
    ['breaks', new TypeError('no route'), 'holder_unresolvable'],
    [
      'says so',
      new IdentityError('did_unreachable', 'No answer', { outcome: 'unknown' }),
      'did_unreachable',
    ],
  ])('says unknown when the resolver %s', async (_, error, code) => {
    const here = await office()
    const verifier = verifierOf(here.world, {
      roots: here.roots,
      resolve: async () => Promise.reject(error),
    })
    await expect(
      verifier.verifyPresentation(await present(here, [here.about]), terms),
    ).rejects.toMatchObject({ code, outcome: 'unknown' })
  })

  test('refuses embedded proofs unless it was given their format', async () => {
    const here = await office()
    const { authority, doctor, world, roots } = here
    const contents = { ...period, type: badge, subject: doctor.did, claims: { grade: 'x' } }
    const embedded = await issueCredential(contents, { signer: authority.signer, format: codec })
    const presented = await present(here, [embedded], { formats: [codec] })
    await expect(
      verifierOf(world, { roots }).verifyPresentation(presented, terms),
    ).rejects.toMatchObject({ code: 'credential_format_unsupported', place: '/credentials/0' })
    const altered = { ...JSON.parse(embedded), validUntil: '2999-01-01T00:00:00Z' }
    await expect(
      here.verifier.verifyPresentation(
        await byDoctor(here, { verifiableCredential: [altered] }),
        terms,
      ),
    ).rejects.toMatchObject({ code: 'proof_invalid' })
    await expect(here.verifier.verifyPresentation(presented, terms)).resolves.toBeDefined()
  })

  test('keeps to the types that were asked for', async () => {
    const here = await office()
    const presented = await present(here, [here.licence, here.about])
    const asked = { ...terms, types: [practitionerLicence, patientIdentity] }
    await expect(here.verifier.verifyPresentation(presented, asked)).rejects.toMatchObject({
      code: 'credential_type_unexpected',
      place: '/credentials/1',
    })
  })
})

describe('createPresentation', () => {
  test.each<[string, string, (here: Office) => [readonly string[], object?]]>([
    ['nothing', 'presentation_malformed', () => [[]]],
    ['nine', 'presentation_malformed', ({ about }) => [Array.from({ length: 9 }, () => about)]],
    ['for nobody', 'presentation_malformed', ({ about }) => [[about], { audience: '' }]],
    ['in answer to nothing', 'presentation_malformed', ({ about }) => [[about], { nonce: '' }]],
    ['in parts of seconds', 'instant_malformed', ({ about }) => [[about], { issuedAt: 1.5 }]],
    [
      "somebody else's",
      'holder_binding_missing',
      ({ about, stranger }) => [[about], { signer: stranger.signer }],
    ],
    [
      'what is bound to another key',
      'holder_key_mismatch',
      ({ bound, stranger }) => [[bound], { signer: stranger.signer }],
    ],
    [
      'a hiding one that is bound to another key',
      'holder_key_mismatch',
      ({ licence, stranger }) => [[licence], { signer: stranger.signer }],
    ],
    [
      'a claim that there is not',
      'disclosure_not_found',
      ({ licence }) => [[licence], { disclose: ['age'] }],
    ],
  ])('does not present %s', async (_, code, of) => {
    const here = await office()
    const [tokens, options] = of(here)
    await expect(present(here, tokens, options)).rejects.toMatchObject({ code })
  })

  test('shows no more than was named', async () => {
    const here = await office()
    const presented = await present(here, [here.licence], { disclose: ['specialties'] })
    const { credentials } = await here.verifier.verifyPresentation(presented, terms)
    expect(Object.keys(credentials[0]?.claims ?? {}).sort()).toEqual([
      'jurisdiction',
      'profession',
      'specialties',
      'standing',
    ])
  })
})
