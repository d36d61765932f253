import type { JsonObject } from '@fidecura/base'
import { generateSigner, thumbprintOf } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { statusListType } from '../../src/index.ts'
import {
  accredit,
  after,
  badge,
  cardiology,
  createWorld,
  employ,
  entryIn,
  forge,
  issueBadge,
  issuingAccreditation,
  join,
  license,
  neurology,
  patientIdentity,
  payloadOf,
  practitionerLicence,
  practitionerRole,
  roleClaims,
  serve,
  setStatus,
  tokenOf,
  verifierOf,
} from './world.ts'

const other = 'urn:example:credential:other:1'

/** authority -> hospital -> department -> badge; every level as good as it can be. */
async function organisations({ web = false } = {}) {
  const world = createWorld()
  const host = (name: string) => (web ? { host: `${name}.example` } : {})
  const authority = await join(world)
  const hospital = await join(world, host('hospital'))
  const department = await join(world, host('department'))
  const verifier = verifierOf(world, {
    roots: [{ did: authority.did, types: [badge, issuingAccreditation] }],
  })
  const upper = (claims: JsonObject = {}, contents = {}) =>
    accredit(authority, hospital, { depth: 1, ...claims }, contents)
  const lower = (claims: JsonObject = {}, contents = {}) =>
    accredit(
      hospital,
      department,
      { depth: 0, ...claims },
      { status: entryIn(hospital, 901), ...contents },
    )
  const token = await issueBadge(department)
  return { world, authority, hospital, department, verifier, upper, lower, token }
}

describe('verifyCredential, along a chain of authority,', () => {
  test('accepts the chain in any order and tells the way', async () => {
    const { authority, hospital, department, verifier, upper, lower, token } = await organisations({
      web: true,
    })
    for (const chain of [
      [await upper(), await lower()],
      [await lower(), await upper()],
    ]) {
      const verified = await verifier.verifyCredential(token, { chain })
      expect(verified.roots).toEqual([authority.did])
      expect(verified.chain).toMatchObject([
        { issuer: authority.did, subject: hospital.did },
        { issuer: hospital.did, subject: department.did },
      ])
    }
  })

  const week = { validFrom: after(-999_999), issuedAt: after(-999_999) }
  test.each([
    ['a type that is not granted', { types: [other] }, {}, {}, 'authority_type_not_granted'],
    ['an accreditation that grants no type', { types: [] }, {}, {}, 'authority_type_not_granted'],
    ['more depth than is left', { depth: 0 }, {}, {}, 'authority_depth_exceeded'],
    [
      'an accreditation that passes all its depth on',
      { depth: 1 },
      { depth: 1 },
      {},
      'authority_depth_exceeded',
    ],
    ['a widened type', {}, { types: [badge, other] }, {}, 'authority_widened'],
    ["'*' under a list of types", {}, { types: '*' }, {}, 'authority_widened'],
    [
      'a widened speciality',
      { specialties: ['a|b'] },
      { specialties: ['a|b', 'a|c'] },
      {},
      'authority_widened',
    ],
    ["'*' under no purposes", {}, { purposes: '*' }, {}, 'authority_widened'],
    [
      'a widened purpose',
      { purposes: ['TREAT'] },
      { purposes: ['HRESCH'] },
      {},
      'authority_widened',
    ],
    ['an expired hop', {}, {}, { ...week, validUntil: after(-1) }, 'credential_expired'],
    ['a hop that is not yet in force', {}, {}, { validFrom: after(1) }, 'credential_not_yet_valid'],
  ])('refuses %s', async (_, above, below, contents, code) => {
    const { verifier, upper, lower, token } = await organisations()
    const chain = [await upper(above), await lower(below, contents)]
    await expect(verifier.verifyCredential(token, { chain })).rejects.toMatchObject({ code })
  })

  test('refuses a type that the root would allow and the accreditation below it does not', async () => {
    const { world, authority, hospital } = await organisations()
    const roots = [{ did: authority.did, types: [badge, other, issuingAccreditation] }]
    const chain = [await accredit(authority, hospital, { types: [other] })]
    await expect(
      verifierOf(world, { roots }).verifyCredential(await issueBadge(hospital), { chain }),
    ).rejects.toMatchObject({ code: 'authority_type_not_granted' })
  })

  test("accepts '*' under '*'", async () => {
    const { verifier, upper, lower, token } = await organisations()
    const chain = [await upper({ types: '*' }), await lower({ types: '*' })]
    await expect(verifier.verifyCredential(token, { chain })).resolves.toBeDefined()
  })

  test('names the token of the bag that is at fault', async () => {
    const { verifier, upper, lower, token } = await organisations()
    const chain = [await upper(), await lower({}, { validFrom: after(1) })]
    const report = await verifier.checkCredential(token, { chain })
    expect(report.checks).toContainEqual({
      check: 'authority',
      outcome: 'failed',
      code: 'credential_not_yet_valid',
      place: '/chain/1',
    })
  })

  test.each([
    ['suspended', 'status_suspended'],
    ['revoked', 'status_revoked'],
  ] as const)('refuses a hop that was %s after it had been seen', async (value, code) => {
    const { world, hospital, verifier, upper, lower, token } = await organisations()
    const chain = [await upper(), await lower()]
    await verifier.verifyCredential(token, { chain })
    setStatus(world, hospital.list, { index: 901, value })
    world.now = after(61)
    await expect(verifier.verifyCredential(token, { chain })).rejects.toMatchObject({ code })
  })

  test('refuses a hop that has expired since it was seen', async () => {
    const { world, verifier, upper, lower, token } = await organisations()
    const chain = [await upper(), await lower({}, { validUntil: after(30) })]
    await verifier.verifyCredential(token, { chain })
    world.now = after(30)
    await expect(verifier.verifyCredential(token, { chain })).rejects.toMatchObject({
      code: 'credential_expired',
    })
  })

  test('refuses a hop whose issuer has replaced its key since it was seen', async () => {
    const { world, hospital, verifier, upper, lower, token } = await organisations({ web: true })
    const replaced = await generateSigner({ did: hospital.did, fragment: 'key-1' })
    const chain = [
      await upper({ keys: [...hospital.keys, await thumbprintOf(replaced.publicKey)] }),
      await lower(),
    ]
    serve(world, hospital.did, [hospital.signer])
    await verifier.verifyCredential(token, { chain })
    serve(world, hospital.did, [replaced])
    world.now = after(10)
    await expect(verifier.verifyCredential(token, { chain })).rejects.toMatchObject({
      code: 'jws_signature_invalid',
    })
  })

  test('refuses a hop without a status entry', async () => {
    const { hospital, verifier, upper, lower, token } = await organisations()
    const { status: _, ...payload } = payloadOf(await lower())
    const chain = [await upper(), await forge(hospital.signer, payload)]
    await expect(verifier.verifyCredential(token, { chain })).rejects.toMatchObject({
      code: 'status_missing',
    })
  })

  test('refuses a hop that another has signed', async () => {
    const { hospital, verifier, upper, lower, token } = await organisations()
    const stranger = await generateSigner()
    const forged = await forge(
      { ...stranger, keyId: hospital.signer.keyId },
      payloadOf(await lower()),
    )
    const chain = [await upper(), forged]
    await expect(verifier.verifyCredential(token, { chain })).rejects.toMatchObject({
      code: 'jws_signature_invalid',
    })
  })

  test('refuses a hop with a member that is not understood', async () => {
    const { hospital, verifier, upper, lower, token } = await organisations()
    const payload = payloadOf(await lower())
    const subject = { ...(payload['credentialSubject'] as JsonObject), except: [badge] }
    const chain = [
      await upper(),
      await forge(hospital.signer, { ...payload, credentialSubject: subject }),
    ]
    await expect(verifier.verifyCredential(token, { chain })).rejects.toMatchObject({
      code: 'authority_malformed',
    })
  })

  test('refuses a hop that says to be something else besides', async () => {
    const { hospital, verifier, upper, lower, token } = await organisations()
    const type = ['VerifiableCredential', issuingAccreditation, badge]
    const forged = await forge(hospital.signer, { ...payloadOf(await lower()), type })
    await expect(
      verifier.verifyCredential(token, { chain: [await upper(), forged] }),
    ).rejects.toMatchObject({ code: 'authority_malformed', place: '/chain/1' })
  })

  test('refuses a bag with anything else than accreditations', async () => {
    const { verifier, upper, lower, token } = await organisations()
    const chain = [await upper(), await lower(), token]
    await expect(verifier.verifyCredential(token, { chain })).rejects.toMatchObject({
      code: 'authority_malformed',
      place: '/chain/2',
    })
  })

  test('refuses a department that signs with a key its accreditation does not name', async () => {
    const { world, department, verifier, upper, lower } = await organisations({ web: true })
    const later = await generateSigner({ did: department.did, fragment: 'key-2' })
    serve(world, department.did, [department.signer, later])
    const chain = [await upper(), await lower()]
    const token = await issueBadge({ ...department, signer: later })
    await expect(verifier.verifyCredential(token, { chain })).rejects.toMatchObject({
      code: 'authority_key_not_pinned',
    })
  })

  test('refuses a hop that was signed with a key the hop above does not name', async () => {
    const { world, hospital, department, verifier, upper, token } = await organisations({
      web: true,
    })
    const later = await generateSigner({ did: hospital.did, fragment: 'key-2' })
    serve(world, hospital.did, [hospital.signer, later])
    const stolen = { ...hospital, signer: later }
    const chain = [
      await upper(),
      await accredit(stolen, department, {}, { status: entryIn(hospital, 901) }),
    ]
    await expect(verifier.verifyCredential(token, { chain })).rejects.toMatchObject({
      code: 'authority_key_not_pinned',
      place: '/chain/1',
    })
  })

  test('refuses an accreditation of a did:web that names no keys', async () => {
    const { hospital, verifier, upper, lower, token } = await organisations({ web: true })
    const payload = payloadOf(await lower())
    const { keys: _, ...subject } = payload['credentialSubject'] as JsonObject
    const chain = [
      await upper(),
      await forge(hospital.signer, { ...payload, credentialSubject: subject }),
    ]
    await expect(verifier.verifyCredential(token, { chain })).rejects.toMatchObject({
      code: 'authority_malformed',
    })
  })

  test('refuses a chain whose root is not trusted for the type', async () => {
    const { world, authority, upper, lower, token } = await organisations()
    const verifier = verifierOf(world, {
      roots: [{ did: authority.did, types: [other, issuingAccreditation] }],
    })
    const chain = [await upper(), await lower()]
    await expect(verifier.verifyCredential(token, { chain })).rejects.toMatchObject({
      code: 'authority_type_not_granted',
    })
  })

  test('refuses a chain whose root is not trusted to accredit', async () => {
    const { world, authority, upper, lower, token } = await organisations()
    const verifier = verifierOf(world, { roots: [{ did: authority.did, types: [badge] }] })
    const chain = [await upper(), await lower()]
    await expect(verifier.verifyCredential(token, { chain })).rejects.toMatchObject({
      code: 'authority_type_not_granted',
    })
  })

  test('takes no root from the bag', async () => {
    const { world, department, verifier, token } = await organisations()
    const stranger = await join(world)
    const itself = await accredit(stranger, stranger, { depth: 8 })
    const chain = [itself, await accredit(stranger, department, {})]
    await expect(verifier.verifyCredential(token, { chain })).rejects.toMatchObject({
      code: 'authority_cycle',
    })
    await expect(verifier.verifyCredential(token, { chain: chain.slice(1) })).rejects.toMatchObject(
      {
        code: 'credential_issuer_untrusted',
      },
    )
  })

  test('refuses a chain that leads to others than the issuer', async () => {
    const { world, verifier, upper, lower } = await organisations()
    const stranger = await join(world)
    const chain = [await upper(), await lower()]
    await expect(
      verifier.verifyCredential(await issueBadge(stranger), { chain }),
    ).rejects.toMatchObject({ code: 'authority_missing' })
  })

  test('refuses a circle of accreditations and comes to an end', async () => {
    const { hospital, department, verifier, lower, token } = await organisations()
    const chain = [await lower({ depth: 3 }), await accredit(department, hospital, { depth: 8 })]
    await expect(verifier.verifyCredential(token, { chain })).rejects.toMatchObject({
      code: 'authority_cycle',
    })
  })

  test('does not add up what two parents grant', async () => {
    const { world, authority, hospital, department, lower } = await organisations()
    const group = await join(world)
    const roots = [{ did: authority.did, types: [badge, other, issuingAccreditation] }]
    const wide = verifierOf(world, { roots })
    const payload = payloadOf(await issueBadge(department))
    const both = await forge(department.signer, {
      ...payload,
      type: ['VerifiableCredential', badge, other],
    })
    const chain = [
      await accredit(authority, hospital, { depth: 1 }),
      await accredit(authority, group, { depth: 1, types: [other] }),
      await lower(),
      await accredit(group, department, { types: [other] }),
    ]
    await expect(wide.verifyCredential(both, { chain })).rejects.toMatchObject({
      code: 'authority_type_not_granted',
    })
    await expect(
      wide.verifyCredential(await issueBadge(department), { chain }),
    ).resolves.toBeDefined()
  })

  test.each<[string, JsonObject, string]>([
    ['more types', { types: [badge, other] }, 'authority_widened'],
    ['any type', { types: '*' }, 'authority_widened'],
    ['a department', { departments: ['did:example:ward'] }, 'authority_widened'],
    ['levels below it', { depth: 1 }, 'authority_depth_exceeded'],
  ])('refuses an accreditation of %s beyond what its issuer holds', async (_, claims, code) => {
    const { hospital, department, verifier, upper } = await organisations()
    const accreditation = (more: JsonObject) =>
      accredit(hospital, department, { types: [badge], depth: 0, ...more })
    const chain = [await upper({ types: [badge, issuingAccreditation] })]
    await expect(
      verifier.verifyCredential(await accreditation({}), { chain }),
    ).resolves.toBeDefined()
    await expect(
      verifier.verifyCredential(await accreditation(claims), { chain }),
    ).rejects.toMatchObject({ code })
  })

  test('takes another way if one has fallen', async () => {
    const { world, authority, hospital, department, verifier, upper, lower, token } =
      await organisations()
    const chain = [await upper(), await lower(), await accredit(authority, department, {})]
    setStatus(world, hospital.list, { index: 901, value: 'revoked' })
    const verified = await verifier.verifyCredential(token, { chain })
    expect(verified.chain).toMatchObject([{ issuer: authority.did, subject: department.did }])
  })

  test('prefers to say unknown if one of the ways may do later', async () => {
    const { world, authority, hospital, department, upper, lower, token } = await organisations()
    const away = { ...authority, list: 'https://away.example/status/1' }
    const direct = await accredit(authority, department, {}, { status: entryIn(away, 3) })
    setStatus(world, hospital.list, { index: 901, value: 'revoked' })
    const verifier = verifierOf(world, {
      roots: [{ did: authority.did, types: [badge, issuingAccreditation] }],
      status: {
        list: async (url, options) => {
          if (url === away.list) throw new TypeError('fetch failed')
          return world.status.list(url, options)
        },
      },
    })
    for (const chain of [
      [await upper(), await lower(), direct],
      [direct, await upper(), await lower()],
    ]) {
      await expect(verifier.verifyCredential(token, { chain })).rejects.toMatchObject({
        code: 'status_unreachable',
        outcome: 'unknown',
      })
    }
  })

  test('refuses a hop of a root by a key that the configuration does not name', async () => {
    const { world, department, token } = await organisations()
    const ministry = await join(world, { host: 'ministry.example' })
    const later = await generateSigner({ did: ministry.did, fragment: 'key-2' })
    serve(world, ministry.did, [ministry.signer, later])
    const types = [badge, issuingAccreditation]
    const verifier = verifierOf(world, {
      roots: [{ did: ministry.did, types, keys: ministry.keys }],
    })
    const chain = [await accredit({ ...ministry, signer: later }, department, {})]
    await expect(verifier.verifyCredential(token, { chain })).rejects.toMatchObject({
      code: 'authority_key_not_pinned',
      place: '/chain/0',
    })
    const good = [await accredit(ministry, department, {})]
    await expect(verifier.verifyCredential(token, { chain: good })).resolves.toBeDefined()
  })

  test('refuses an accreditation of more than 64 KiB', async () => {
    const { verifier, upper, lower, token } = await organisations()
    const many = Array.from({ length: 40 }, (_, i) => `did:web:${'x'.repeat(1500)}${i}`)
    const chain = [await upper({ organisations: '*' }), await lower({ organisations: many })]
    await expect(verifier.verifyCredential(token, { chain })).rejects.toMatchObject({
      code: 'authority_malformed',
      place: '/chain/1',
    })
    const shorter = [chain[0] ?? '', await lower({ organisations: many.slice(0, 20) })]
    await expect(verifier.verifyCredential(token, { chain: shorter })).resolves.toBeDefined()
  })

  test('refuses more than 16 accreditations', async () => {
    const { verifier, upper, lower, token } = await organisations()
    const chain = [await upper(), ...Array.from({ length: 16 }, () => '')]
    chain.fill(await lower(), 1)
    await expect(verifier.verifyCredential(token, { chain })).rejects.toMatchObject({
      code: 'authority_too_large',
    })
    await expect(
      verifier.verifyCredential(token, { chain: chain.slice(0, 16) }),
    ).resolves.toBeDefined()
  })

  test('asks no more often than there are accreditations, however many ways they make', async () => {
    const { world, authority, hospital, upper } = await organisations()
    const levels = [hospital]
    for (let i = 1; i <= 5; i++) levels.push(await join(world, { host: `level-${i}.example` }))
    const chain = [await upper({ depth: 8 })]
    for (const [i, level] of levels.slice(1).entries()) {
      for (const name of ['a', 'b', 'c']) {
        chain.push(await accredit(levels[i] as typeof level, level, { name, depth: 7 - i }))
      }
    }
    const resolved: string[] = []
    const verifier = verifierOf(world, {
      roots: [{ did: authority.did, types: [badge, issuingAccreditation] }],
      resolve: (did, options) => {
        resolved.push(did)
        if (did === levels[1]?.did) throw new TypeError('fetch failed')
        return world.resolve(did, options)
      },
    })
    const token = await issueBadge(levels[5] as typeof hospital)
    await expect(verifier.verifyCredential(token, { chain })).rejects.toMatchObject({
      code: 'issuer_unresolvable',
      outcome: 'unknown',
    })
    const asked = resolved.filter((did) => did === levels[1]?.did)
    expect(asked.length).toBeLessThanOrEqual(3)
  })

  test('asks nobody whom no proven accreditation names', async () => {
    const { world, authority, department, token } = await organisations()
    const hospital = await join(world, { host: 'hospital-of-mallory.example' })
    const resolved: string[] = []
    const verifier = verifierOf(world, {
      roots: [{ did: authority.did, types: [badge, issuingAccreditation] }],
      resolve: (did, options) => {
        resolved.push(did)
        return world.resolve(did, options)
      },
    })
    const stranger = await generateSigner()
    const payload = payloadOf(await accredit(authority, hospital, { depth: 1 }))
    const forged = await forge({ ...stranger, keyId: authority.signer.keyId }, payload)
    const chain = [forged, await accredit(hospital, department, {})]
    await expect(verifier.verifyCredential(token, { chain })).rejects.toMatchObject({
      code: 'jws_signature_invalid',
      place: '/chain/0',
    })
    expect(resolved).toEqual([authority.did])
  })
})

describe('verifyCredential, where two authorities have accredited each other,', () => {
  async function crossed() {
    const world = createWorld()
    const [north, south, hospital] = [await join(world), await join(world), await join(world)]
    const across = { depth: 3 }
    const bag = [
      await accredit(north, south, across),
      await accredit(south, north, across),
      await accredit(south, hospital, { depth: 2 }, { status: entryIn(south, 901) }),
    ]
    const token = await issueBadge(hospital)
    const trusting = (...roots: { did: typeof north.did; types: string[] }[]) =>
      verifierOf(world, { roots }).verifyCredential(token, { chain: bag })
    const types = [badge, issuingAccreditation]
    return { world, north, south, hospital, bag, token, trusting, types }
  }

  test('goes through the other one from the one that is trusted', async () => {
    const { north, south, hospital, trusting, types } = await crossed()
    const verified = await trusting({ did: north.did, types })
    expect(verified.roots).toEqual([north.did])
    expect(verified.chain.map(({ subject }) => subject)).toEqual([south.did, hospital.did])
  })

  test('takes no authority from the circle itself', async () => {
    const { world, trusting, types } = await crossed()
    const third = await join(world)
    await expect(trusting({ did: third.did, types })).rejects.toMatchObject({
      code: 'authority_cycle',
    })
  })

  test('adds nothing to what each root is trusted for', async () => {
    const { north, south, trusting } = await crossed()
    await expect(
      trusting(
        { did: north.did, types: [other, issuingAccreditation] },
        { did: south.did, types: [badge] },
      ),
    ).rejects.toMatchObject({ code: 'authority_type_not_granted' })
  })

  test('falls with the accreditation across, where only that leads to a root', async () => {
    const { world, north, trusting, types } = await crossed()
    setStatus(world, north.list, { index: 900, value: 'suspended' })
    await expect(trusting({ did: north.did, types })).rejects.toMatchObject({
      code: 'status_suspended',
      place: '/chain/0',
    })
  })
})

describe('verifyCredential, of a role below an accreditation,', () => {
  const grants = (hospital: string, department: string) => ({
    types: [practitionerRole],
    organisations: [hospital],
    departments: [department],
    specialties: [tokenOf(cardiology)],
    purposes: ['TREAT'],
  })

  async function staffed() {
    const world = createWorld()
    const [authority, hospital, department, doctor] = [
      await join(world),
      await join(world),
      await join(world),
      await join(world),
    ]
    const types = [practitionerLicence, practitionerRole, issuingAccreditation]
    const verifier = verifierOf(world, { roots: [{ did: authority.did, types }] })
    const licence = await license(authority, doctor)
    const role = await employ(department, doctor, roleClaims(hospital, department, authority))
    const verify = async (claims: JsonObject) =>
      verifier.verifyCredential(role, {
        licence,
        chain: [
          await accredit(authority, department, {
            ...grants(hospital.did, department.did),
            ...claims,
          }),
        ],
      })
    return { verify, authority }
  }

  test('accepts what is granted, and names the root of the licence too', async () => {
    const { verify, authority } = await staffed()
    expect((await verify({})).roots).toEqual([authority.did, authority.did])
  })

  test.each([
    ['organisation', { organisations: ['did:web:elsewhere.example'] }, 'organisations'],
    ['organisation, since none is', { organisations: [] }, 'organisations'],
    ['department', { departments: ['did:web:elsewhere.example'] }, 'departments'],
    ['speciality', { specialties: [tokenOf(neurology)] }, 'specialties'],
    [
      'speciality, though of the same code in another system',
      { specialties: [`x|${cardiology.code}`] },
      'specialties',
    ],
    ['purpose', { purposes: ['HRESCH'] }, 'purposes'],
  ])('refuses one whose %s is not granted', async (_, claims, place) => {
    const { verify } = await staffed()
    await expect(verify(claims)).rejects.toMatchObject({
      code: 'authority_value_not_granted',
      place,
    })
  })

  test("accepts any value under '*'", async () => {
    const { verify } = await staffed()
    await expect(
      verify({ organisations: '*', departments: '*', specialties: '*', purposes: '*', types: '*' }),
    ).resolves.toBeDefined()
  })
})

describe('verifyCredential, for the identity of a patient,', () => {
  const record = { system: 'https://hospital.example/records', value: 'R-0001' }

  async function clinics() {
    const world = createWorld()
    const [authority, clinic, patient] = [await join(world), await join(world), await join(world)]
    const verifier = verifierOf(world, {
      roots: [{ did: authority.did, types: [patientIdentity, issuingAccreditation] }],
    })
    const token = await issueBadge(clinic, {
      type: patientIdentity,
      subject: patient.did,
      holderKey: patient.signer.publicKey,
      claims: { record, method: 'in_person' },
      status: entryIn(clinic, 3),
    })
    const accredited = (claims: JsonObject) =>
      accredit(authority, clinic, { types: [patientIdentity], ...claims })
    return { verifier, token, accredited }
  }

  test.each([
    ['none', {}],
    ['those of its own records', { recordSystems: ['https://clinic.example/records'] }],
  ])('refuses a clinic that may give keys to %s', async (_, claims) => {
    const { verifier, token, accredited } = await clinics()
    await expect(
      verifier.verifyCredential(token, { chain: [await accredited(claims)] }),
    ).rejects.toMatchObject({ code: 'authority_value_not_granted', place: 'recordSystems' })
  })

  test.each([[[record.system]], ['*']])('accepts one that may for %j', async (recordSystems) => {
    const { verifier, token, accredited } = await clinics()
    await expect(
      verifier.verifyCredential(token, { chain: [await accredited({ recordSystems })] }),
    ).resolves.toBeDefined()
  })
})

test('verifyCredential refuses a licence for a speciality that is not granted', async () => {
  const world = createWorld()
  const [ministry, authority, doctor] = [await join(world), await join(world), await join(world)]
  const types = [practitionerLicence, issuingAccreditation]
  const verifier = verifierOf(world, { roots: [{ did: ministry.did, types }] })
  const licence = await license(authority, doctor)
  const verify = async (specialties: readonly string[]) => {
    const claims = { types: [practitionerLicence], specialties, registers: '*' } as const
    const chain = [await accredit(ministry, authority, claims)]
    return verifier.verifyCredential(licence, { chain })
  }
  await expect(verify([tokenOf(neurology)])).rejects.toMatchObject({
    code: 'authority_value_not_granted',
    place: 'specialties',
  })
  await expect(verify([tokenOf(cardiology)])).resolves.toBeDefined()
})

// By the number in a register two people are told apart who must both sign.
test.each([
  ['none', undefined],
  ['another', ['https://nurses.example/register']],
])(
  'verifyCredential refuses a licence with a number of a register, granted %s',
  async (_, registers) => {
    const world = createWorld()
    const [ministry, authority, doctor] = [await join(world), await join(world), await join(world)]
    const types = [practitionerLicence, issuingAccreditation]
    const verifier = verifierOf(world, { roots: [{ did: ministry.did, types }] })
    const licence = await license(authority, doctor)
    const verify = async (granted: readonly string[] | undefined) => {
      const more = granted === undefined ? {} : { registers: granted }
      const claims = { types: [practitionerLicence], specialties: '*', ...more } as const
      return verifier.verifyCredential(licence, {
        chain: [await accredit(ministry, authority, claims)],
      })
    }
    await expect(verify(registers)).rejects.toMatchObject({
      code: 'authority_value_not_granted',
      place: 'registers',
    })
    await expect(verify(['https://authority.example/register'])).resolves.toBeDefined()
  },
)

test('a verifier reads the accreditations that it keeps once, and keeps as many as it is told', async () => {
  const { world, authority, upper, lower, token } = await organisations()
  const roots = [{ did: authority.did, types: [badge, issuingAccreditation] }]
  const chain = [await upper(), await lower()]
  const kept = async (cache: { maxHops?: number }) => {
    const verifier = verifierOf(world, { roots, cache })
    const [first, second] = [
      await verifier.verifyCredential(token, { chain }),
      await verifier.verifyCredential(token, { chain }),
    ]
    return first.chain.map((link, i) => link === second.chain[i])
  }
  expect(await kept({})).toEqual([true, true])
  expect(await kept({ maxHops: 1 })).toEqual([false, true])
})

describe('verifyCredential, with a status list of another signer,', () => {
  async function delegated() {
    const world = createWorld()
    const [issuer, host] = [await join(world), await join(world)]
    const verifier = verifierOf(world, { roots: [{ did: issuer.did, types: [badge] }] })
    const token = await issueBadge(issuer, { status: entryIn(host, 3) })
    return { world, issuer, host, verifier, token }
  }

  test('accepts the list of whom the issuer has accredited for it', async () => {
    const { issuer, host, verifier, token } = await delegated()
    const chain = [await accredit(issuer, host, { types: [statusListType] })]
    await expect(verifier.verifyCredential(token, { chain })).resolves.toBeDefined()
  })

  test('refuses it without that type, even for any type', async () => {
    const { issuer, host, verifier, token } = await delegated()
    for (const types of [[badge], '*'] as const) {
      const chain = [await accredit(issuer, host, { types })]
      await expect(verifier.verifyCredential(token, { chain })).rejects.toMatchObject({
        code: 'status_list_untrusted',
      })
    }
  })

  test('refuses it once that accreditation was revoked', async () => {
    const { world, issuer, host, verifier, token } = await delegated()
    const chain = [await accredit(issuer, host, { types: [statusListType] })]
    await verifier.verifyCredential(token, { chain })
    setStatus(world, issuer.list, { index: 900, value: 'revoked' })
    world.now = after(61)
    await expect(verifier.verifyCredential(token, { chain })).rejects.toMatchObject({
      code: 'status_list_untrusted',
    })
  })

  test('refuses it if somebody else was accredited', async () => {
    const { world, issuer, verifier, token } = await delegated()
    const chain = [await accredit(issuer, await join(world), { types: [statusListType] })]
    await expect(verifier.verifyCredential(token, { chain })).rejects.toMatchObject({
      code: 'status_list_untrusted',
    })
  })

  test('refuses it if another than the issuer accredits', async () => {
    const { world, host, verifier, token } = await delegated()
    const chain = [await accredit(await join(world), host, { types: [statusListType] })]
    await expect(verifier.verifyCredential(token, { chain })).rejects.toMatchObject({
      code: 'status_list_untrusted',
    })
  })
})
