import { encodeBase64url, encodeUtf8, type JsonObject, type JsonValue } from '@fidecura/base'
import { keyIdOf, type Signer } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { createPresentation, decodeCredential, issueStatusList } from '../../src/index.ts'
import { vcJwt11 } from '../../src/vcdm-1/index.ts'
import {
  accredit,
  after,
  audience,
  badge,
  createWorld,
  hour,
  issuingAccreditation,
  join,
  nonce,
  noon,
  verifierOf,
} from '../verifier/world.ts'

type Changes = Readonly<Record<string, JsonValue | undefined>>

const contextV1 = 'https://www.w3.org/2018/credentials/v1'
const listUrl = 'https://issuer.example/status/2021'

async function register(options: object = {}) {
  const world = createWorld()
  const issuer = await join(world, options)
  const holder = await join(world)
  const stranger = await join(world)
  const roots = [{ did: issuer.did, types: [badge, issuingAccreditation] }]
  const formats = [vcJwt11()]
  const verifier = verifierOf(world, { roots, formats })
  return { world, issuer, holder, stranger, roots, verifier, formats }
}

type Register = Awaited<ReturnType<typeof register>>

/** As did-jwt writes it: `typ` is JWT, and nothing names the key. */
async function jwt(
  signer: Signer,
  payload: Changes,
  header: Changes = { alg: 'ES256', typ: 'JWT' },
): Promise<string> {
  const input = [header, payload].map((part) => encodeBase64url(encodeUtf8(JSON.stringify(part))))
  const signature = await signer.sign(encodeUtf8(input.join('.')), {})
  return [...input, encodeBase64url(signature)].join('.')
}

const vcOf = (more: Changes = {}): Changes => ({
  '@context': [contextV1],
  type: ['VerifiableCredential', badge],
  credentialSubject: { grade: 'attending' },
  ...more,
})

function payloadOf({ issuer, holder }: Register, changes: Changes = {}, vc: Changes = {}): Changes {
  return {
    vc: vcOf(vc) as JsonObject,
    sub: holder.did,
    jti: 'urn:uuid:6a1f6d6e-0000-4000-8000-000000000001',
    nbf: after(-hour),
    iat: after(-hour),
    exp: after(hour),
    iss: issuer.did,
    ...changes,
  }
}

const make = (here: Register, changes: Changes = {}, vc: Changes = {}, header?: Changes) =>
  jwt(here.issuer.signer, payloadOf(here, changes, vc), header)

describe('verifyCredential, given VCDM 1.1,', () => {
  test('reads what Veramo issues', async () => {
    const here = await register()
    expect(await here.verifier.verifyCredential(await make(here))).toMatchObject({
      format: 'vcdm-1-jwt',
      id: 'urn:uuid:6a1f6d6e-0000-4000-8000-000000000001',
      issuer: here.issuer.did,
      types: [badge],
      subject: here.holder.did,
      holderKey: undefined,
      issuedAt: after(-hour),
      validFrom: after(-hour),
      validUntil: after(hour),
      claims: { grade: 'attending' },
    })
  })

  test('reads what Entra issues: a key id of did:web, members in both places, no nbf', async () => {
    const here = await register({ host: 'issuer.example' })
    const { keyId } = here.issuer.signer
    const vc = {
      id: 'urn:pic:1',
      issuer: { id: here.issuer.did, name: 'Example' },
      credentialSubject: { id: here.holder.did, grade: 'x' },
      expirationDate: '2027-01-15T09:00:00.250Z',
    }
    const changes = { jti: 'urn:pic:1', nbf: undefined }
    const token = await make(here, changes, vc, { alg: 'ES256', kid: keyId, typ: 'JWT' })
    const verified = await here.verifier.verifyCredential(token)
    expect(verified).toMatchObject({
      id: 'urn:pic:1',
      validFrom: undefined,
      validUntil: after(hour),
    })
  })

  test.each<[string, Changes]>([
    ['no typ', { alg: 'ES256' }],
    ['the fragment of its key', { alg: 'ES256', typ: 'JWT', kid: '#key-1' }],
  ])('reads one with %s', async (_, header) => {
    const here = await register('kid' in header ? { host: 'issuer.example' } : {})
    await expect(
      here.verifier.verifyCredential(await make(here, {}, {}, header)),
    ).resolves.toBeDefined()
  })

  test('reads one that says when only inside, and has several entries of status', async () => {
    const here = await register()
    const entry = { type: 'StatusList2021Entry', statusListCredential: listUrl }
    const vc = {
      issuanceDate: '2027-01-15T07:00:00Z',
      expirationDate: '2027-01-15T09:00:00Z',
      credentialStatus: [
        { ...entry, statusPurpose: 'revocation', statusListIndex: '7' },
        { ...entry, statusPurpose: 'suspension', statusListIndex: '8' },
      ],
    }
    const token = await make(here, { nbf: undefined, exp: undefined }, vc)
    const { credential } = await decodeCredential(token, { formats: here.formats })
    expect(credential).toMatchObject({ validFrom: after(-hour), validUntil: after(hour) })
    expect(credential.status.map(({ index }) => index)).toEqual([7, 8])
  })

  test('is not put into an envelope, which has no name for it', async () => {
    const here = await register()
    const { formats, holder } = here
    const options = {
      audience,
      nonce,
      issuedAt: noon,
      disclose: 'all',
      signer: holder.signer,
    } as const
    await expect(
      createPresentation([await make(here)], { ...options, format: 'vp+jwt', formats }),
    ).rejects.toMatchObject({ code: 'credential_format_unsupported', place: '/credentials/0' })
  })

  test('holds it to everything that others are held to', async () => {
    const here = await register()
    const { verifier, world, holder, stranger } = here
    world.now = after(hour)
    const code = async (token: string, options = {}) =>
      verifier.verifyCredential(token, options).then(
        () => 'accepted',
        (error) => error.code,
      )
    expect(await code(await make(here))).toBe('credential_expired')
    world.now = after(-hour - 61)
    expect(await code(await make(here))).toBe('credential_not_yet_valid')
    world.now = noon
    expect(await code(await make(here), { types: ['urn:x'] })).toBe('credential_type_unexpected')
    const other = await jwt(stranger.signer, payloadOf(here, { iss: stranger.did }))
    expect(await code(other)).toBe('credential_issuer_untrusted')
    const chain = [await accredit(here.issuer, stranger, { types: [badge], fields: '*' })]
    expect(await code(other, { chain })).toBe('accepted')
    expect(holder.did).not.toBe(stranger.did)
  })

  test('is refused by a verifier that was not given the format', async () => {
    const here = await register()
    const verifier = verifierOf(here.world, { roots: here.roots })
    await expect(verifier.verifyCredential(await make(here))).rejects.toMatchObject({
      code: 'credential_format_unsupported',
    })
  })

  test.each(['StatusList2021Entry', 'BitstringStatusListEntry'])(
    'asks for its status, where that is a %s',
    async (type) => {
      const here = await register()
      const { issuer, world, roots, formats } = here
      const credentialStatus = {
        id: `${listUrl}#7`,
        type,
        statusPurpose: 'revocation',
        statusListIndex: '7',
        statusListCredential: listUrl,
      }
      const token = await make(here, {}, { credentialStatus })
      await expect(
        verifierOf(world, { roots, formats, status: undefined as never }).verifyCredential(token),
      ).rejects.toMatchObject({ code: 'status_not_configured', outcome: 'unknown' })
      const askWith = async (list: string) =>
        verifierOf(world, {
          roots,
          formats,
          status: { ...world.status, list: async () => ({ token: list, fetchedAt: noon }) },
        })
          .verifyCredential(token)
          .then(
            () => 'accepted',
            (error) => error.code,
          )
      const listOf = (entries: object[]) =>
        issueStatusList(
          {
            format: 'bitstring',
            purpose: 'revocation',
            url: listUrl,
            size: 131_072,
            entries: entries as never,
            issuedAt: noon,
            validUntil: after(hour),
          },
          { signer: issuer.signer },
        )
      expect(await askWith(await listOf([]))).toBe('accepted')
      expect(await askWith(await listOf([{ index: 7, value: 'revoked' }]))).toBe('status_revoked')
      // A list of the older kind is not one that is read.
      const { keyId: kid } = issuer.signer
      const older = await make(
        here,
        {},
        { type: ['VerifiableCredential', 'StatusList2021Credential'] },
        { alg: 'ES256', typ: 'JWT', kid },
      )
      expect(await askWith(older)).toBe('jws_type_wrong')
    },
  )

  const entry = {
    type: 'StatusList2021Entry',
    statusPurpose: 'revocation',
    statusListIndex: '7',
    statusListCredential: listUrl,
  }
  const refusals: readonly (readonly [string, string, (here: Register) => Promise<string>])[] = [
    [
      'an altered payload',
      'jws_signature_invalid',
      async (here) => {
        const [header, , signature] = (await make(here)).split('.')
        const [, payload] = (await make(here, {}, { credentialSubject: { grade: 'chief' } })).split(
          '.',
        )
        return [header, payload, signature].join('.')
      },
    ],
    [
      "a stranger's key",
      'jws_signature_invalid',
      (here) => jwt(here.stranger.signer, payloadOf(here)),
    ],
    [
      "a stranger's key id",
      'jws_issuer_mismatch',
      (here) =>
        jwt(here.stranger.signer, payloadOf(here), {
          alg: 'ES256',
          typ: 'JWT',
          kid: here.stranger.signer.keyId,
        }),
    ],
    [
      'an algorithm that is not of the key',
      'jws_algorithm_wrong',
      (here) => make(here, {}, {}, { alg: 'EdDSA', typ: 'JWT' }),
    ],
    [
      'no algorithm',
      'jws_algorithm_wrong',
      (here) => make(here, {}, {}, { alg: 'none', typ: 'JWT' }),
    ],
    [
      'a key in its header',
      'jws_header_unsupported',
      (here) =>
        make(here, {}, {}, { alg: 'ES256', typ: 'JWT', jwk: { ...here.issuer.signer.publicKey } }),
    ],
    ['no issuer', 'credential_malformed', (here) => make(here, { iss: undefined })],
    [
      'an issuer that is no DID',
      'credential_malformed',
      (here) => make(here, { iss: 'https://issuer.example' }),
    ],
    [
      'another issuer inside',
      'credential_malformed',
      (here) => make(here, {}, { issuer: here.stranger.did }),
    ],
    [
      'another issuer inside, by its id',
      'credential_malformed',
      (here) => make(here, {}, { issuer: { id: here.stranger.did } }),
    ],
    [
      'another subject inside',
      'credential_malformed',
      (here) => make(here, {}, { credentialSubject: { id: here.stranger.did } }),
    ],
    ['another id inside', 'credential_malformed', (here) => make(here, {}, { id: 'urn:x:2' })],
    [
      'another beginning inside',
      'credential_malformed',
      (here) => make(here, {}, { issuanceDate: '2020-01-01T00:00:00Z' }),
    ],
    [
      'another end inside',
      'credential_malformed',
      (here) => make(here, {}, { expirationDate: '2099-01-01T00:00:00Z' }),
    ],
    [
      'an end before its beginning',
      'credential_malformed',
      (here) => make(here, { exp: after(-2 * hour) }),
    ],
    [
      'a period of the model that followed',
      'credential_malformed',
      (here) => make(here, {}, { validUntil: '2020-01-01T00:00:00Z' }),
    ],
    ['an audience', 'credential_malformed', (here) => make(here, { aud: audience })],
    ['a nonce', 'credential_malformed', (here) => make(here, { nonce })],
    [
      'a member that is not understood',
      'credential_malformed',
      (here) => make(here, { scope: 'x' }),
    ],
    ['nothing inside', 'credential_malformed', (here) => make(here, { vc: undefined })],
    [
      'a proof inside that nobody looks at',
      'credential_malformed',
      (here) => make(here, {}, { proof: {} }),
    ],
    [
      'a confirmation inside that nobody looks at',
      'credential_malformed',
      (here) => make(here, {}, { cnf: {} }),
    ],
    [
      'another context first',
      'credential_malformed',
      (here) => make(here, {}, { '@context': ['https://x.example', contextV1] }),
    ],
    [
      'the context of the model that followed',
      'credential_malformed',
      (here) => make(here, {}, { '@context': ['https://www.w3.org/ns/credentials/v2'] }),
    ],
    ['another type', 'credential_malformed', (here) => make(here, {}, { type: [badge] })],
    [
      'two subjects',
      'credential_malformed',
      (here) => make(here, {}, { credentialSubject: [{ a: 1 }, { b: 1 }] }),
    ],
    [
      'a schema',
      'credential_schema_unsupported',
      (here) =>
        make(here, {}, { credentialSchema: { id: 'https://x.example', type: 'JsonSchema' } }),
    ],
    [
      'a status of another kind',
      'status_type_unsupported',
      (here) =>
        make(here, {}, { credentialStatus: { ...entry, type: 'RevocationList2021Status' } }),
    ],
    [
      'one good status and one of another kind',
      'status_type_unsupported',
      (here) =>
        make(
          here,
          {},
          { credentialStatus: [entry, { ...entry, type: 'RevocationList2021Status' }] },
        ),
    ],
    [
      'a status that is none',
      'credential_malformed',
      (here) => make(here, {}, { credentialStatus: [null] }),
    ],
    [
      'an index that is a number',
      'credential_malformed',
      (here) => make(here, {}, { credentialStatus: { ...entry, statusListIndex: 7 } }),
    ],
    [
      'a status beside `vc` of a kind that is not known',
      'status_type_unsupported',
      (here) => make(here, { status: { other: {} } }),
    ],
    [
      'a confirmation that is not a key',
      'credential_malformed',
      (here) => make(here, { cnf: { kid: 'x' } }),
    ],
  ]

  test.each(refusals)('refuses %s', async (_, code, forge) => {
    const here = await register()
    const token = await forge(here)
    await expect(here.verifier.verifyCredential(token)).rejects.toMatchObject({ code })
  })

  test('refuses one without a key id, of a DID that may have several', async () => {
    const here = await register({ host: 'issuer.example' })
    await expect(here.verifier.verifyCredential(await make(here))).rejects.toMatchObject({
      code: 'jws_issuer_mismatch',
    })
  })

  test.each(['vc+jwt', 'vp+jwt', 'kb+jwt', 'statuslist+jwt', 'jwt', 'JWT+x', ''])(
    'does not take a token of type %j for one',
    async (typ) => {
      const here = await register()
      const token = await make(here, {}, {}, { alg: 'ES256', typ, kid: keyIdOf(here.issuer.did) })
      await expect(here.verifier.verifyCredential(token)).rejects.toHaveProperty('code')
      expect(vcJwt11().recognises(token, {})).toBe(false)
    },
  )
})

describe('verifyPresentation, given VCDM 1.1,', () => {
  const asked = { audience, nonce }
  const show = async (
    here: Register,
    changes: Changes = {},
    vp: Changes = {},
    signer = here.holder.signer,
  ): Promise<string> =>
    jwt(signer, {
      iss: here.holder.did,
      aud: [audience],
      nonce,
      iat: noon,
      vp: {
        '@context': [contextV1],
        type: ['VerifiablePresentation'],
        verifiableCredential: [await make(here)],
        ...vp,
      } as JsonObject,
      ...changes,
    })

  test('takes what Veramo makes, once', async () => {
    const here = await register()
    const presented = await show(here)
    const verified = await here.verifier.verifyPresentation(presented, asked)
    expect(verified).toMatchObject({ holder: here.holder.did, audience, nonce })
    expect(verified.credentials.map(({ format }) => format)).toEqual(['vcdm-1-jwt'])
    await expect(here.verifier.verifyPresentation(presented, asked)).rejects.toMatchObject({
      code: 'presentation_replayed',
    })
  })

  test.each<[string, string, (here: Register) => Promise<string>]>([
    [
      'by somebody else',
      'holder_binding_invalid',
      (here) => show(here, {}, {}, here.stranger.signer),
    ],
    ['for somebody else', 'presentation_audience_wrong', (here) => show(here, { aud: 'x' })],
    ['for two', 'presentation_malformed', (here) => show(here, { aud: [audience, 'x'] })],
    [
      'in answer to something else',
      'presentation_nonce_wrong',
      (here) => show(here, { nonce: 'x' }),
    ],
    ['in answer to nothing', 'presentation_malformed', (here) => show(here, { nonce: undefined })],
    ['of no time', 'presentation_malformed', (here) => show(here, { iat: undefined })],
    ['of 1970', 'holder_binding_expired', (here) => show(here, { iat: 0 })],
    ['at its end', 'holder_binding_expired', (here) => show(here, { exp: noon })],
    [
      'with a member that is not understood',
      'presentation_malformed',
      (here) => show(here, { scope: 'x' }),
    ],
    [
      'about another than its issuer',
      'presentation_malformed',
      (here) => show(here, { sub: here.stranger.did }),
    ],
    [
      'of another holder inside',
      'presentation_malformed',
      (here) => show(here, {}, { holder: here.stranger.did }),
    ],
    ['with a proof inside', 'presentation_malformed', (here) => show(here, {}, { proof: {} })],
    ['of another context', 'presentation_malformed', (here) => show(here, {}, { '@context': [] })],
    ['of nothing inside', 'presentation_malformed', (here) => show(here, { vp: undefined })],
    [
      'of more than the limit',
      'presentation_malformed',
      (here) => show(here, {}, { verifiableCredential: Array.from({ length: 25 }, () => 'a.b.c') }),
    ],
    ['of another type', 'presentation_malformed', (here) => show(here, {}, { type: [] })],
    [
      'of nothing',
      'presentation_malformed',
      (here) => show(here, {}, { verifiableCredential: [] }),
    ],
    [
      'of a credential that nobody signed',
      'presentation_malformed',
      (here) => show(here, {}, { verifiableCredential: [vcOf() as JsonObject] }),
    ],
    [
      'of a credential about somebody else',
      'presentation_holders_differ',
      async (here) =>
        show(here, {}, { verifiableCredential: [await make(here, { sub: here.stranger.did })] }),
    ],
    [
      'of a credential bound to another key',
      'holder_key_mismatch',
      async (here) => {
        const cnf = { jwk: { ...here.stranger.signer.publicKey } }
        return show(here, {}, { verifiableCredential: [await make(here, { cnf })] })
      },
    ],
    [
      'of a credential that has expired',
      'credential_expired',
      async (here) => show(here, {}, { verifiableCredential: [await make(here, { exp: noon })] }),
    ],
    ['that is a credential', 'presentation_malformed', (here) => make(here)],
  ])('refuses one %s', async (_, code, forge) => {
    const here = await register()
    const presented = await forge(here)
    await expect(here.verifier.verifyPresentation(presented, asked)).rejects.toMatchObject({ code })
  })
})
