import { epochSeconds } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import {
  createMemoryReplayStore,
  issueCredential,
  type PresentationUse,
  presentationVersion,
} from '../../src/index.ts'
import {
  accredit,
  after,
  audience,
  createWorld,
  employ,
  entryIn,
  forge,
  hour,
  issuingAccreditation,
  join,
  license,
  nonce,
  noon,
  type Party,
  patientIdentity,
  payloadOf,
  practitionerLicence,
  practitionerRole,
  present,
  roleClaims,
  setStatus,
  verifierOf,
} from './world.ts'

const terms = Object.freeze({ audience, nonce })

async function clinic(options = {}) {
  const world = createWorld()
  const [authority, hospital, doctor] = [await join(world), await join(world), await join(world)]
  const roots = [
    { did: authority.did, types: [practitionerLicence, patientIdentity] },
    { did: hospital.did, types: [practitionerRole] },
  ]
  const verifier = verifierOf(world, { roots, ...options })
  const role = await employ(hospital, doctor, roleClaims(hospital, hospital, authority))
  const licence = await license(authority, doctor)
  return { world, authority, hospital, doctor, verifier, role, licence }
}

const identify = (
  issuer: Party,
  holder: Party,
  holderKey: Party['signer']['publicKey'] = holder.signer.publicKey,
) =>
  issueCredential(
    {
      type: patientIdentity,
      subject: holder.did,
      holderKey,
      claims: {
        record: { system: 'https://hospital.example/records', value: 'R-1' },
        method: 'in_person',
      },
      validFrom: after(-hour),
      validUntil: after(hour),
      issuedAt: after(-hour),
      status: entryIn(issuer, 5),
    },
    { signer: issuer.signer, format: 'vc+jwt' },
  )

describe('checkPresentation', () => {
  test('looks at a presentation and keeps its nonce for a later call, so that nothing passes', async () => {
    const { doctor, verifier, role, licence } = await clinic()
    const credentials = [await present(doctor, role), await present(doctor, licence)]
    for (let round = 0; round < 2; round++) {
      const look = await verifier.checkPresentation({ credentials }, { ...terms, keepNonce: true })
      expect(look.verdict).toBe('unknown')
      expect(look.checks.filter(({ outcome }) => outcome !== 'passed')).toEqual([
        { check: 'replay', outcome: 'unknown', code: 'check_not_made' },
      ])
    }
    await verifier.verifyPresentation({ credentials }, terms)
    // What only a report may leave out, a brand may not.
    const again = { ...terms, keepNonce: true }
    await expect(verifier.verifyPresentation({ credentials }, again)).rejects.toMatchObject({
      code: 'presentation_replayed',
    })
  })
})

describe('verifyPresentation', () => {
  test('accepts role and licence of one holder', async () => {
    const { doctor, verifier, role, licence } = await clinic({ tenant: 'ward-4' })
    const credentials = [await present(doctor, role), await present(doctor, licence)]
    const verified = await verifier.verifyPresentation({ credentials }, terms)
    expect(verified).toMatchObject({
      audience,
      nonce,
      tenant: 'ward-4',
      holder: doctor.did,
      holderKey: doctor.signer.publicKey,
      at: noon,
      now: noon,
    })
    expect(verified.credentials.map(({ types }) => types)).toEqual([
      [practitionerRole],
      [practitionerLicence],
    ])
    expect(Object.isFrozen(verified) && Object.isFrozen(verified.credentials)).toBe(true)
  })

  test('is not called without options, nor is checkPresentation', async () => {
    const { doctor, verifier, licence } = await clinic()
    const presented = await present(doctor, licence)
    const missing = { code: 'option_missing', place: '' }
    const verified = verifier.verifyPresentation(presented, undefined as never)
    await expect(verified).rejects.toMatchObject(missing)
    const checked = verifier.checkPresentation(presented, undefined as never)
    await expect(checked).rejects.toMatchObject(missing)
  })

  test('accepts a bundle as JSON text, and one SD-JWT by itself', async () => {
    const { doctor, verifier, licence } = await clinic()
    const presented = await present(doctor, licence)
    const text = JSON.stringify({ version: presentationVersion, credentials: [presented] })
    await expect(verifier.verifyPresentation(text, terms)).resolves.toBeDefined()
    const again = await present(doctor, licence, { nonce: 'another' })
    await expect(
      verifier.verifyPresentation(again, { ...terms, nonce: 'another' }),
    ).resolves.toBeDefined()
  })

  test('takes the chain that the holder brings, and no root from it', async () => {
    const { world, authority, doctor, licence } = await clinic()
    const ministry = await join(world)
    const claims = { types: [practitionerLicence], specialties: '*', registers: '*' }
    const chain = [await accredit(ministry, authority, claims)]
    const credentials = [await present(doctor, licence)]
    const types = [practitionerLicence, issuingAccreditation]
    const below = verifierOf(world, { roots: [{ did: ministry.did, types }] })
    await expect(below.verifyPresentation({ credentials, chain }, terms)).resolves.toBeDefined()
    const elsewhere = verifierOf(world, { roots: [{ did: doctor.did, types }] })
    await expect(elsewhere.verifyPresentation({ credentials, chain }, terms)).rejects.toMatchObject(
      { code: 'credential_issuer_untrusted' },
    )
  })

  test('accepts a vc+jwt that accompanies a binding of the same key', async () => {
    const { authority, doctor, verifier, licence } = await clinic()
    const credentials = [await present(doctor, licence), await identify(authority, doctor)]
    await expect(verifier.verifyPresentation({ credentials }, terms)).resolves.toBeDefined()
  })

  test('refuses a vc+jwt bound to another key, though of the same subject', async () => {
    const { world, authority, doctor, verifier, licence } = await clinic()
    const other = await join(world)
    const identity = await identify(authority, doctor, other.signer.publicKey)
    const credentials = [await present(doctor, licence), identity]
    await expect(verifier.verifyPresentation({ credentials }, terms)).rejects.toMatchObject({
      code: 'presentation_holders_differ',
    })
  })

  test('refuses what is bound to no key, beside a binding', async () => {
    const { authority, doctor, verifier, licence } = await clinic()
    // We issue none without a key; others may.
    const { cnf: _, ...unbound } = payloadOf(await identify(authority, doctor))
    const identity = await forge(authority.signer, unbound)
    const credentials = [await present(doctor, licence), identity]
    await expect(verifier.verifyPresentation({ credentials }, terms)).rejects.toMatchObject({
      code: 'holder_binding_missing',
    })
  })

  test('refuses a vc+jwt alone, which nobody has shown to hold', async () => {
    const { authority, doctor, verifier } = await clinic()
    const credentials = [await identify(authority, doctor)]
    await expect(verifier.verifyPresentation({ credentials }, terms)).rejects.toMatchObject({
      code: 'holder_binding_missing',
    })
  })

  test('refuses an SD-JWT without key binding, also beside one that has it', async () => {
    const { doctor, verifier, role, licence } = await clinic()
    for (const credentials of [[licence], [await present(doctor, role), licence]]) {
      await expect(verifier.verifyPresentation({ credentials }, terms)).rejects.toMatchObject({
        code: 'holder_binding_missing',
      })
    }
  })

  test('refuses a presenter who is not the holder', async () => {
    const { world, doctor, verifier, licence } = await clinic()
    const thief = await join(world)
    const { publicKey } = doctor.signer
    const stolen = await present({ ...thief, signer: { ...thief.signer, publicKey } }, licence)
    await expect(verifier.verifyPresentation(stolen, terms)).rejects.toMatchObject({
      code: 'holder_binding_invalid',
    })
  })

  test('refuses two holders in one presentation, each with a good binding', async () => {
    const { world, authority, doctor, verifier, licence } = await clinic()
    const colleague = await join(world)
    const other = await license(authority, colleague, { id: 'urn:example:licence:2' })
    const credentials = [await present(doctor, licence), await present(colleague, other)]
    await expect(verifier.verifyPresentation({ credentials }, terms)).rejects.toMatchObject({
      code: 'presentation_holders_differ',
    })
  })

  test.each([
    [
      'for another audience',
      { audience: 'https://elsewhere.example' },
      'presentation_audience_wrong',
    ],
    ['for another nonce', { nonce: 'other' }, 'presentation_nonce_wrong'],
    ['signed too long ago', { issuedAt: after(-301) }, 'holder_binding_expired'],
    ['of 1970', { issuedAt: epochSeconds(0) }, 'holder_binding_expired'],
    ['of the future', { issuedAt: after(61) }, 'holder_binding_expired'],
  ])('refuses one %s', async (_, options, code) => {
    const { doctor, verifier, licence } = await clinic()
    const presented = await present(doctor, licence, options)
    await expect(verifier.verifyPresentation(presented, terms)).rejects.toMatchObject({ code })
  })

  test('refuses a disclosure that was left out after the holder had signed', async () => {
    const { doctor, verifier, licence } = await clinic()
    const [jwt, _, ...rest] = (await present(doctor, licence)).split('~')
    await expect(
      verifier.verifyPresentation([jwt, ...rest].join('~'), terms),
    ).rejects.toMatchObject({ code: 'holder_binding_hash_mismatch' })
  })

  test.each([
    [{ audience: '', nonce }, 'presentation_audience_wrong'],
    [{ audience, nonce: '' }, 'presentation_nonce_wrong'],
    [{ audience }, 'presentation_nonce_wrong'],
    [{ nonce }, 'presentation_audience_wrong'],
  ])('cannot be asked without audience and nonce: %j', async (asked, code) => {
    const { doctor, verifier, licence } = await clinic()
    const presented = await present(doctor, licence)
    const call = verifier.verifyPresentation(presented, asked as typeof terms)
    await expect(call).rejects.toMatchObject({ code })
  })

  test('does not compile without a nonce', async () => {
    const { verifier } = await clinic()
    // @ts-expect-error - the nonce is required
    await expect(verifier.verifyPresentation('', { audience })).rejects.toHaveProperty('code')
  })

  test.each([
    ['expired', { validUntil: noon }, 'credential_expired'],
    ['suspended', {}, 'status_suspended'],
  ])('refuses one with a credential that is %s', async (kind, contents, code) => {
    const { world, authority, doctor, verifier } = await clinic()
    if (kind === 'suspended') setStatus(world, authority.list, { index: 1, value: 'suspended' })
    const presented = await present(doctor, await license(authority, doctor, contents))
    await expect(verifier.verifyPresentation(presented, terms)).rejects.toMatchObject({
      code,
      place: '/credentials/0',
    })
  })

  test('refuses one with a credential of a garbage signature', async () => {
    const { doctor, verifier, licence } = await clinic()
    const [jwt = '', ...rest] = licence.split('~')
    const garbage = `${jwt.slice(0, jwt.lastIndexOf('.'))}.${'A'.repeat(86)}`
    const presented = await present(doctor, [garbage, ...rest].join('~'))
    await expect(verifier.verifyPresentation(presented, terms)).rejects.toMatchObject({
      code: 'jws_signature_invalid',
    })
  })

  test('refuses a credential outside what was asked for', async () => {
    const { authority, doctor, verifier, licence } = await clinic()
    const credentials = [await present(doctor, licence), await identify(authority, doctor)]
    await expect(
      verifier.verifyPresentation({ credentials }, { ...terms, types: [practitionerLicence] }),
    ).rejects.toMatchObject({ code: 'credential_type_unexpected', place: '/credentials/1' })
    const types = [practitionerLicence, patientIdentity]
    await expect(
      verifier.verifyPresentation({ credentials }, { ...terms, types }),
    ).resolves.toBeDefined()
  })

  test('refuses a role whose licence is not presented', async () => {
    const { doctor, verifier, role } = await clinic()
    const presented = await present(doctor, role)
    await expect(verifier.verifyPresentation(presented, terms)).rejects.toMatchObject({
      code: 'licence_missing',
    })
  })

  test.each([
    ['nothing', { credentials: [] }],
    ['nine credentials', { credentials: Array.from({ length: 9 }, () => 'a.b.c') }],
    ['a member that is not understood', { credentials: ['a.b.c'], roots: [] }],
    ['credentials that are no texts', { credentials: [1] }],
    ['a text of another version', JSON.stringify({ version: 'urn:x', credentials: ['a.b.c'] })],
    [
      'a duplicate member',
      `{"version":"${presentationVersion}","credentials":[],"credentials":["a"]}`,
    ],
    ['null', null],
  ])('refuses %s', async (_, presentation) => {
    const { verifier } = await clinic()
    await expect(verifier.verifyPresentation(presentation as never, terms)).rejects.toMatchObject({
      code: 'presentation_malformed',
    })
  })
})

describe('verifyPresentation, of a presentation that was seen,', () => {
  test('refuses it the second time', async () => {
    const { doctor, verifier, licence } = await clinic()
    const presented = await present(doctor, licence)
    await verifier.verifyPresentation(presented, terms)
    await expect(verifier.verifyPresentation(presented, terms)).rejects.toMatchObject({
      code: 'presentation_replayed',
    })
  })

  test('accepts one of two at the same time', async () => {
    const { doctor, verifier, licence } = await clinic()
    const presented = await present(doctor, licence)
    const both = await Promise.allSettled([
      verifier.verifyPresentation(presented, terms),
      verifier.verifyPresentation(presented, terms),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('uses no nonce up for what it refuses', async () => {
    const { authority, doctor, verifier, licence } = await clinic()
    const expired = await license(authority, doctor, { validUntil: noon })
    const refused = verifier.verifyPresentation(await present(doctor, expired), terms)
    await expect(refused).rejects.toHaveProperty('code', 'credential_expired')
    const accepted = verifier.verifyPresentation(await present(doctor, licence), terms)
    await expect(accepted).resolves.toBeDefined()
  })

  test('keeps the use beyond the window, for tenant, audience and nonce', async () => {
    const uses: PresentationUse[] = []
    const replay = { insert: async (use: PresentationUse) => uses.push(use) > 0 }
    const { doctor, verifier, licence } = await clinic({ replay, tenant: 'ward-4' })
    await verifier.verifyPresentation(
      await present(doctor, licence, { issuedAt: after(60) }),
      terms,
    )
    // Signed a minute ahead of us, it stays acceptable for a minute longer than the window.
    expect(uses).toEqual([{ tenant: 'ward-4', audience, nonce, now: noon, expiresAt: after(420) }])
  })

  test.each([
    ['throws', async () => Promise.reject(new TypeError('disk full'))],
    ['does not say', async () => undefined as never],
    ['says something else than yes', async () => 1 as never],
  ])('says unknown when the store %s', async (_, insert) => {
    const { doctor, verifier, licence } = await clinic({ replay: { insert } })
    await expect(
      verifier.verifyPresentation(await present(doctor, licence), terms),
    ).rejects.toMatchObject({ code: 'replay_store_failed', outcome: 'unknown' })
  })
})

describe('checkPresentation', () => {
  test('reports every credential and never throws for what is in them', async () => {
    const { world, authority, doctor, verifier, role, licence } = await clinic()
    setStatus(world, authority.list, { index: 1, value: 'revoked' })
    const credentials = [await present(doctor, role), await present(doctor, licence)]
    const report = await verifier.checkPresentation({ credentials }, terms)
    expect(report.verdict).toBe('failed')
    expect(report.credentials.map(({ verdict }) => verdict)).toEqual(['failed', 'failed'])
    expect(report.checks).toContainEqual({
      check: 'credentials',
      outcome: 'failed',
      code: 'status_revoked',
      place: '/credentials/0/licence',
    })
    expect(report.checks.at(-1)).toEqual({
      check: 'replay',
      outcome: 'unknown',
      code: 'check_not_made',
    })
  })
})

describe('createMemoryReplayStore', () => {
  const use = { tenant: 't', audience: 'a', nonce: 'n', now: noon, expiresAt: after(10) }

  test('tells a first use from a second, by all three members', async () => {
    const store = createMemoryReplayStore()
    expect(await store.insert(use)).toBe(true)
    expect(await store.insert(use)).toBe(false)
    for (const other of [{ tenant: 'x' }, { audience: 'x' }, { nonce: 'x' }]) {
      expect(await store.insert({ ...use, ...other })).toBe(true)
    }
    expect(await store.insert({ ...use, audience: 'a","b' })).toBe(true)
    expect(await store.insert({ ...use, tenant: 't","a', audience: 'b' })).toBe(true)
  })

  test('forgets a use when it has expired, and not before', async () => {
    const store = createMemoryReplayStore()
    await store.insert(use)
    expect(await store.insert({ ...use, now: after(10 + 3599) })).toBe(false)
    expect(await store.insert({ ...use, now: after(10 + 3600) })).toBe(true)
  })

  test('refuses rather than forget when it is full', async () => {
    const store = createMemoryReplayStore({ maxEntries: 1 })
    await store.insert(use)
    await expect(store.insert({ ...use, nonce: 'm' })).rejects.toMatchObject({
      code: 'replay_store_failed',
      outcome: 'unknown',
    })
    expect(await store.insert(use)).toBe(false)
  })
})
