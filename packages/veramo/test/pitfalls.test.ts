import {
  deepFreeze,
  encodeBase64url,
  epochSeconds,
  isJsonObject,
  type JsonObject,
  parseJson,
} from '@fidecura/base'
import {
  createVerifier,
  issueCredential,
  issueStatusList,
  presentationVersion,
  presentCredential,
  type StatusSource,
  type Verifier,
} from '@fidecura/credentials'
import { decodeJws, parseDid, type Signer, signJws } from '@fidecura/identity'
import { createCredentialProvider, createStatusVerifier, type Refusal } from '@fidecura/veramo'
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { createAgent } from '@veramo/core'
import type {
  ICredentialPlugin,
  IVerifyResult,
  VerifiableCredential,
  W3CVerifiableCredential,
  W3CVerifiablePresentation,
} from '@veramo/core-types'
import { CredentialPlugin } from '@veramo/credential-w3c'
import { credentialDocumentOf } from '../src/credential-document.ts'
import {
  about,
  audience,
  createHospital,
  date,
  day,
  type Hospital,
  membership,
  now,
  status,
  tokenOf,
} from './hospital.ts'

/** What released versions of Veramo and of its neighbours accept, and an agent with ours must not. */

let world: Hospital
beforeAll(async () => {
  world = await createHospital()
})
beforeEach(() => {
  world.states.clear()
  world.network.isUp = true
})

type Formats = 'vc+jwt' | 'dc+sd-jwt'
const formats: readonly Formats[] = ['vc+jwt', 'dc+sd-jwt']

function issue(more: JsonObject = {}, proofFormat: Formats = 'dc+sd-jwt') {
  return issueAbout(world, more, proofFormat)
}

async function issueAbout(
  { agent, doctor }: Hospital,
  credential: JsonObject,
  proofFormat: Formats,
): Promise<VerifiableCredential> {
  const args = await about(world, doctor, { credential, args: { proofFormat } })
  return agent.createVerifiableCredential(args)
}

/** Remembers no list and no presentation. */
const freshVerifier = (): Verifier => createVerifier({ ...world.trust, status: world.source })

type Judge = (
  credential: W3CVerifiableCredential,
  verifier?: Verifier,
) => Promise<{ readonly code: string; readonly outcome: string } | 'accepted'>

const byOurPlugin: Judge = async (credential, verifier = freshVerifier()) => {
  const args = deepFreeze({ credential })
  return verdictOf(await world.agentWith(verifier).verifyCredential(args))
}

/** Ours as one of the providers of Veramo's own plugin. */
const byTheirPlugin: Judge = async (credential, verifier = freshVerifier()) => {
  const provider = createCredentialProvider({ verifier })
  const plugins = [new CredentialPlugin([provider]), createStatusVerifier({ verifier })]
  const agent = createAgent<ICredentialPlugin>({ plugins })
  try {
    return verdictOf(await agent.verifyCredential({ credential }))
  } catch (error) {
    const { code, outcome } = error as { code: string; outcome: string }
    return { code, outcome }
  }
}

/** Whatever is refused has a code and a message. */
function verdictOf(result: IVerifyResult) {
  if (result.verified) return 'accepted'
  const { error, outcome } = result as unknown as Refusal
  expect(error.errorCode).toMatch(/^[a-z\d_]+$/)
  expect(error.message).toMatch(/\w{3,}/)
  return { code: error.errorCode, outcome }
}

function payloadOf(token: string): JsonObject {
  const payload = parseJson(decodeJws(token.split('~')[0] ?? '').payload)
  if (!isJsonObject(payload)) throw new Error('not an object')
  return payload
}

async function resigned(document: VerifiableCredential, signer: Signer, more: JsonObject = {}) {
  const token = tokenOf(document)
  const [, ...disclosures] = token.split('~')
  const typ = String(document.proof.type)
  const compact = await signJws({ ...payloadOf(token), ...more }, { signer, typ })
  return [compact, ...disclosures].join('~')
}

function alterSignature(token: string): string {
  const [compact = '', ...rest] = token.split('~')
  const dot = compact.lastIndexOf('.') + 1
  const other = compact[dot] === 'A' ? 'B' : 'A'
  return [compact.slice(0, dot) + other + compact.slice(dot + 1), ...rest].join('~')
}

describe.each([
  ['our plugin', byOurPlugin],
  ["Veramo's plugin with our provider", byTheirPlugin],
])('%s', (_, judge) => {
  describe.each(formats)('with %s', (format) => {
    test('accepts what is in order, as a token and as a document', async () => {
      const document = await issue({}, format)
      expect(await judge(tokenOf(document))).toBe('accepted')
      expect(await judge(document)).toBe('accepted')
    })

    test('rejects a status entry where no status source is configured', async () => {
      const token = tokenOf(await issue({}, format))
      const verdict = await judge(token, createVerifier(world.trust))
      expect(verdict).toEqual({ code: 'status_not_configured', outcome: 'unknown' })
    })

    test.each([
      ['ended in 2021', { validFrom: '2020-01-01T00:00:00Z', validUntil: '2021-01-01T00:00:00Z' }],
      ['begins in 2099', { validFrom: '2099-01-01T00:00:00Z', validUntil: '2100-01-01T00:00:00Z' }],
    ])('rejects what %s', async (when, dates) => {
      const code = when.includes('2021') ? 'credential_expired' : 'credential_not_yet_valid'
      expect(await judge(tokenOf(await issue(dates, format)))).toEqual({ code, outcome: 'failed' })
    })

    test.each(['revoked', 'suspended'] as const)(
      'rejects what is %s, in every form',
      async (state) => {
        const document = await issue({}, format)
        world.states.set(1, state)
        const verdict = { code: `status_${state}`, outcome: 'failed' }
        expect(await judge(tokenOf(document))).toEqual(verdict)
        // Veramo's plugin has a word of its own for it.
        expect([verdict, { code: 'revoked' }]).toContainEqual(await judge(document))
      },
    )

    test('calls a network that is down unknown, never good and never bad', async () => {
      const document = await issue({}, format)
      world.network.isUp = false
      const verdict = { code: 'status_unreachable', outcome: 'unknown' }
      expect(await judge(tokenOf(document))).toEqual(verdict)
      expect(await judge(document)).toEqual(verdict)
    })

    test('calls a bad signature failed, which is not what it says of a network', async () => {
      const token = alterSignature(tokenOf(await issue({}, format)))
      expect(await judge(token)).toEqual({ code: 'jws_signature_invalid', outcome: 'failed' })
    })

    test('rejects an issuer who is not the one whose key signed', async () => {
      const document = await issue({}, format)
      const stranger = await world.signerOf(world.stranger)
      expect(await judge(await resigned(document, stranger))).toEqual({
        code: 'jws_issuer_mismatch',
        outcome: 'failed',
      })
      const { keyId } = await world.signerOf(world.hospital)
      expect(await judge(await resigned(document, { ...stranger, keyId }))).toEqual({
        code: 'jws_signature_invalid',
        outcome: 'failed',
      })
    })

    test('rejects an issuer whom nobody vouches for', async () => {
      const token = tokenOf(await issue({ issuer: world.stranger.did }, format))
      expect(await judge(token)).toEqual({ code: 'credential_issuer_untrusted', outcome: 'failed' })
    })

    test.each([
      ['a space', ' '],
      ['padding', '='],
      ['a line feed', '\n'],
    ])('rejects a JWS with %s', async (_name, character) => {
      const [header, payload, signature, ...rest] = tokenOf(await issue({}, format)).split(
        /\.|(?=~)/,
      )
      const spoilt = `${header}.${payload}${character}.${signature}${rest.join('')}`
      expect(await judge(spoilt)).toMatchObject({ code: 'jws_malformed', outcome: 'failed' })
    })

    test('judges each call alone, whatever the one before was about', async () => {
      const mine = await issue({}, format)
      const forged = await resigned(mine, await world.signerOf(world.stranger))
      expect(await judge(tokenOf(mine))).toBe('accepted')
      expect(await judge(forged)).toMatchObject({ code: 'jws_issuer_mismatch' })
      expect(await judge(tokenOf(mine))).toBe('accepted')
    })
  })

  test('calls a schema that nobody fetched unknown', async () => {
    const credentialSchema = { id: 'https://schema.example/1', type: 'JsonSchema' }
    const signer = await world.signerOf(world.hospital)
    const token = await resigned(await issue({}, 'vc+jwt'), signer, { credentialSchema })
    expect(await judge(token)).toEqual({
      code: 'credential_schema_unsupported',
      outcome: 'unknown',
    })
  })

  test('rejects an index outside the list', async () => {
    const args = await about(world, world.doctor, { args: { status: status(131_072) } })
    const token = tokenOf(await world.agent.createVerifiableCredential(args))
    expect(await judge(token)).toMatchObject({ code: 'status_index_out_of_range' })
  })

  test.each<[string, Partial<Awaited<ReturnType<StatusSource['list']>>>, string, string]>([
    ['too old', { fetchedAt: epochSeconds(now - 61) }, 'status_list_stale', 'unknown'],
    ['not a list', { token: 'a.b.c' }, 'jws_malformed', 'failed'],
  ])('rejects a status list that is %s', async (_name, wrong, code, outcome) => {
    const source: StatusSource = {
      list: async (...call) => ({ ...(await world.source.list(...call)), ...wrong }),
    }
    const token = tokenOf(await issue())
    const verdict = await judge(token, createVerifier({ ...world.trust, status: source }))
    expect(verdict).toEqual({ code, outcome })
  })

  test('rejects a status list that speaks of another list', async () => {
    const source: StatusSource = { list: (url, call) => world.source.list(`${url}0`, call) }
    const token = tokenOf(await issue())
    const verdict = await judge(token, createVerifier({ ...world.trust, status: source }))
    expect(verdict).toEqual({ code: 'status_list_mismatch', outcome: 'failed' })
  })

  test('rejects a status list that somebody else signed', async () => {
    const signer = await world.signerOf(world.stranger)
    const content = { format: 'token', size: 131_072, entries: [], issuedAt: now } as const
    const source: StatusSource = {
      async list(url) {
        const validUntil = epochSeconds(now + day)
        return {
          token: await issueStatusList({ ...content, url, validUntil }, { signer }),
          fetchedAt: now,
        }
      },
    }
    const token = tokenOf(await issue())
    const verdict = await judge(token, createVerifier({ ...world.trust, status: source }))
    expect(verdict).toEqual({ code: 'status_list_untrusted', outcome: 'failed' })
  })

  test('rejects a deactivated DID', async () => {
    const { agent, trust, source } = world
    const clinic = await agent.didManagerGetOrCreate({
      alias: 'clinic.example',
      provider: 'did:web',
    })
    await world.host(clinic)
    const token = tokenOf(await issue({ issuer: clinic.did }))
    const roots = [{ did: parseDid(clinic.did), types: [membership] }]
    const verifier = createVerifier({ ...trust, roots, status: source })
    await world.host(clinic, { deactivated: true })
    expect(await judge(token, verifier)).toEqual({ code: 'did_deactivated', outcome: 'failed' })
  })

  test('rejects a token with a claim that its document would show as the subject', async () => {
    const { doctor, stranger, hospital, signerOf } = world
    const signer = await signerOf(hospital)
    const contents = {
      ...{ type: membership, holderKey: (await signerOf(doctor)).publicKey, status: status(1) },
      ...{ issuedAt: now, validFrom: now, validUntil: epochSeconds(now + day) },
      subject: parseDid(doctor.did),
    }
    const tokenWith = (claims: JsonObject) =>
      issueCredential({ ...contents, claims }, { signer, format: 'dc+sd-jwt' })
    const honest = await credentialDocumentOf(await tokenWith({ name: 'Wen Example' }))
    expect(honest.credentialSubject).toEqual({ id: doctor.did, name: 'Wen Example' })
    const credentialSubject = { id: stranger.did, name: 'Wen Example' }
    const jwt = await tokenWith(credentialSubject)
    // Member by member what the token says.
    const shown = { ...honest, credentialSubject, proof: { type: 'dc+sd-jwt', jwt } }
    expect(await judge(shown)).toMatchObject({ code: 'document_mismatch' })
    await expect(credentialDocumentOf(jwt)).rejects.toMatchObject({ code: 'document_mismatch' })
  })

  test('rejects a document that says something else than its token', async () => {
    const document = await issue()
    const credentialSubject = { ...document.credentialSubject, name: 'Somebody Else' }
    expect(await judge({ ...document, credentialSubject })).toMatchObject({
      code: 'document_mismatch',
    })
  })
})

describe('an agent', () => {
  test.each(['credentialStatus', 'expirationDate', 'issuanceDate', 'audience'])(
    'does not let a policy switch %s off',
    async (policy) => {
      const credential = await issue()
      const args = { credential, policies: { [policy]: false } }
      await expect(world.agent.verifyCredential(args)).resolves.toMatchObject({
        verified: false,
        error: { errorCode: 'argument_refused', place: `policies/${policy}` },
      })
    },
  )

  test('does not let a caller choose the present', async () => {
    const credential = await issue({ validUntil: date(now) })
    const args = { credential, policies: { now: now - 1 } }
    await expect(world.agent.verifyCredential(args)).resolves.toMatchObject({
      error: { errorCode: 'argument_refused', place: 'policies/now' },
    })
  })

  test('rejects a credential of a type that was not asked for', async () => {
    const args = { credential: await issue(), types: ['urn:example:licence:1'] }
    await expect(world.agent.verifyCredential(args)).resolves.toMatchObject({
      error: { errorCode: 'credential_type_unexpected' },
    })
  })

  test('changes no argument, and takes frozen ones', async () => {
    const args = structuredClone(await about(world, world.doctor))
    const before = structuredClone(args)
    await world.agent.createVerifiableCredential(args)
    expect(args).toEqual(before)
    await expect(world.agent.createVerifiableCredential(deepFreeze(args))).resolves.toBeDefined()
  })

  test('names nobody in what it says when it refuses', async () => {
    const canary = 'Canary Example'
    const args = await about(world, world.doctor, { claims: { name: canary } })
    const token = tokenOf(await world.agent.createVerifiableCredential(args))
    const refusal = await world.agent.verifyCredential({ credential: alterSignature(token) })
    expect(JSON.stringify(refusal)).not.toMatch(new RegExp(`${canary}|${world.doctor.did}`))
    const payload = { ...args.credential, issuer: world.stranger.did, [canary]: canary }
    const thrown: unknown = await world.agent
      .createVerifiableCredential({ ...args, credential: { ...payload, validUntil: canary } })
      .catch((error: unknown) => error)
    expect(thrown).toMatchObject({ code: 'credential_payload_malformed' })
    expect(String((thrown as Error).stack)).not.toContain(canary)
  })
})

describe('a presentation through an agent', () => {
  const challenge = 'of this request'

  async function present(credential: VerifiableCredential | string, nonce = challenge) {
    return world.agent.createVerifiablePresentation({
      presentation: { holder: world.doctor.did, verifiableCredential: [credential] },
      proofFormat: 'dc+sd-jwt',
      challenge: nonce,
      domain: audience,
      disclose: 'all',
    })
  }

  async function judge(
    presentation: W3CVerifiablePresentation,
    more: { readonly challenge?: string; readonly domain?: string } = {},
  ) {
    const args = deepFreeze({ presentation, challenge, domain: audience, ...more })
    return verdictOf(await world.agentWith(freshVerifier()).verifyPresentation(args))
  }

  test('is accepted if it is in order, as a text and as a document', async () => {
    const document = await present(await issue())
    expect(await judge(document)).toBe('accepted')
    expect(await judge(String(document.proof['jwt']))).toBe('accepted')
  })

  test('is not made by somebody who does not hold the key', async () => {
    const { agent, stranger } = world
    await expect(
      agent.createVerifiablePresentation({
        presentation: { holder: stranger.did, verifiableCredential: [await issue()] },
        proofFormat: 'dc+sd-jwt',
        challenge,
        domain: audience,
      }),
    ).rejects.toMatchObject({ code: 'holder_key_mismatch' })
  })

  test('is rejected if somebody who is not the subject signed it', async () => {
    const [doctor, stranger] = await Promise.all([
      world.signerOf(world.doctor),
      world.signerOf(world.stranger),
    ])
    const forger: Signer = { ...stranger, publicKey: doctor.publicKey, keyId: doctor.keyId }
    const terms = { disclose: 'all', audience, nonce: challenge, issuedAt: now } as const
    const forged = await presentCredential(tokenOf(await issue()), { ...terms, signer: forger })
    expect(await judge(forged)).toMatchObject({ outcome: 'failed', code: 'holder_binding_invalid' })
  })

  test('is rejected if the document names another holder than the credentials', async () => {
    const document = await present(await issue())
    expect(await judge({ ...document, holder: world.stranger.did })).toMatchObject({
      code: 'document_mismatch',
    })
  })

  test('is rejected if the document shows other credentials than its text', async () => {
    const document = await present(await issue())
    expect(await judge({ ...document, verifiableCredential: [] })).toMatchObject({
      code: 'document_mismatch',
    })
  })

  test('is rejected if it contains a credential that expired', async () => {
    const expired = await issue({ validUntil: date(now) })
    expect(await judge(await present(expired))).toMatchObject({ code: 'credential_expired' })
  })

  test("is judged by ours within Veramo's plugin, too", async () => {
    const provider = createCredentialProvider({ verifier: freshVerifier() })
    const plugins = [new CredentialPlugin([provider])]
    const agent = createAgent<ICredentialPlugin>({ plugins })
    const request = { challenge, domain: audience }
    const expired = await present(await issue({ validUntil: date(now) }))
    const verdict = await agent.verifyPresentation({ presentation: expired, ...request })
    expect(verdictOf(verdict)).toEqual({ code: 'credential_expired', outcome: 'failed' })
    const presentation = await present(await issue())
    expect(verdictOf(await agent.verifyPresentation({ presentation }))).toMatchObject({
      code: 'challenge_missing',
    })
    expect(verdictOf(await agent.verifyPresentation({ presentation, ...request }))).toBe('accepted')
  })

  test('is rejected if it contains a credential that was revoked', async () => {
    const document = await present(await issue())
    world.states.set(1, 'revoked')
    expect(await judge(document)).toMatchObject({ code: 'status_revoked' })
  })

  test('is rejected if it contains a credential with a garbage signature', async () => {
    const spoilt = alterSignature(tokenOf(await issue()))
    expect(await judge(await present(spoilt))).toMatchObject({ code: 'jws_signature_invalid' })
  })

  test.each([
    ['challenge', 'challenge_missing'],
    ['domain', 'domain_missing'],
  ])('is neither made nor judged without a %s', async (name, code) => {
    const { agent, doctor } = world
    const credential = await issue()
    const args = {
      presentation: await present(credential),
      challenge,
      domain: audience,
      [name]: '',
    }
    await expect(agent.verifyPresentation(args)).resolves.toMatchObject({
      verified: false,
      error: { errorCode: code },
    })
    const wishes = {
      presentation: { holder: doctor.did, verifiableCredential: [credential] },
      proofFormat: 'dc+sd-jwt',
      challenge,
      domain: audience,
      [name]: undefined,
    } as never
    await expect(agent.createVerifiablePresentation(wishes)).rejects.toMatchObject({ code })
  })

  test('is rejected by an audience that it was not made for', async () => {
    const document = await present(await issue())
    expect(await judge(document, { domain: 'https://other.example' })).toMatchObject({
      code: 'presentation_audience_wrong',
    })
  })

  test('is rejected for another request', async () => {
    const document = await present(await issue(), 'of another request')
    expect(await judge(document)).toMatchObject({ code: 'presentation_nonce_wrong' })
  })

  test('is rejected with a key binding of 1970', async () => {
    const signer = await world.signerOf(world.doctor)
    const terms = { disclose: 'all', audience, nonce: challenge, signer } as const
    const issuedAt = epochSeconds(1)
    const old = await presentCredential(tokenOf(await issue()), { ...terms, issuedAt })
    expect(await judge(old)).toMatchObject({ code: 'holder_binding_expired' })
  })

  test.each([
    ['nothing', (_document: object) => ''],
    [
      'a bundle of nothing',
      () => JSON.stringify({ version: presentationVersion, credentials: [] }),
    ],
    ['a JWT of nothing', () => `${encodeBase64url(new Uint8Array([123, 125]))}.e30.`],
  ])('is rejected if it is %s', async (_name, of) => {
    expect(await judge(of({}))).toMatchObject({ outcome: 'failed' })
  })

  test('is rejected if it is unsigned and without credentials', async () => {
    const { proof: _, ...unsigned } = await present(await issue())
    const empty = { ...unsigned, verifiableCredential: [] }
    expect(await judge(empty as never)).toMatchObject({ code: 'document_malformed' })
  })

  test('is rejected if no credential in it proves who presents it', async () => {
    const credential = tokenOf(await issue({}, 'vc+jwt'))
    const text = JSON.stringify({ version: presentationVersion, credentials: [credential] })
    expect(await judge(text)).toMatchObject({ outcome: 'failed', code: 'holder_binding_missing' })
  })

  test('is judged by no policy of the caller', async () => {
    const args = { presentation: await present(await issue()), challenge, domain: audience }
    const policies = { audience: false }
    await expect(world.agent.verifyPresentation({ ...args, policies })).resolves.toMatchObject({
      error: { errorCode: 'argument_refused', place: 'policies/audience' },
    })
  })
})
