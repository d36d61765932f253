import { allowLoopbackHttp, type Fetch, type JsonObject } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import {
  type AccreditationSearch,
  type AccreditationSource,
  accreditationsUrlOf,
  createHttpAccreditationSource,
  createMemoryAccreditationSource,
  decodeCredential,
  type HttpAccreditationSourceOptions,
  parseIssuingAccreditationClaims,
  writeAccreditations,
} from '../../src/index.ts'
import {
  accredit,
  after,
  badge,
  createWorld,
  employ,
  entryIn,
  forge,
  issueBadge,
  issuingAccreditation,
  join,
  license,
  type Party,
  payloadOf,
  practitionerLicence,
  practitionerRole,
  roleClaims,
  setStatus,
  verifierOf,
} from './world.ts'

const top = 'https://authority.example/accreditations'
const below = 'https://hospital.example/accreditations'

/** authority -> hospital -> department -> badge, and a web on which directories are. */
async function directories(options: Partial<HttpAccreditationSourceOptions> = {}) {
  const world = createWorld()
  const authority = await join(world)
  const hospital = await join(world, { host: 'hospital.example' })
  const department = await join(world, { host: 'department.example' })
  const served = new Map<string, string | Error>()
  const asked: string[] = []
  const resolved: string[] = []
  const fetch: Fetch = async (url) => {
    asked.push(url)
    const body = served.get(url)
    if (body instanceof Object) throw body
    return new Response(body ?? 'none', { status: body === undefined ? 404 : 200 })
  }
  const source = createHttpAccreditationSource({ fetch, ...options })
  const roots = [
    {
      did: authority.did,
      types: [badge, practitionerRole, practitionerLicence, issuingAccreditation],
      directory: top,
    },
  ]
  const resolve: typeof world.resolve = (did, asking) => {
    resolved.push(did)
    return world.resolve(did, asking)
  }
  const verifier = verifierOf(world, { roots, resolve, accreditations: [source] })
  const upper = (claims: JsonObject = {}) =>
    accredit(authority, hospital, { depth: 1, directory: below, ...claims })
  const lower = (claims: JsonObject = {}) =>
    accredit(hospital, department, claims, { status: entryIn(hospital, 901) })
  const publish = (directory: string, { did }: { did: typeof authority.did }, tokens: string[]) =>
    served.set(accreditationsUrlOf(directory, did), writeAccreditations(tokens))
  const token = await issueBadge(department)
  return {
    world,
    authority,
    hospital,
    department,
    served,
    asked,
    resolved,
    roots,
    verifier,
    upper,
    lower,
    publish,
    token,
  }
}

describe('a verifier that asks directories', () => {
  test('finds what the directory of its root has', async () => {
    const { verifier, publish, hospital, department, upper, lower, token, asked } =
      await directories()
    publish(top, department, [await lower(), await upper()])
    const verified = await verifier.verifyCredential(token)
    expect(verified.chain.map(({ subject }) => subject)).toEqual([hospital.did, department.did])
    expect(asked).toEqual([accreditationsUrlOf(top, department.did)])
  })

  test('goes on where a proven accreditation says, from one that was brought along', async () => {
    const { verifier, publish, hospital, upper, lower, token, asked } = await directories()
    publish(top, hospital, [await upper()])
    await expect(
      verifier.verifyCredential(token, { chain: [await lower()] }),
    ).resolves.toBeDefined()
    expect(asked.every((url) => url.startsWith(top))).toBe(true)
  })

  test('goes on from the organisation that a role names to its directory', async () => {
    const { world, authority, hospital, department, verifier, publish } = await directories()
    const doctor = await join(world)
    const grants = {
      types: [practitionerRole],
      organisations: [hospital.did],
      departments: '*',
      specialties: '*',
      purposes: '*',
    }
    const role = await employ(department, doctor, roleClaims(hospital, department, authority))
    publish(top, hospital, [
      await accredit(authority, hospital, { ...grants, depth: 1, directory: below }),
    ])
    publish(below, department, [
      await accredit(hospital, department, grants, { status: entryIn(hospital, 901) }),
    ])
    const licence = await license(authority, doctor)
    const verified = await verifier.verifyCredential(role, { licence })
    expect(verified.chain.map(({ subject }) => subject)).toEqual([hospital.did, department.did])
  })

  test('asks nobody while what was brought along makes a way, be it a bad one', async () => {
    const { world, verifier, publish, department, hospital, upper, lower, token, asked } =
      await directories()
    const [good, bad] = [await upper(), await lower()]
    publish(top, department, [good, await lower({ name: 'Renewed' })])
    await expect(verifier.verifyCredential(token, { chain: [good, bad] })).resolves.toBeDefined()
    setStatus(world, hospital.list, { index: 901, value: 'revoked' })
    world.now = after(61)
    await expect(verifier.verifyCredential(token, { chain: [good, bad] })).rejects.toMatchObject({
      code: 'status_revoked',
    })
    expect(asked).toEqual([])
  })

  test.each<[string, JsonObject, boolean]>([
    ['is genuine', {}, true],
    ['is genuine and not forged', { forged: true }, false],
    ['is genuine and not revoked', { revoked: true }, false],
    ['is genuine and has not expired', { expired: true }, false],
    ['grants the type', { types: ['urn:example:other'] }, false],
    ['allows something further', { depth: 0 }, false],
  ])('follows the directory of an accreditation only if that %s', async (_, how, good) => {
    const { world, authority, department, verifier, publish, upper, lower, token, asked } =
      await directories()
    const { forged, revoked, expired, ...claims } = how
    let hop = await upper(claims)
    if (expired === true) {
      const { validFrom: _from, ...payload } = payloadOf(hop)
      hop = await forge(authority.signer, { ...payload, validUntil: '2001-01-01T00:00:00Z' })
    }
    const stranger = await join(world)
    if (forged === true) {
      hop = await forge({ ...stranger.signer, keyId: authority.signer.keyId }, payloadOf(hop))
    }
    if (revoked === true) setStatus(world, authority.list, { index: 900, value: 'revoked' })
    publish(top, department, [hop])
    publish(below, department, [await lower()])
    const asking = verifier.verifyCredential(token)
    if (good) await expect(asking).resolves.toBeDefined()
    else await expect(asking).rejects.toMatchObject({ outcome: 'failed' })
    expect(asked.some((url) => url.startsWith(below))).toBe(good)
  })

  test('follows no directory of an accreditation that was revoked, whatever may outlive it', async () => {
    const { world, authority, roots, department, publish, upper, token, served, asked } =
      await directories()
    const fetch: Fetch = async (url) => {
      asked.push(url)
      return new Response(served.get(url) as string)
    }
    publish(top, department, [await upper()])
    const verifier = verifierOf(world, {
      roots,
      accreditations: [createHttpAccreditationSource({ fetch })],
      hopRevocation: 'at_issuance',
    })
    setStatus(world, authority.list, { index: 900, value: 'revoked' })
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({ outcome: 'failed' })
    expect(asked.some((url) => url.startsWith(below))).toBe(false)
  })

  test('follows no directory of a forged accreditation that names a root', async () => {
    const { world, authority, department, publish, token, asked, verifier } = await directories()
    const stranger = await join(world)
    const claims = { depth: 3, directory: below }
    const forged = await accredit(stranger, authority, claims)
    publish(top, department, [forged])
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({ outcome: 'failed' })
    expect(asked.some((url) => url.startsWith(below))).toBe(false)
  })

  test('goes on by a good way where a forged one leads to the same place', async () => {
    const { world, authority, hospital, department, verifier, publish, lower, token } =
      await directories()
    const group = await join(world)
    const stranger = await join(world)
    const genuine = await accredit(authority, group, { depth: 2 })
    const signer = { ...stranger.signer, keyId: authority.signer.keyId }
    const forged = await forge(signer, payloadOf(genuine))
    const middle = await accredit(group, hospital, { depth: 1, directory: below })
    publish(top, department, [forged, genuine, middle])
    publish(below, department, [await lower()])
    const verified = await verifier.verifyCredential(token)
    expect(verified.chain.map(({ subject }) => subject)).toEqual([
      group.did,
      hospital.did,
      department.did,
    ])
  })

  test('says unknown when it cannot be known whether to follow a directory', async () => {
    const { world, roots, department, publish, upper, lower, token, served } = await directories()
    publish(top, department, [await upper()])
    publish(below, department, [await lower()])
    const fetch: Fetch = async (url) => new Response(served.get(url) as string)
    const verifier = verifierOf(world, {
      roots,
      accreditations: [createHttpAccreditationSource({ fetch })],
      status: { list: () => Promise.reject(new TypeError('fetch failed')) },
    })
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({
      code: 'status_unreachable',
      outcome: 'unknown',
    })
  })

  test('tries to prove no more than 64 accreditations, whatever directories answer', async () => {
    const { hospital, department, upper } = await directories()
    const accreditation = {
      issuer: hospital.did,
      subject: department.did,
      claims: await claimsOf(upper()),
    }
    const tried = new Set<string>()
    const fetch: Fetch = async (url) =>
      new Response(writeAccreditations(Array.from({ length: 16 }, (_, i) => `${url} ${i}`)))
    const found = await createHttpAccreditationSource({ fetch }).find({
      issuer: department.did,
      organisations: [],
      chain: [],
      links: [],
      directories: Array.from({ length: 9 }, (_, i) => `${top}/${i}`),
      room: 16,
      now: after(0),
      signal: undefined,
      read: async () => accreditation,
      prove: async (token) => {
        tried.add(token)
        return false
      },
    })
    expect(tried.size).toBe(64)
    expect(found.length).toBe(64)
  })

  test('takes of a source no more than a bag may hold', async () => {
    const { world, roots, authority, department, token, upper, lower } = await directories()
    const others = await Promise.all(
      Array.from({ length: 15 }, (_, i) =>
        accredit(authority, department, { name: `${i}`, types: [] }),
      ),
    )
    const good = [await upper(), await lower()]
    const verify = (tokens: readonly string[]) =>
      verifierOf(world, { roots, accreditations: [{ find: async () => tokens }] }).verifyCredential(
        token,
      )
    await expect(verify([...others, ...good])).rejects.toMatchObject({ outcome: 'failed' })
    await expect(verify([...others.slice(1), ...good])).resolves.toBeDefined()
  })

  test('looks at no more of an answer than a bag may hold', async () => {
    const { authority, department, verifier, publish, upper, lower, token } = await directories()
    const others = await Promise.all(
      Array.from({ length: 15 }, (_, i) =>
        accredit(authority, department, { name: `${i}`, types: [] }),
      ),
    )
    const good = [await upper(), await lower()]
    publish(top, department, [...others, ...good])
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({ outcome: 'failed' })
    const fewer = await directories()
    fewer.publish(top, fewer.department, [
      ...others.slice(0, 14),
      await fewer.upper(),
      await fewer.lower(),
    ])
    await expect(fewer.verifier.verifyCredential(fewer.token)).resolves.toBeDefined()
  })

  test('connects to nothing that an unproven credential or accreditation names', async () => {
    const { world, verifier, token, asked, resolved, authority } = await directories()
    const [mallory, victim] = [
      await join(world, { host: 'mallory.example' }),
      await join(world, { host: 'victim.example' }),
    ]
    const inside = { directory: 'http://169.254.169.254/latest', depth: 1 }
    const chain = [await accredit(victim, mallory, inside), await accredit(mallory, victim, inside)]
    for (const presented of [token, await issueBadge(mallory)]) {
      await expect(verifier.verifyCredential(presented, { chain })).rejects.toMatchObject({
        outcome: 'failed',
      })
    }
    expect(asked.filter((url) => !url.startsWith(`${top}/`))).toEqual([])
    expect(resolved.filter((did) => did !== authority.did)).toEqual([])
  })

  test('adds no root, whatever a directory answers', async () => {
    const { world, department, verifier, publish, token } = await directories()
    const mallory = await join(world)
    publish(top, department, [await accredit(mallory, department, {})])
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({ outcome: 'failed' })
  })

  test.each<[string, (url: string) => string | Error]>([
    ['does not answer', () => new TypeError('fetch failed')],
    ['answers what is no JSON', () => 'oops'],
    ['answers what is no list', () => '{"accreditations":{}}'],
    ['answers without an end', () => `{"accreditations":["${'x'.repeat(2_000_000)}"]}`],
  ])('says unknown, not failed, when a directory %s', async (_, answer) => {
    const { verifier, served, department, token } = await directories()
    const url = accreditationsUrlOf(top, department.did)
    served.set(url, answer(url))
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({
      code: 'authority_unreachable',
      outcome: 'unknown',
    })
  })

  test('says failed when the directory answers that there is nothing', async () => {
    const { verifier, token } = await directories()
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({
      code: 'credential_issuer_untrusted',
      outcome: 'failed',
    })
  })

  test('says unknown when the status of what was found cannot be read', async () => {
    const { world, roots, publish, department, upper, lower, token, served } = await directories()
    publish(top, department, [await upper(), await lower()])
    const fetch: Fetch = async (url) => new Response(served.get(url) as string)
    const verifier = verifierOf(world, {
      roots,
      accreditations: [createHttpAccreditationSource({ fetch })],
      status: { list: () => Promise.reject(new TypeError('fetch failed')) },
    })
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({
      code: 'status_unreachable',
      outcome: 'unknown',
    })
  })

  test('says unknown when a source of the caller breaks', async () => {
    const { world, roots, token } = await directories()
    const broken: AccreditationSource = { find: () => Promise.reject(new TypeError('broken')) }
    const verifier = verifierOf(world, { roots, accreditations: [broken] })
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({
      code: 'authority_unreachable',
      outcome: 'unknown',
    })
  })

  test('asks no more often than it was told, and 16 times at most', async () => {
    for (const [maxRequests, most] of [
      [2, 2],
      [99, 16],
    ] as const) {
      const { world, authority, hospital, verifier, publish, asked, token, upper, department } =
        await directories({ maxRequests })
      // Each hands on to the next; the department is never among them.
      let last = hospital
      const chain = [await upper({ depth: 8, directory: `${below}/0` })]
      for (let i = 1; i < 8; i++) {
        const next = await join(world)
        chain.push(await accredit(last, next, { depth: 8 - i, directory: `${below}/${i}` }))
        last = next
      }
      chain.push(await accredit(authority, await join(world), { directory: `${below}/9` }))
      publish(top, department, chain.slice(0, 9))
      for (let i = 0; i < 8; i++) publish(`${below}/${i}`, { did: last.did }, [])
      const hints = { chain: [await accredit(last, department, {}, { validUntil: after(1) })] }
      world.now = after(2)
      await verifier.verifyCredential(token, hints).catch(() => undefined)
      expect(asked.length).toBeLessThanOrEqual(most)
      expect(asked.length).toBeGreaterThan(1)
    }
  })

  test('gives up in time where a directory never answers', async () => {
    const { world, roots, token } = await directories()
    let ended: () => void = () => undefined
    const isEnded = new Promise<void>((done) => {
      ended = done
    })
    const silent = createHttpAccreditationSource({
      fetch: (_, { signal }) => {
        signal.addEventListener('abort', ended)
        return new Promise(() => undefined)
      },
      timeoutMs: 30,
    })
    const verifier = verifierOf(world, { roots, accreditations: [silent] })
    const begun = performance.now()
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({
      code: 'authority_unreachable',
    })
    // The request, too, which others could have joined.
    await isEnded
    expect(performance.now() - begun).toBeLessThan(5000)
  })

  test('stops for the signal of the caller', async () => {
    const { world, roots, token } = await directories()
    const silent = createHttpAccreditationSource({
      fetch: () => new Promise(() => undefined),
      timeoutMs: 300,
    })
    const verifier = verifierOf(world, { roots, accreditations: [silent] })
    await expect(
      verifier.verifyCredential(token, { signal: AbortSignal.timeout(20) }),
    ).rejects.toMatchObject({ code: 'authority_unreachable', outcome: 'unknown' })
  })

  test('keeps answers for as long as it was told, those that there is nothing too', async () => {
    const { world, verifier, asked, token } = await directories({ maxAgeSeconds: 100 })
    const ask = () => verifier.verifyCredential(token).catch(() => undefined)
    await ask()
    const once = asked.length
    world.now = after(100)
    await ask()
    expect(asked.length).toBe(once)
    world.now = after(101)
    await ask()
    expect(asked.length).toBe(2 * once)
  })

  test('keeps no more answers than it has room for', async () => {
    const { world, verifier, asked } = await directories({ maxCacheBytes: 700 })
    const tokens = await Promise.all(
      Array.from({ length: 4 }, async () => issueBadge(await join(world))),
    )
    for (const token of [...tokens, ...tokens]) {
      await verifier.verifyCredential(token).catch(() => undefined)
    }
    expect(asked.length).toBe(8)
    await verifier.verifyCredential(tokens[3] as string).catch(() => undefined)
    expect(asked.length).toBe(8)
  })

  test('refuses a revoked accreditation though the answer was kept', async () => {
    const { world, authority, verifier, publish, department, upper, lower, token } =
      await directories()
    publish(top, department, [await upper(), await lower()])
    await verifier.verifyCredential(token)
    setStatus(world, authority.list, { index: 900, value: 'revoked' })
    world.now = after(61)
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({ outcome: 'failed' })
  })

  test('fetches over http where the caller lists the origin, and only there', async () => {
    const { world, authority, served, publish, department, upper, lower, token } =
      await directories()
    const directory = 'http://127.0.0.1:8080/accreditations'
    publish(directory, department, [await upper(), await lower()])
    const fetch: Fetch = async (url) => new Response(served.get(url) as string)
    const roots = [{ did: authority.did, types: [badge, issuingAccreditation], directory }]
    const of = (options: object) =>
      verifierOf(world, {
        roots,
        accreditations: [createHttpAccreditationSource({ fetch, ...options })],
      }).verifyCredential(token)
    await expect(of({})).rejects.toMatchObject({ code: 'authority_unreachable' })
    await expect(of({ [allowLoopbackHttp]: ['http://127.0.0.1:8080'] })).resolves.toBeDefined()
  })
})

describe('an accreditation', () => {
  test.each([
    ['https://hospital.example/accreditations', true],
    ['https://hospital.example:8443', true],
    ['https://user@hospital.example/', false],
    ['https://hospital.example/?of=', false],
    ['https://hospital.example/#', false],
    ['file:///etc/passwd', false],
    ['https://hospital.example/\u202e', false],
  ])('that names the directory %s can be issued: %s', async (directory, good) => {
    const world = createWorld()
    const [authority, hospital] = [await join(world), await join(world)]
    const issuing = accredit(authority, hospital, { directory })
    if (good) await expect(issuing).resolves.toBeDefined()
    else await expect(issuing).rejects.toMatchObject({ code: 'credential_claims_invalid' })
  })
})

const claimsOf = async (token: Promise<string>) =>
  parseIssuingAccreditationClaims((await decodeCredential(await token)).credential.claims)

/** A search for whatever leads to somebody. */
const searching = ({ did }: Party): AccreditationSearch => ({
  issuer: did,
  organisations: [],
  chain: [],
  links: [],
  directories: [],
  room: 16,
  now: after(0),
  signal: undefined,
  read: async () => undefined,
  prove: async () => false,
})

describe('a verifier that knows accreditations', () => {
  async function known(tokens: (hops: readonly string[]) => readonly string[]) {
    const { world, roots, upper, lower, token, department } = await directories()
    const hops = [await upper(), await lower()]
    const source = createMemoryAccreditationSource(tokens(hops))
    return {
      world,
      roots,
      token,
      department,
      verifier: verifierOf(world, { roots, accreditations: [source] }),
    }
  }

  test('completes a chain from any number of them, in any order', async () => {
    const world = createWorld()
    const others = await Promise.all(
      Array.from({ length: 40 }, async () => accredit(await join(world), await join(world), {})),
    )
    const { verifier, token } = await known((hops) => [...others, 'no token', ...hops])
    expect((await verifier.verifyCredential(token)).chain.length).toBe(2)
  })

  test('takes of them what a call does not bring along', async () => {
    const { verifier, token } = await known((hops) => hops.slice(0, 1))
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({ outcome: 'failed' })
  })

  test('passes over one that is too long, as over what cannot be read', async () => {
    const { hospital, department } = await directories()
    const many = Array.from({ length: 60 }, (_, i) => `did:web:${'x'.repeat(1500)}${i}`)
    const long = await accredit(hospital, department, { organisations: many })
    const { verifier, token } = await known((hops) => [...hops, long])
    await expect(verifier.verifyCredential(token)).resolves.toBeDefined()
    const source = createMemoryAccreditationSource([long])
    expect(await source.find(searching(department))).toEqual([])
  })

  test('hands out no more than there is room for, and nothing that is at hand', async () => {
    const { department, upper, lower } = await directories()
    const [hop, other] = [await lower(), await lower({ name: 'Other' })]
    const source = createMemoryAccreditationSource([hop, other, await upper()])
    const search = searching(department)
    expect((await source.find({ ...search, room: 2 })).length).toBe(2)
    expect(await source.find({ ...search, chain: [hop] })).not.toContain(hop)
  })

  test('holds them to what others are held to', async () => {
    const { world, verifier, token } = await known((hops) => hops)
    setStatus(world, world.lists.keys().next().value as string, { index: 900, value: 'revoked' })
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({
      code: 'status_revoked',
      place: '/chain/1',
    })
  })
})
