import {
  deepFreeze,
  encodeBase64url,
  encodeUtf8,
  epochSeconds,
  type JsonObject,
} from '@fidecura/base'
import { createVerifier, credentialTypes, issueCredential } from '@fidecura/credentials'
import {
  createCredentialPlugin,
  createStatusVerifier,
  type MethodsOf,
  quietAgent,
} from '@fidecura/veramo'
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { createAgent } from '@veramo/core'
import type { ICredentialPlugin, VerifiableCredential } from '@veramo/core-types'
import {
  about,
  createHospital,
  date,
  day,
  type Hospital,
  membership,
  now,
  tokenOf,
} from './hospital.ts'

let world: Hospital
beforeAll(async () => {
  world = await createHospital()
})
beforeEach(() => {
  world.states.clear()
  world.network.isUp = true
})

describe('createVerifiableCredential', () => {
  test.each<[string, JsonObject, string]>([
    ['a member that is not known', { evidence: [] }, 'evidence'],
    ['a status outside `status`', { credentialStatus: { id: 'a', type: 'b' } }, 'credentialStatus'],
    ['a context of others', { '@context': ['https://schema.example/v1'] }, '@context'],
    ['two types', { type: [membership, 'urn:example:other:1'] }, 'type'],
    ['no type', { type: ['VerifiableCredential'] }, 'type'],
    ['an issuer with a name', { issuer: { id: 'did:key:zABC', name: 'Hospital' } }, 'issuer'],
    ['an issuer that is no DID', { issuer: 'https://hospital.example' }, 'issuer'],
    ['several subjects', { credentialSubject: [{ id: 'did:key:zABC' }] }, 'credentialSubject'],
    ['a subject without id', { credentialSubject: { name: 'A' } }, 'credentialSubject/id'],
    ['an id that is no text', { id: 7 }, 'id'],
    ['a date without a zone', { validFrom: '2027-01-15T08:00:00' }, 'validFrom'],
    ['a date that is no text', { validUntil: 1_900_000_000 }, 'validUntil'],
  ])('refuses %s', async (_, credential, place) => {
    const args = await about(world, world.doctor, { credential })
    await expect(world.agent.createVerifiableCredential(args)).rejects.toMatchObject({
      code: 'credential_payload_malformed',
      place,
    })
  })

  test('refuses what has no end', async () => {
    const { credential, ...args } = await about(world, world.doctor)
    const { validUntil: _, ...endless } = credential
    await expect(
      world.agent.createVerifiableCredential({ ...args, credential: endless as never }),
    ).rejects.toMatchObject({ code: 'credential_payload_malformed', place: 'validUntil' })
  })

  test('refuses what is no JSON', async () => {
    const { credential, ...args } = await about(world, world.doctor)
    const circular: Record<string, unknown> = { ...credential }
    circular['credentialSubject'] = circular
    await expect(
      world.agent.createVerifiableCredential({ ...args, credential: circular as never }),
    ).rejects.toMatchObject({ code: 'credential_payload_malformed' })
  })

  test.each(['removeOriginalFields', 'fetchRemoteContexts', 'now', 'domain'])(
    'refuses %s, which it would ignore',
    async (name) => {
      const args = { ...(await about(world, world.doctor)), [name]: 1 }
      await expect(world.agent.createVerifiableCredential(args)).rejects.toMatchObject({
        code: 'argument_refused',
        place: name,
      })
    },
  )

  test('refuses a health credential without a status, as issueCredential does', async () => {
    const { status: _, ...args } = await about(world, world.patient, {
      type: credentialTypes.patientIdentity,
      claims: { record: { system: 'urn:oid:2.999.1.1', value: 'R-1' }, method: 'in_person' },
    })
    await expect(world.agent.createVerifiableCredential(args)).rejects.toMatchObject({
      code: 'status_missing',
    })
  })

  test('reads the dates of VCDM 1.1, and Dates, in whole seconds', async () => {
    const { credential, ...args } = await about(world, world.doctor)
    const { validFrom: _, validUntil: __, ...rest } = credential
    const dates = {
      issuanceDate: new Date((now - 1) * 1000 + 500),
      expirationDate: new Date((now + day) * 1000),
    }
    const made = await world.agent.createVerifiableCredential({
      ...args,
      credential: { ...rest, ...dates },
    })
    const issued = date(now - 1).replace('.000', '')
    expect(made).toMatchObject({ issuanceDate: issued, validFrom: issued })
    expect(made['validUntil']).toBe(date(now + day).replace('.000', ''))
  })

  test('hides what the caller says may be hidden, and adds decoys', async () => {
    const claims = { name: 'Wen Example', ward: '7' }
    const wishes = { disclosable: ['ward'], decoys: 3 }
    const args = await about(world, world.doctor, { claims, args: wishes })
    const [, ...disclosures] = tokenOf(await world.agent.createVerifiableCredential(args)).split(
      '~',
    )
    expect(disclosures.filter((disclosure) => disclosure !== '')).toHaveLength(1)
  })

  test('signs with the key that is named', async () => {
    const args = await about(world, world.doctor, { args: { keyRef: 'no such key' } })
    await expect(world.agent.createVerifiableCredential(args)).rejects.toMatchObject({
      code: 'key_not_found',
    })
  })

  test('stops when it is told to', async () => {
    const args = await about(world, world.doctor)
    const signal = AbortSignal.abort()
    await expect(world.agent.createVerifiableCredential({ ...args, signal })).rejects.toMatchObject(
      { outcome: 'unknown' },
    )
  })

  test('saves where there is a store, and else refuses before it signs', async () => {
    const saved: unknown[] = []
    const dataStore = {
      methods: {
        dataStoreSaveVerifiableCredential: async ({ verifiableCredential }: JsonObject) => {
          saved.push(verifiableCredential)
          return 'hash'
        },
      },
    }
    const ours = createCredentialPlugin({ verifier: world.verifier })
    const plugins = [...world.managers, ours, dataStore]
    const agent = createAgent<MethodsOf<typeof plugins>>({ plugins })
    const args = { ...(await about(world, world.doctor)), save: true }
    const made = await agent.createVerifiableCredential(args)
    expect(saved).toEqual([made])
    await expect(world.agent.createVerifiableCredential(args)).rejects.toMatchObject({
      code: 'argument_refused',
      place: 'save',
    })
  })
})

describe('createVerifiablePresentation', () => {
  const request = {
    proofFormat: 'dc+sd-jwt',
    challenge: 'one',
    domain: 'https://a.example',
  } as const

  async function credentials(): Promise<readonly [VerifiableCredential, VerifiableCredential]> {
    const claims = { name: 'Wen Example', ward: '7' }
    const hiding = await about(world, world.doctor, { claims })
    const open = await about(world, world.doctor, { args: { proofFormat: 'vc+jwt' } })
    const { agent } = world
    return [
      await agent.createVerifiableCredential(hiding),
      await agent.createVerifiableCredential(open),
    ]
  }

  test('shows of each credential what was chosen, and an open one beside it', async () => {
    const { agent, doctor } = world
    const presentation = await agent.createVerifiablePresentation({
      presentation: { holder: doctor.did, verifiableCredential: [...(await credentials())] },
      ...request,
      disclose: [['ward'], []],
    })
    const { challenge, domain } = request
    await expect(
      agent.verifyPresentation({ presentation, challenge, domain }),
    ).resolves.toMatchObject({
      verified: true,
      presentation: {
        credentials: [{ claims: { ward: '7' } }, { claims: { name: 'Wen Example' } }],
      },
    })
  })

  test.each<[string, JsonObject, JsonObject, object]>([
    ['a member that is not known', { id: 'urn:x:1' }, {}, { place: 'id' }],
    ['a context of others', { '@context': ['https://a.example'] }, {}, { place: '@context' }],
    ['another type', { type: ['Other'] }, {}, { place: 'type' }],
    ['no credentials', { verifiableCredential: null }, {}, { place: 'verifiableCredential' }],
    ['no holder', { holder: null }, {}, { place: 'holder' }],
    [
      'too few lists',
      {},
      { disclose: [['a'], ['b']] },
      { code: 'argument_refused', place: 'disclose' },
    ],
    ['an unknown argument', {}, { header: 'x' }, { code: 'argument_refused', place: 'header' }],
    ['another format', {}, { proofFormat: 'vc+jwt' }, { code: 'proof_format_unsupported' }],
  ])('refuses %s', async (_, members, args, reason) => {
    const { agent, doctor } = world
    const [first] = await credentials()
    const presentation = { holder: doctor.did, verifiableCredential: [first], ...members }
    await expect(
      agent.createVerifiablePresentation({ presentation, ...request, ...args } as never),
    ).rejects.toMatchObject({ code: 'presentation_payload_malformed', ...reason })
  })
})

test('createVerifiablePresentation refuses what has nothing to bind a holder to', async () => {
  const { agent, doctor } = world
  const open = await about(world, doctor, { args: { proofFormat: 'vc+jwt' } })
  const credential = await agent.createVerifiableCredential(open)
  const presentation = { holder: doctor.did, verifiableCredential: [credential] }
  const request = { proofFormat: 'dc+sd-jwt', challenge: 'one', domain: 'https://a.example' }
  await expect(
    agent.createVerifiablePresentation({ presentation, ...request } as never),
  ).rejects.toMatchObject({
    code: 'presentation_payload_malformed',
    place: 'verifiableCredential',
  })
})

describe('an agent that has a credential plugin already', () => {
  const heard: string[] = []
  const record = (name: string) => async () => {
    heard.push(name)
    return { verified: true, revoked: false } as never
  }
  const theirs: { methods: ICredentialPlugin } = {
    methods: {
      listUsableProofFormats: async () => ['jwt'],
      createVerifiableCredential: record('createVerifiableCredential'),
      createVerifiablePresentation: record('createVerifiablePresentation'),
      verifyCredential: record('verifyCredential'),
      verifyPresentation: record('verifyPresentation'),
    },
  }
  beforeEach(() => {
    heard.length = 0
  })
  const agent = () => {
    const { verifier } = world
    const others = {
      others: theirs,
      otherStatus: { methods: { checkCredentialStatus: record('status') } },
    }
    const plugins = [...world.managers, createCredentialPlugin({ verifier, ...others })]
    return quietAgent(createAgent<MethodsOf<typeof plugins>>({ plugins }))
  }
  const header = (members: JsonObject) => encodeBase64url(encodeUtf8(JSON.stringify(members)))
  const jwt = (members: JsonObject) => `${header(members)}.e30.AAAA`

  test('keeps what it could do', async () => {
    const plain = jwt({ alg: 'ES256K', typ: 'JWT' })
    const linked = { proof: { type: 'Ed25519Signature2020' } } as never
    await agent().verifyCredential({ credential: plain })
    await agent().verifyCredential({ credential: jwt({ alg: 'ES256K' }) })
    await agent().verifyCredential({ credential: { proof: { jwt: plain } } as never })
    await agent().verifyCredential({ credential: linked })
    await agent().verifyPresentation({ presentation: plain })
    await agent().createVerifiableCredential({ credential: { issuer: 'x' }, proofFormat: 'jwt' })
    await agent().createVerifiablePresentation({
      presentation: { holder: 'x' },
      proofFormat: 'jwt',
    })
    await agent().checkCredentialStatus({ credential: plain })
    expect(heard).toEqual([
      'verifyCredential',
      'verifyCredential',
      'verifyCredential',
      'verifyCredential',
      'verifyPresentation',
      'createVerifiableCredential',
      'createVerifiablePresentation',
      'status',
    ])
    expect(await agent().listUsableProofFormats(world.doctor)).toEqual([
      'vc+jwt',
      'dc+sd-jwt',
      'jwt',
    ])
  })

  test.each<[string, unknown]>([
    ['our first format', jwt({ alg: 'ES256', typ: 'vc+jwt' })],
    ['our other format', `${jwt({ alg: 'ES256', typ: 'dc+sd-jwt' })}~`],
    ['a plain JWT with disclosures', `${jwt({ alg: 'ES256', typ: 'JWT' })}~`],
    ['capitals in the type', jwt({ alg: 'ES256', typ: 'VC+JWT' })],
    ['a type that is no text', jwt({ alg: 'ES256', typ: ['JWT'] })],
    ['a header that is no JSON', 'AAAA.e30.AAAA'],
    ['a header with padding', `${header({ alg: 'none' })}=.e30.AAAA`],
    [
      'a header with a member twice',
      `${encodeBase64url(encodeUtf8('{"typ":"vc+jwt","typ":"JWT"}'))}.e30.AAAA`,
    ],
    ['a bundle', '{"version":"urn:fidecura:presentation:1","credentials":[]}'],
    ['no token', ''],
    ['a document without a proof', { issuer: 'x' }],
    ['a document with our token', { proof: { jwt: jwt({ alg: 'ES256', typ: 'vc+jwt' }) } }],
    ['nothing', null],
    ['a number', 7],
  ])('does not ask it about %s', async (_, document) => {
    const credential = document as never
    const refused = { verified: false, outcome: 'failed' }
    await expect(agent().verifyCredential({ credential })).resolves.toMatchObject(refused)
    const request = { presentation: credential, challenge: 'one', domain: 'https://a.example' }
    await expect(agent().verifyPresentation(request)).resolves.toMatchObject(refused)
    await expect(agent().checkCredentialStatus({ credential })).rejects.toMatchObject({
      outcome: 'failed',
    })
    expect(heard).toEqual([])
  })

  test('without it, refuses what is not ours', async () => {
    const credential = jwt({ alg: 'ES256', typ: 'JWT' })
    const { agent: alone } = world
    const unsupported = { verified: false, error: { errorCode: 'proof_format_unsupported' } }
    await expect(alone.verifyCredential({ credential })).resolves.toMatchObject(unsupported)
    const presentation = { presentation: credential, challenge: 'one', domain: 'https://a.example' }
    await expect(alone.verifyPresentation(presentation)).resolves.toMatchObject(unsupported)
    const code = 'proof_format_unsupported'
    await expect(alone.checkCredentialStatus({ credential })).rejects.toMatchObject({ code })
    const args = { ...(await about(world, world.doctor)), proofFormat: 'jwt' } as never
    await expect(alone.createVerifiableCredential(args)).rejects.toMatchObject({ code })
    await expect(
      alone.createVerifiablePresentation({ proofFormat: 'jwt' } as never),
    ).rejects.toMatchObject({ code })
  })
})

describe('createStatusVerifier', () => {
  const check = async (credential: VerifiableCredential | string) => {
    const verifier = createVerifier({ ...world.trust, status: world.source })
    const { checkCredentialStatus } = createStatusVerifier({ verifier }).methods
    return checkCredentialStatus({ credential }, { agent: world.agent } as never)
  }

  test('knows good, revoked and suspended', async () => {
    const document = await world.agent.createVerifiableCredential(await about(world, world.doctor))
    expect(await check(document)).toEqual({ revoked: false })
    world.states.set(1, 'revoked')
    expect(await check(document)).toEqual({ revoked: true, errorCode: 'status_revoked' })
    world.states.set(1, 'suspended')
    expect(await check(tokenOf(document))).toEqual({ revoked: true, errorCode: 'status_suspended' })
  })

  test('has no answer where the list cannot be read, or something else is wrong', async () => {
    const document = await world.agent.createVerifiableCredential(await about(world, world.doctor))
    world.network.isUp = false
    await expect(check(document)).rejects.toMatchObject({
      code: 'status_unreachable',
      outcome: 'unknown',
    })
    const credential = { validUntil: date(now) }
    const expired = await about(world, world.doctor, { credential })
    world.network.isUp = true
    await expect(
      check(await world.agent.createVerifiableCredential(expired)),
    ).rejects.toMatchObject({
      code: 'credential_expired',
    })
  })

  test('refuses an argument that it would ignore', async () => {
    const args = { credential: 'a.b.c', didDocumentOverride: {} }
    await expect(world.agent.checkCredentialStatus(args as never)).rejects.toMatchObject({
      code: 'argument_refused',
    })
  })
})

describe('accreditations', () => {
  test('come with the call, or are at hand in the plugin', async () => {
    const { agent, trust, source, hospital, stranger, signerOf } = world
    const { did } = await signerOf(stranger)
    const accreditation = await issueCredential(
      {
        type: credentialTypes.issuingAccreditation,
        subject: did,
        claims: { name: 'Example Club', types: [membership], depth: 0 },
        status: { kind: 'token', list: 'https://hospital.example/status/1', index: 9 },
        validFrom: now,
        validUntil: epochSeconds(now + day),
        issuedAt: now,
      },
      { signer: await signerOf(hospital), format: 'vc+jwt' },
    )
    const { status: _, ...args } = await about(world, world.doctor, {
      credential: { issuer: did },
    })
    const credential = await agent.createVerifiableCredential(args)
    const bare = { credential }
    await expect(agent.verifyCredential(bare)).resolves.toMatchObject({
      error: { errorCode: 'credential_issuer_untrusted' },
    })
    const brought = deepFreeze({ credential, chain: [accreditation] })
    await expect(agent.verifyCredential(brought)).resolves.toMatchObject({ verified: true })
    const verifier = createVerifier({ ...trust, status: source })
    const atHand = createCredentialPlugin({ verifier, chain: [accreditation] })
    await expect(atHand.methods.verifyCredential(bare, {} as never)).resolves.toMatchObject({
      verified: true,
      credential: { chain: [{ subject: did }] },
    })
  })
})
