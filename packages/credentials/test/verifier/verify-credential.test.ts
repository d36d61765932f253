import { encodeUtf8, epochSeconds } from '@fidecura/base'
import { generateSigner, signJws } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { createHopCache, type SeenHop } from '../../src/hop.ts'
import {
  credentialChecks,
  issueStatusList,
  knownSchemas,
  type Verifier,
  verifyCredential,
} from '../../src/index.ts'
import {
  after,
  badge,
  createWorld,
  employ,
  entryIn,
  forge,
  hour,
  issueBadge,
  join,
  license,
  noon,
  payloadOf,
  practitionerLicence,
  practitionerRole,
  roleClaims,
  serve,
  setStatus,
  verifierOf,
} from './world.ts'

async function trusted(options: Parameters<typeof join>[1] = {}) {
  const world = createWorld()
  const issuer = await join(world, options)
  const verifier = verifierOf(world, { roots: [{ did: issuer.did, types: [badge] }] })
  return { world, issuer, verifier }
}

describe('verifyCredential', () => {
  test.each([
    ['did:key, ES256', { method: 'key' }],
    ['did:key, EdDSA', { method: 'key', algorithm: 'EdDSA' }],
    ['did:jwk', { method: 'jwk' }],
    ['did:web', { host: 'issuer.example' }],
  ] as const)('accepts what a root of %s has issued', async (_, options) => {
    const { issuer, verifier } = await trusted(options)
    const verified = await verifier.verifyCredential(await issueBadge(issuer))
    expect(verified).toMatchObject({ issuer: issuer.did, types: [badge], at: noon, now: noon })
    expect(verified.roots).toEqual([issuer.did])
    expect(verified.chain).toEqual([])
    expect(isDeepFrozen(verified)).toBe(true)
  })

  test('is offered with the resolver and the clock that its verifier was made with', async () => {
    const { world, issuer, verifier } = await trusted()
    const { document } = await verifier.resolve(issuer.did, { at: noon, now: noon })
    expect(document.id).toBe(issuer.did)
    expect(verifier.clock()).toBe(world.now)
    expect(Object.isFrozen(verifier)).toBe(true)
  })

  test('reports every check of the fixed list as passed', async () => {
    const { issuer, verifier } = await trusted()
    const report = await verifier.checkCredential(await issueBadge(issuer))
    expect(report.verdict).toBe('passed')
    expect(report.checks.map(({ check }) => check)).toEqual([...credentialChecks])
    expect(new Set(report.checks.map(({ outcome }) => outcome))).toEqual(new Set(['passed']))
  })

  test.each([
    ['one second early', { validFrom: after(1) }, 'credential_not_yet_valid'],
    [
      'of 2099',
      { validFrom: epochSeconds(4_070_908_800), validUntil: epochSeconds(4_080_908_800) },
      'credential_not_yet_valid',
    ],
    ['at the instant it expires', { validUntil: noon }, 'credential_expired'],
    [
      'that expired in 2021',
      { validFrom: epochSeconds(1_600_000_000), validUntil: epochSeconds(1_620_000_000) },
      'credential_expired',
    ],
    ['issued in the future', { issuedAt: after(61) }, 'credential_not_yet_valid'],
  ])('refuses a credential %s', async (_, contents, code) => {
    const { issuer, verifier } = await trusted()
    const token = await issueBadge(issuer, contents)
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({ code })
  })

  test('accepts the second before it expires', async () => {
    const { issuer, verifier } = await trusted()
    const token = await issueBadge(issuer, { validUntil: after(1) })
    await expect(verifier.verifyCredential(token)).resolves.toBeDefined()
  })

  test('refuses an altered claim', async () => {
    const { issuer, verifier } = await trusted()
    const [header, , signature] = (await issueBadge(issuer)).split('.')
    const payload = { ...payloadOf(await issueBadge(issuer)), id: 'urn:example:badge:8' }
    const altered = Buffer.from(JSON.stringify(payload)).toString('base64url')
    const token = `${header}.${altered}.${signature}`
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({
      code: 'jws_signature_invalid',
    })
  })

  test('refuses a member that is named twice, though either reading is good', async () => {
    const { issuer, verifier } = await trusted()
    const payload = payloadOf(await issueBadge(issuer))
    const twice = `{"id":"urn:example:badge:8",${JSON.stringify(payload).slice(1)}`
    const token = await signJws(encodeUtf8(twice), { signer: issuer.signer, typ: 'vc+jwt' })
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({
      code: 'json_duplicate_member',
    })
  })

  test('refuses what another key has signed under the key id of the issuer', async () => {
    const { issuer, verifier } = await trusted()
    const stranger = await generateSigner()
    const token = await forge(
      { ...stranger, keyId: issuer.signer.keyId },
      payloadOf(await issueBadge(issuer)),
    )
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({
      code: 'jws_signature_invalid',
    })
  })

  test('refuses an issuer that is not tied to the key that signed', async () => {
    const { issuer, verifier } = await trusted()
    const token = await forge(await generateSigner(), payloadOf(await issueBadge(issuer)))
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({
      code: 'jws_issuer_mismatch',
    })
  })

  test('refuses a key of the issuer that is not for assertions', async () => {
    const { world, issuer, verifier } = await trusted({ host: 'issuer.example' })
    const document = world.documents.get(issuer.did)
    world.documents.set(issuer.did, { ...document, assertionMethod: [] })
    await expect(verifier.verifyCredential(await issueBadge(issuer))).rejects.toMatchObject({
      code: 'key_relationship_wrong',
    })
  })

  test('refuses a deactivated DID', async () => {
    const { world, issuer, verifier } = await trusted({ host: 'issuer.example' })
    world.documents.set(issuer.did, { ...world.documents.get(issuer.did), deactivated: true })
    await expect(verifier.verifyCredential(await issueBadge(issuer))).rejects.toMatchObject({
      code: 'did_deactivated',
    })
  })

  test('refuses a did:web key that was replaced under its id, also by a warm verifier', async () => {
    const { world, issuer, verifier } = await trusted({ host: 'issuer.example' })
    const token = await issueBadge(issuer)
    await verifier.verifyCredential(token)
    serve(world, issuer.did, [await generateSigner({ did: issuer.did, fragment: 'key-1' })])
    world.now = after(10)
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({
      code: 'jws_signature_invalid',
    })
  })

  test('says unknown, not failed, when the resolver cannot answer', async () => {
    const { world, issuer } = await trusted()
    const verifier = verifierOf(world, {
      roots: [{ did: issuer.did, types: [badge] }],
      resolve: async () => {
        throw new TypeError('fetch failed')
      },
    })
    const report = await verifier.checkCredential(await issueBadge(issuer))
    expect(report.verdict).toBe('unknown')
    expect(report.checks).toContainEqual({
      check: 'issuer',
      outcome: 'unknown',
      code: 'issuer_unresolvable',
    })
  })

  test('refuses another typ than its own', async () => {
    const { issuer, verifier } = await trusted()
    const token = await forge(issuer.signer, payloadOf(await issueBadge(issuer)), { typ: 'JWT' })
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({
      code: 'credential_format_unsupported',
    })
  })

  test.each(['', 'garbage', 'a.b.c', '~', '{"a":1}', '..', 'eyJhbGciOiJub25lIn0..'])(
    'reports %p as failed without throwing',
    async (garbage) => {
      const { verifier } = await trusted()
      const report = await verifier.checkCredential(garbage)
      expect(report).toMatchObject({ verdict: 'failed', credential: undefined })
      await expect(verifier.verifyCredential(garbage)).rejects.toHaveProperty('code')
    },
  )

  test('does not accept what names a schema that nobody checked', async () => {
    const { issuer, verifier } = await trusted()
    const credentialSchema = { id: 'https://issuer.example/schema', type: 'JsonSchema' }
    const token = await forge(issuer.signer, {
      ...payloadOf(await issueBadge(issuer)),
      credentialSchema,
    })
    const report = await verifier.checkCredential(token)
    expect(report.verdict).toBe('unknown')
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({ outcome: 'unknown' })
  })

  test('holds a credential to the schema that it names, where the caller knows it', async () => {
    const { world, issuer } = await trusted()
    const id = 'https://issuer.example/schema'
    const named = {
      ...payloadOf(await issueBadge(issuer)),
      credentialSchema: { id, type: 'JsonSchema' },
    }
    const token = await forge(issuer.signer, named)
    const knowing = (validate: () => boolean): Verifier =>
      verifierOf(world, {
        roots: [{ did: issuer.did, types: [badge] }],
        schemas: knownSchemas({ [id]: { validate } }),
      })
    await expect(knowing(() => true).verifyCredential(token)).resolves.toBeDefined()
    await expect(knowing(() => false).verifyCredential(token)).rejects.toMatchObject({
      code: 'credential_schema_violated',
      outcome: 'failed',
    })
  })

  test('refuses a type other than those asked for', async () => {
    const { issuer, verifier } = await trusted()
    const token = await issueBadge(issuer)
    await expect(
      verifier.verifyCredential(token, { types: ['urn:example:credential:other:1'] }),
    ).rejects.toMatchObject({ code: 'credential_type_unexpected' })
    await expect(verifier.verifyCredential(token, { types: [badge] })).resolves.toBeDefined()
  })

  test('refuses a further type that the root was not trusted for', async () => {
    const { issuer, verifier } = await trusted()
    const payload = payloadOf(await issueBadge(issuer))
    const token = await forge(issuer.signer, {
      ...payload,
      type: ['VerifiableCredential', badge, 'urn:example:credential:other:1'],
    })
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({
      code: 'authority_type_not_granted',
    })
  })

  test('refuses a credential that names no type at all', async () => {
    const { issuer, verifier } = await trusted()
    const payload = payloadOf(await issueBadge(issuer))
    const token = await forge(issuer.signer, { ...payload, type: ['VerifiableCredential'] })
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({
      code: 'credential_type_unexpected',
    })
  })

  test('asks nobody about an issuer whom no root vouches for', async () => {
    const world = createWorld()
    const stranger = await join(world)
    let resolved = 0
    const verifier = verifierOf(world, {
      roots: [],
      resolve: (did, options) => {
        resolved++
        return world.resolve(did, options)
      },
    })
    const token = await issueBadge(stranger, { status: entryIn(stranger, 3) })
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({
      code: 'credential_issuer_untrusted',
    })
    expect([resolved, world.asked.size]).toEqual([0, 0])
    // Whoever forgot the chain is told so.
    await expect(verifier.verifyCredential(token)).rejects.toThrow(/no chain/)
  })

  test('takes only the keys that the configuration names for a root', async () => {
    const world = createWorld()
    const issuer = await join(world, { host: 'issuer.example' })
    const later = await generateSigner({ did: issuer.did, fragment: 'key-2' })
    serve(world, issuer.did, [issuer.signer, later])
    const roots = [{ did: issuer.did, types: [badge], keys: issuer.keys }]
    const verifier = verifierOf(world, { roots })
    await expect(verifier.verifyCredential(await issueBadge(issuer))).resolves.toBeDefined()
    const token = await issueBadge({ ...issuer, signer: later })
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({
      code: 'authority_key_not_pinned',
    })
  })

  test('takes no root that was added to the list after the verifier was made', async () => {
    const world = createWorld()
    const stranger = await join(world)
    const roots: { did: typeof stranger.did; types: string[] }[] = []
    const verifier = verifierOf(world, { roots })
    roots.push({ did: stranger.did, types: [badge] })
    await expect(verifier.verifyCredential(await issueBadge(stranger))).rejects.toMatchObject({
      code: 'credential_issuer_untrusted',
    })
  })

  test('keeps calls with one frozen options object apart', async () => {
    const world = createWorld()
    const [one, two] = [await join(world), await join(world)]
    const roots = [one, two].map(({ did }) => Object.freeze({ did, types: Object.freeze([badge]) }))
    const options = Object.freeze({
      roots: Object.freeze(roots),
      resolve: world.resolve,
      at: noon,
      now: noon,
    })
    const forged = await forge(
      { ...one.signer, keyId: two.signer.keyId },
      payloadOf(await issueBadge(two)),
    )
    await expect(verifyCredential(await issueBadge(one), options)).resolves.toBeDefined()
    await expect(verifyCredential(forged, options)).rejects.toMatchObject({
      code: 'jws_signature_invalid',
    })
    await expect(verifyCredential(await issueBadge(two), options)).resolves.toBeDefined()
  })

  test('called once by itself, refuses what an archive gave it', async () => {
    const world = createWorld()
    const issuer = await join(world)
    const roots = [{ did: issuer.did, types: [badge] }]
    const options = { roots, resolve: world.resolve, at: noon, now: noon }
    const token = await issueBadge(issuer)
    await expect(verifyCredential(token, { ...options, asKnownAt: noon })).rejects.toMatchObject({
      code: 'credential_historic',
    })
    await expect(verifyCredential(token, options)).resolves.toMatchObject({ at: noon, now: noon })
  })

  test.each([
    ['in the future', { at: after(1) }, 'instant_refused'],
    ['too long ago to be the present', { at: after(-61) }, 'instant_refused'],
    ['that is no number', { at: Number.NaN as never }, 'instant_malformed'],
  ])('refuses an instant %s', async (_, instants, code) => {
    const { issuer, verifier } = await trusted()
    const token = await issueBadge(issuer)
    await expect(verifier.verifyCredential(token, instants)).rejects.toMatchObject({ code })
    await expect(verifier.checkCredential(token, instants)).rejects.toMatchObject({ code })
  })
})

describe('verifyCredential, of a credential with status,', () => {
  test('accepts while the entry is clear and says how old the list is', async () => {
    const { issuer, verifier } = await trusted()
    const token = await issueBadge(issuer, { status: entryIn(issuer, 3) })
    const verified = await verifier.verifyCredential(token)
    expect(verified.statusAsOf).toBe(noon)
  })

  test.each([
    ['suspended', 'status_suspended'],
    ['revoked', 'status_revoked'],
  ] as const)('refuses one that is %s', async (value, code) => {
    const { world, issuer, verifier } = await trusted()
    setStatus(world, issuer.list, { index: 3, value })
    const token = await issueBadge(issuer, { status: entryIn(issuer, 3) })
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({ code })
  })

  test('refuses a suspension within the time that the list may lag', async () => {
    const { world, issuer, verifier } = await trusted()
    const token = await issueBadge(issuer, { status: entryIn(issuer, 3) })
    await verifier.verifyCredential(token)
    setStatus(world, issuer.list, { index: 3, value: 'suspended' })
    world.now = after(61)
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({
      code: 'status_suspended',
    })
  })

  test('says unknown when no source is configured', async () => {
    const { world, issuer } = await trusted()
    const token = await issueBadge(issuer, { status: entryIn(issuer, 3) })
    const roots = [{ did: issuer.did, types: [badge] }]
    const options = { roots, resolve: world.resolve, at: noon, now: noon }
    await expect(verifyCredential(token, options)).rejects.toMatchObject({
      code: 'status_not_configured',
      outcome: 'unknown',
    })
  })

  test('says unknown, not valid, when the list cannot be read', async () => {
    const { world, issuer } = await trusted()
    const verifier = verifierOf(world, {
      roots: [{ did: issuer.did, types: [badge] }],
      status: { list: async () => Promise.reject(new TypeError('fetch failed')) },
    })
    const token = await issueBadge(issuer, { status: entryIn(issuer, 3) })
    const report = await verifier.checkCredential(token)
    expect(report.verdict).toBe('unknown')
  })

  test('lets one bad entry outweigh one that cannot be read', async () => {
    const { world, issuer } = await trusted()
    setStatus(world, issuer.list, { index: 3, value: 'revoked' })
    const away = {
      kind: 'bitstring',
      list: 'https://away.example/1',
      index: 1,
      purpose: 'revocation',
    } as const
    const status = [away, entryIn(issuer, 3)]
    const token = await issueBadge(issuer, { status })
    const { status: source } = world
    const quiet = verifierOf(world, {
      roots: [{ did: issuer.did, types: [badge] }],
      status: {
        list: (url, options) => (url === away.list ? unreachable() : source.list(url, options)),
      },
    })
    await expect(quiet.verifyCredential(token)).rejects.toMatchObject({ code: 'status_revoked' })
  })

  test('does so too when it reads the bad one first', async () => {
    const { world, issuer } = await trusted()
    const list = 'https://issuer.example/status/bad'
    const bad = { kind: 'bitstring', list, index: 1, purpose: 'revocation' } as const
    const entries = [{ index: 1, value: 'revoked' }] as const
    const period = { issuedAt: world.now, validUntil: after(hour, world.now) }
    const served = await issueStatusList(
      { format: 'bitstring', purpose: 'revocation', url: list, size: 131_072, entries, ...period },
      { signer: issuer.signer },
    )
    const away = { kind: 'token', list: 'https://away.example/1', index: 1 } as const
    const verifier = verifierOf(world, {
      roots: [{ did: issuer.did, types: [badge] }],
      status: {
        list: async (url) =>
          url === list ? { token: served, fetchedAt: world.now } : unreachable(),
      },
    })
    const token = await issueBadge(issuer, { status: [bad, away] })
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({ code: 'status_revoked' })
  })

  test('says how old the oldest of its lists is', async () => {
    const { world, issuer } = await trusted()
    const list = 'https://issuer.example/status/revocation'
    const bitstring = await issueStatusList(
      {
        format: 'bitstring',
        url: list,
        size: 131_072,
        purpose: 'revocation',
        entries: [],
        issuedAt: after(-30),
        validUntil: after(hour),
      },
      { signer: issuer.signer },
    )
    const verifier = verifierOf(world, {
      roots: [{ did: issuer.did, types: [badge] }],
      status: {
        list: async (url, options) =>
          url === list
            ? { token: bitstring, fetchedAt: after(-30) }
            : world.status.list(url, options),
      },
    })
    const old = { kind: 'bitstring', list, index: 1, purpose: 'revocation' } as const
    const token = await issueBadge(issuer, { status: [entryIn(issuer, 3), old] })
    expect((await verifier.verifyCredential(token)).statusAsOf).toBe(after(-30))
  })

  test('refuses a list that another than the issuer has signed', async () => {
    const { world, issuer, verifier } = await trusted()
    const stranger = await join(world)
    const token = await issueBadge(issuer, { status: entryIn(stranger, 3) })
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({
      code: 'status_list_untrusted',
    })
  })

  test('fetches no list for a credential whose signature is wrong', async () => {
    const { world, issuer, verifier } = await trusted()
    const stranger = await generateSigner()
    const payload = payloadOf(await issueBadge(issuer, { status: entryIn(issuer, 3) }))
    const token = await forge({ ...stranger, keyId: issuer.signer.keyId }, payload)
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({
      code: 'jws_signature_invalid',
    })
    expect(world.asked.size).toBe(0)
  })
})

describe('verifyCredential, of a type of ours,', () => {
  async function licensed() {
    const world = createWorld()
    const [authority, doctor] = [await join(world), await join(world)]
    const roots = [{ did: authority.did, types: [practitionerLicence] }]
    return { world, authority, doctor, verifier: verifierOf(world, { roots }) }
  }

  test('accepts one with status and holder key', async () => {
    const { authority, doctor, verifier } = await licensed()
    const verified = await verifier.verifyCredential(await license(authority, doctor))
    expect(verified.holderKey).toEqual(doctor.signer.publicKey)
  })

  test('refuses one without a status entry', async () => {
    const { authority, doctor, verifier } = await licensed()
    const { status: _, _sd, _sd_alg, ...payload } = payloadOf(await license(authority, doctor))
    const open = {
      ...payload,
      profession: { system: 'x', code: 'y' },
      jurisdiction: 'CN',
      standing: 'active',
    }
    const token = `${await forge(authority.signer, open, { typ: 'dc+sd-jwt' })}~`
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({ code: 'status_missing' })
  })

  test('refuses one that names no key of its holder', async () => {
    const { authority, doctor, verifier } = await licensed()
    const token = await forge(authority.signer, {
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      type: ['VerifiableCredential', practitionerLicence],
      issuer: authority.did,
      credentialSubject: {
        id: doctor.did,
        profession: { system: 'x', code: 'y' },
        jurisdiction: 'CN',
        standing: 'active',
      },
      status: { status_list: { idx: 1, uri: authority.list } },
    })
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({
      code: 'holder_binding_missing',
    })
  })

  test('refuses a claim that is not understood', async () => {
    const { authority, doctor, verifier } = await licensed()
    const { _sd, _sd_alg, ...payload } = payloadOf(await license(authority, doctor))
    const open = {
      ...payload,
      profession: { system: 'x', code: 'y' },
      jurisdiction: 'CN',
      standing: 'active',
      except: 'surgery',
    }
    const token = `${await forge(authority.signer, open, { typ: 'dc+sd-jwt' })}~`
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({
      code: 'credential_claims_invalid',
    })
  })

  test('refuses a role that does not show the department it is for', async () => {
    const { world, authority, doctor } = await licensed()
    const roots = [{ did: authority.did, types: [practitionerLicence, practitionerRole] }]
    const verifier = verifierOf(world, { roots })
    const claims = roleClaims(authority, authority, authority)
    const licence = await license(authority, doctor)
    const role = await employ(authority, doctor, claims)
    await expect(verifier.verifyCredential(role, { licence })).resolves.toBeDefined()
    const { department: _, ...silent } = payloadOf(role)
    const token = [
      await forge(authority.signer, silent, { typ: 'dc+sd-jwt' }),
      ...role.split('~').slice(1),
    ]
    await expect(verifier.verifyCredential(token.join('~'), { licence })).rejects.toMatchObject({
      code: 'credential_claims_invalid',
    })
  })
})

async function unreachable(): Promise<never> {
  throw new TypeError('fetch failed')
}

function isDeepFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  return Object.isFrozen(value) && Object.values(value).every(isDeepFrozen)
}

describe('createVerifier', () => {
  test('lets a status list lag as far as the caller says, and no further', async () => {
    const { world, issuer } = await trusted()
    const roots = [{ did: issuer.did, types: [badge] }]
    const verifier = verifierOf(world, { roots, maxStatusAgeSeconds: 10 })
    const token = await issueBadge(issuer, { status: entryIn(issuer, 3) })
    await verifier.verifyCredential(token)
    setStatus(world, issuer.list, { index: 3, value: 'suspended' })
    world.now = after(10)
    await expect(verifier.verifyCredential(token)).resolves.toBeDefined()
    world.now = after(11)
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({
      code: 'status_suspended',
    })
  })

  test('keeps no more accreditations than it is told', () => {
    const hops = createHopCache(2)
    const seen = ['a', 'b', 'b', 'c'].map((token) => ({ hop: { token } }) as SeenHop)
    for (const hop of seen) hops.put(hop)
    expect(['a', 'b', 'c'].map((token) => hops.get(token) !== undefined)).toEqual([
      false,
      true,
      true,
    ])
  })

  test('hands the signal on to resolver and status source', async () => {
    const { world, issuer } = await trusted()
    const { signal } = new AbortController()
    const seen: (AbortSignal | undefined)[] = []
    const verifier = verifierOf(world, {
      roots: [{ did: issuer.did, types: [badge] }],
      resolve: (did, options) => {
        seen.push(options.signal)
        return world.resolve(did, options)
      },
    })
    await verifier.verifyCredential(await issueBadge(issuer), { signal })
    expect(seen).toEqual([signal])
  })

  test('stops waiting for a list when the caller does', async () => {
    const { world, issuer } = await trusted()
    const verifier = verifierOf(world, {
      roots: [{ did: issuer.did, types: [badge] }],
      status: { list: () => new Promise(() => undefined) },
    })
    const token = await issueBadge(issuer, { status: entryIn(issuer, 3) })
    await expect(
      verifier.verifyCredential(token, { signal: AbortSignal.timeout(20) }),
    ).rejects.toMatchObject({ outcome: 'unknown' })
  })

  test('refuses a root that is no DID', async () => {
    const world = createWorld()
    const roots = [{ did: 'https://issuer.example' as never, types: [badge] }]
    expect(() => verifierOf(world, { roots })).toThrow(
      expect.objectContaining({ code: 'did_malformed' }),
    )
  })
})
