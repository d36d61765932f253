import type { EpochSeconds } from '@fidecura/base'
import { generateSigner, type ProvenTime, proveTime } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { statusListType } from '../../src/index.ts'
import {
  accredit,
  after,
  badge,
  createWorld,
  employ,
  entryIn,
  forge,
  hour,
  issueBadge,
  issuingAccreditation,
  join,
  license,
  payloadOf,
  practitionerLicence,
  practitionerRole,
  roleClaims,
  serve,
  setStatus,
  verifierOf,
} from './world.ts'

const entry = 'the.signed.entry'
const proven = (token: string, existedBy: EpochSeconds): Promise<ProvenTime> =>
  proveTime(token, { proof: 'receipt', verify: async () => existedBy, now: after(50 * hour) })

/** A badge of noon, which is still in force; it is now ten hours later. */
async function archive(
  options: Parameters<typeof join>[1] = {},
  validUntil: EpochSeconds = after(40 * hour),
) {
  const world = createWorld()
  const issuer = await join(world, options)
  const verifier = verifierOf(world, { roots: [{ did: issuer.did, types: [badge] }] })
  const token = await issueBadge(issuer, {
    status: entryIn(issuer, 3),
    validUntil,
  })
  world.now = after(10 * hour)
  const change = (
    value: 'valid' | 'suspended' | 'revoked',
    at: EpochSeconds,
    invalidFrom?: EpochSeconds,
  ) =>
    setStatus(world, issuer.list, {
      index: 3,
      value,
      at,
      ...(invalidFrom === undefined ? {} : { invalidFrom }),
    })
  return { world, issuer, verifier, token, change }
}

describe('verifyCredentialAsOf', () => {
  test('accepts what has expired since', async () => {
    const { verifier, token } = await archive({}, after(5 * hour))
    const historic = await verifier.verifyCredentialAsOf(token, { at: after(hour) })
    expect(historic).toMatchObject({ at: after(hour), now: after(10 * hour) })
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({
      code: 'credential_expired',
    })
  })

  test.each([
    ['before it began', after(-2 * hour), 'credential_not_yet_valid'],
    ['after its end', after(5 * hour), 'credential_expired'],
    ['in the future', after(11 * hour), 'instant_refused'],
  ])('refuses an instant %s', async (_, at, code) => {
    const { verifier, token } = await archive({}, after(5 * hour))
    await expect(verifier.verifyCredentialAsOf(token, { at })).rejects.toMatchObject({ code })
  })

  test.each(['suspended', 'revoked'] as const)(
    'refuses an instant at which it was %s',
    async (value) => {
      const { verifier, token, change } = await archive()
      change(value, after(hour))
      await expect(
        verifier.verifyCredentialAsOf(token, {
          at: after(hour),
          act: entry,
          existedBy: await proven(entry, after(hour)),
        }),
      ).rejects.toMatchObject({ code: `status_${value}` })
    },
  )

  test('refuses an instant before it was made, where it names no beginning', async () => {
    const { issuer, verifier, token } = await archive()
    const { validFrom: _, ...payload } = payloadOf(token)
    const issuedAt = after(2 * hour)
    const late = await forge(issuer.signer, { ...payload, iat: issuedAt })
    await expect(verifier.verifyCredentialAsOf(late, { at: issuedAt })).resolves.toBeDefined()
    await expect(
      verifier.verifyCredentialAsOf(late, { at: after(-61, issuedAt) }),
    ).rejects.toMatchObject({ code: 'credential_not_yet_valid' })
  })

  test('refuses an instant before it was made, however far back it says that it holds', async () => {
    const { world, issuer, verifier } = await archive()
    const made = { issuedAt: after(9 * hour), validFrom: after(-hour) }
    const token = await issueBadge(issuer, { status: entryIn(issuer, 3), ...made })
    const asked = (at: EpochSeconds) => verifier.verifyCredentialAsOf(token, { at })
    await expect(asked(after(-60, made.issuedAt))).resolves.toBeDefined()
    await expect(asked(after(-61, made.issuedAt))).rejects.toMatchObject({
      code: 'credential_not_yet_valid',
    })
    const hospital = await join(world)
    const roots = [{ did: issuer.did, types: [badge, issuingAccreditation] }]
    const chain = [await accredit(issuer, hospital, {}, made)]
    const below = await issueBadge(hospital)
    const walked = (at: EpochSeconds) =>
      verifierOf(world, { roots }).verifyCredentialAsOf(below, { at, chain })
    await expect(walked(made.issuedAt)).resolves.toBeDefined()
    await expect(walked(after(-61, made.issuedAt))).rejects.toMatchObject({
      code: 'credential_not_yet_valid',
      place: '/chain/0',
    })
  })

  test('refuses an instant that a later revocation reaches back to', async () => {
    const { verifier, token, change } = await archive()
    change('revoked', after(3 * hour), after(hour))
    const existedBy = await proven(entry, after(2 * hour))
    await expect(
      verifier.verifyCredentialAsOf(token, { at: after(2 * hour), act: entry, existedBy }),
    ).rejects.toMatchObject({ code: 'status_revoked' })
  })

  test('accepts an act that is proven to have existed before the suspension', async () => {
    const { verifier, token, change } = await archive()
    change('suspended', after(3 * hour))
    const existedBy = await proven(entry, after(2 * hour))
    await expect(
      verifier.verifyCredentialAsOf(token, { at: after(2 * hour), act: entry, existedBy }),
    ).resolves.toBeDefined()
  })

  test.each([
    ['whose time only the signer claims', async () => ({})],
    [
      'proven for the very instant of the suspension',
      async () => ({ existedBy: await proven(entry, after(3 * hour)) }),
    ],
    [
      'proven for a time after it',
      async () => ({ existedBy: await proven(entry, after(4 * hour)) }),
    ],
    [
      'with a proof about another token',
      async () => ({ existedBy: await proven('another', after(2 * hour)) }),
    ],
    [
      'with a proof about the credential alone',
      async (token: string) => ({ existedBy: await proven(token, after(2 * hour)) }),
    ],
  ])('says unknown for an act %s', async (_, evidence) => {
    const { verifier, token, change } = await archive()
    change('suspended', after(3 * hour))
    await expect(
      verifier.verifyCredentialAsOf(token, {
        at: after(2 * hour),
        act: entry,
        ...(await evidence(token)),
      }),
    ).rejects.toMatchObject({ code: 'signing_time_unproven', outcome: 'unknown' })
  })

  test.each([
    ['whose time only the signer claims', undefined, 'signing_time_unproven'],
    ['proven for the very instant of the end', 5 * hour, 'signing_time_unproven'],
    ['proven for a second before the end', 5 * hour - 1, undefined],
  ])('asks when an act was made once the credential has expired: %s', async (_, seconds, code) => {
    const { verifier, token } = await archive({}, after(5 * hour))
    const existedBy = seconds === undefined ? [] : [await proven(entry, after(seconds))]
    const asked = verifier.verifyCredentialAsOf(token, { at: after(hour), act: entry, existedBy })
    if (code === undefined) await expect(asked).resolves.toBeDefined()
    else await expect(asked).rejects.toMatchObject({ code, outcome: 'unknown' })
  })

  test('says unknown for a claimed time also when the suspension was lifted', async () => {
    const { verifier, token, change } = await archive()
    change('suspended', after(hour))
    change('valid', after(2 * hour))
    const at = after(3 * hour)
    await expect(verifier.verifyCredentialAsOf(token, { at, act: entry })).rejects.toMatchObject({
      code: 'signing_time_unproven',
    })
    const existedBy = await proven(entry, after(30, at))
    await expect(
      verifier.verifyCredentialAsOf(token, { at, act: entry, existedBy }),
    ).resolves.toBeDefined()
  })

  test('says unknown for an act of a bad time that claims a later, good one', async () => {
    const { verifier, token, change } = await archive()
    change('suspended', after(hour))
    change('valid', after(2 * hour))
    const existedBy = await proven(entry, after(1.5 * hour))
    await expect(
      verifier.verifyCredentialAsOf(token, { at: after(3 * hour), act: entry, existedBy }),
    ).rejects.toMatchObject({ code: 'signing_time_unproven' })
  })

  test('refuses a proof that was made up', async () => {
    const { verifier, token, change } = await archive()
    change('suspended', after(3 * hour))
    const existedBy = structuredClone(await proven(entry, after(2 * hour)))
    await expect(
      verifier.verifyCredentialAsOf(token, { at: after(2 * hour), act: entry, existedBy }),
    ).rejects.toMatchObject({ code: 'time_not_proven' })
  })

  test('says unknown when there is no dated history', async () => {
    const { world, issuer, token } = await archive()
    const { list } = world.status
    const verifier = verifierOf(world, {
      roots: [{ did: issuer.did, types: [badge] }],
      status: { list },
    })
    await expect(verifier.verifyCredentialAsOf(token, { at: after(hour) })).rejects.toMatchObject({
      code: 'status_history_unavailable',
      outcome: 'unknown',
    })
  })

  test('says unknown when the key of a did:web has gone since', async () => {
    const { world, issuer, verifier, token } = await archive({ host: 'issuer.example' })
    const later = await generateSigner({ did: issuer.did, fragment: 'key-2' })
    serve(world, issuer.did, [later])
    const lists = world.lists.get(issuer.list)
    if (lists !== undefined) lists.signer = later
    await expect(verifier.verifyCredentialAsOf(token, { at: after(hour) })).rejects.toMatchObject({
      code: 'did_history_unknown',
      outcome: 'unknown',
    })
  })

  test('refuses an archive that knows about no instant', async () => {
    const { world, issuer, token } = await archive()
    const roots = [{ did: issuer.did, types: [badge] }]
    const verifier = verifierOf(world, { roots, asKnownAt: Number.NaN as EpochSeconds })
    await expect(verifier.verifyCredentialAsOf(token, { at: after(hour) })).rejects.toMatchObject({
      code: 'instant_malformed',
    })
  })

  test('judges an archive by what it knows, and lets it say nothing about the present', async () => {
    const { world, issuer, token } = await archive()
    const asKnownAt = after(2 * hour)
    const { status } = world
    const verifier = verifierOf(world, {
      roots: [{ did: issuer.did, types: [badge] }],
      asKnownAt,
      status: {
        list: async (url, options) => {
          world.now = asKnownAt
          return status.list(url, options)
        },
        history: async (url, options) => {
          world.now = asKnownAt
          return status.history?.(url, options) ?? Promise.reject(new Error('none'))
        },
      },
    })
    const historic = await verifier.verifyCredentialAsOf(token, { at: after(hour) })
    expect(historic).toMatchObject({ asKnownAt, now: asKnownAt })
    const later = await verifier.verifyCredentialAsOf(token, {
      at: after(hour),
      now: after(9 * hour),
    })
    expect(later.now).toBe(asKnownAt)
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({
      code: 'credential_historic',
    })
    await expect(
      verifier.verifyPresentation(token, { audience: 'a', nonce: 'n' }),
    ).rejects.toMatchObject({ code: 'credential_historic' })
    await expect(
      verifier.verifyCredentialAsOf(token, { at: after(3 * hour) }),
    ).rejects.toMatchObject({ code: 'instant_refused' })
  })
})

describe('verifyCredentialAsOf, along a chain,', () => {
  async function chained() {
    const world = createWorld()
    const [authority, hospital] = [await join(world), await join(world)]
    const roots = [{ did: authority.did, types: [badge, issuingAccreditation] }]
    const verifier = verifierOf(world, { roots })
    const token = await issueBadge(hospital, { status: entryIn(hospital, 3) })
    const chain = [await accredit(authority, hospital, {})]
    world.now = after(10 * hour)
    return { world, authority, hospital, verifier, token, chain }
  }

  test('refuses an instant at which a hop was suspended', async () => {
    const { world, authority, verifier, token, chain } = await chained()
    setStatus(world, authority.list, { index: 900, value: 'suspended', at: after(hour) })
    await expect(
      verifier.verifyCredentialAsOf(token, { at: after(2 * hour), chain }),
    ).rejects.toMatchObject({ code: 'status_suspended', place: '/chain/0' })
  })

  test('wants the credential proven to be older than the end of what accredited its issuer', async () => {
    const { authority, hospital, verifier, token } = await chained()
    const at = after(2 * hour)
    const chain = [await accredit(authority, hospital, {}, { validUntil: after(5 * hour) })]
    // Whoever still has the hospital's key could date a credential back.
    await expect(verifier.verifyCredentialAsOf(token, { at, chain })).rejects.toMatchObject({
      code: 'signing_time_unproven',
      place: '/chain/0',
    })
    const existedBy = await proven(token, at)
    await expect(
      verifier.verifyCredentialAsOf(token, { at, chain, existedBy }),
    ).resolves.toBeDefined()
  })

  test('wants the credential itself proven to be older than the fall of its issuer', async () => {
    const { world, authority, verifier, token, chain } = await chained()
    setStatus(world, authority.list, { index: 900, value: 'revoked', at: after(3 * hour) })
    const at = after(2 * hour)
    const ofAct = await proven(entry, at)
    const ofToken = await proven(token, at)
    // An act may be old while the credential was backdated by an issuer that had fallen.
    await expect(
      verifier.verifyCredentialAsOf(token, { at, chain, act: entry, existedBy: ofAct }),
    ).rejects.toMatchObject({ code: 'signing_time_unproven', place: '/chain/0' })
    await expect(
      verifier.verifyCredentialAsOf(token, { at, chain, act: entry, existedBy: [ofAct, ofToken] }),
    ).resolves.toBeDefined()
  })
})

test('verifyCredentialAsOf wants each token proven older than the fall of whoever signed it', async () => {
  const world = createWorld()
  const [authority, hospital, department] = [
    await join(world),
    await join(world),
    await join(world),
  ]
  const roots = [{ did: authority.did, types: [badge, issuingAccreditation] }]
  const verifier = verifierOf(world, { roots })
  const token = await issueBadge(department)
  const lower = await accredit(hospital, department, {})
  const chain = [await accredit(authority, hospital, { depth: 1 }), lower]
  world.now = after(10 * hour)
  setStatus(world, authority.list, { index: 900, value: 'revoked', at: after(3 * hour) })
  const at = after(2 * hour)
  // The hospital, which fell, signed the accreditation of the department, not the badge.
  await expect(
    verifier.verifyCredentialAsOf(token, { at, chain, existedBy: await proven(token, at) }),
  ).rejects.toMatchObject({ code: 'signing_time_unproven', place: '/chain/0' })
  await expect(
    verifier.verifyCredentialAsOf(token, { at, chain, existedBy: await proven(lower, at) }),
  ).resolves.toBeDefined()
})

test('verifyCredentialAsOf asks who may sign the lists of today, today', async () => {
  const world = createWorld()
  const [issuer, host] = [await join(world), await join(world)]
  const verifier = verifierOf(world, { roots: [{ did: issuer.did, types: [badge] }] })
  const token = await issueBadge(issuer, { status: entryIn(host, 3) })
  const since = { validFrom: after(5 * hour) }
  const chain = [await accredit(issuer, host, { types: [statusListType] }, since)]
  world.now = after(10 * hour)
  await expect(
    verifier.verifyCredentialAsOf(token, { at: after(hour), chain }),
  ).resolves.toBeDefined()
})

test('verifyCredentialAsOf holds the licence of a role to the same instant and act', async () => {
  const world = createWorld()
  const [authority, doctor] = [await join(world), await join(world)]
  const roots = [{ did: authority.did, types: [practitionerLicence, practitionerRole] }]
  const verifier = verifierOf(world, { roots })
  const licence = await license(authority, doctor)
  const role = await employ(authority, doctor, roleClaims(authority, authority, authority))
  world.now = after(10 * hour)
  setStatus(world, authority.list, { index: 1, value: 'revoked', at: after(3 * hour) })
  const asked = { at: after(hour), licence, act: entry }
  await expect(verifier.verifyCredentialAsOf(role, asked)).rejects.toMatchObject({
    code: 'signing_time_unproven',
    place: '/licence',
  })
  const existedBy = await proven(entry, after(hour))
  await expect(verifier.verifyCredentialAsOf(role, { ...asked, existedBy })).resolves.toBeDefined()
  await expect(
    verifier.verifyCredentialAsOf(role, { ...asked, at: after(4 * hour), existedBy }),
  ).rejects.toMatchObject({ code: 'status_revoked', place: '/licence' })
})
