import type { EpochSeconds } from '@fidecura/base'
import { type ProvenTime, proveTime } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { dataIntegrity } from '../../src/data-integrity/index.ts'
import { explainAuthority } from '../../src/explain/index.ts'
import {
  CredentialError,
  issueCredential,
  issueStatusHistory,
  issueStatusList,
  type StatusSource,
  statusListType,
  type VerifierOptions,
} from '../../src/index.ts'
import {
  accredit,
  after,
  badge,
  createWorld,
  entryIn,
  forge,
  hour,
  issueBadge,
  issuingAccreditation,
  join,
  license,
  payloadOf,
  practitionerLicence,
  setStatus,
  verifierOf,
} from './world.ts'

const proven = (token: string, existedBy: EpochSeconds): Promise<ProvenTime> =>
  proveTime(token, { proof: 'receipt', verify: async () => existedBy, now: after(50 * hour) })

/** authority -> hospital -> department -> badge, all of an hour before noon; it is ten hours later. */
async function chained(options: Partial<VerifierOptions> = { hopRevocation: 'at_issuance' }) {
  const world = createWorld()
  const [authority, hospital, department] = [
    await join(world),
    await join(world),
    await join(world),
  ]
  const roots = [{ did: authority.did, types: [badge, practitionerLicence, issuingAccreditation] }]
  const verifier = verifierOf(world, { roots, ...options })
  const upper = await accredit(authority, hospital, { depth: 1 })
  const lower = await accredit(hospital, department, {}, { status: entryIn(hospital, 901) })
  const token = await issueBadge(department)
  world.now = after(10 * hour)
  const revoke = (at: EpochSeconds, invalidFrom?: EpochSeconds) =>
    setStatus(world, authority.list, {
      index: 900,
      value: 'revoked',
      at,
      ...(invalidFrom === undefined ? {} : { invalidFrom }),
    })
  const chain = [upper, lower]
  const existed = async (at: EpochSeconds) => [await proven(token, at), await proven(lower, at)]
  return {
    world,
    authority,
    hospital,
    department,
    verifier,
    upper,
    lower,
    token,
    chain,
    revoke,
    existed,
  }
}

describe('verifyCredential, below an accreditation that was revoked,', () => {
  test.each([
    ['unless told otherwise', {}],
    ['where hops must be good now', { hopRevocation: 'now' }],
    ['under a policy that does not exist', { hopRevocation: 'never' as 'now' }],
  ] as const)('refuses what was made before it, %s', async (_, options) => {
    const { world, verifier, token, chain, revoke, existed } = await chained(options)
    const existedBy = await existed(after(hour))
    await expect(verifier.verifyCredential(token, { chain, existedBy })).resolves.toBeDefined()
    revoke(after(10 * hour))
    world.now = after(10 * hour + 61)
    await expect(verifier.verifyCredential(token, { chain, existedBy })).rejects.toMatchObject({
      code: 'status_revoked',
      place: '/chain/0',
    })
  })

  test('accepts what is proven to be older, where hops count at issuance', async () => {
    const { verifier, token, chain, revoke, existed } = await chained()
    revoke(after(2 * hour))
    const existedBy = await existed(after(hour))
    const verified = await verifier.verifyCredential(token, { chain, existedBy })
    expect(verified.statusAsOf).toBe(after(10 * hour))
    // So that nobody takes the accreditation itself for one that holds.
    expect(verified.chain.map(({ outlived }) => outlived)).toEqual([true, undefined])
    const { text } = explainAuthority(verified, { language: 'en' })
    expect(text).toContain('Had permission to issue, revoked since')
    expect(text).toContain('Has permission to issue')
  })

  test.each([
    ['nothing is', async () => []],
    ['the credential alone is', async (all: readonly ProvenTime[]) => all.slice(0, 1)],
    // Whoever kept the hospital's key could accredit anybody today, and date it back.
    ['the accreditation in between alone is', async (all: readonly ProvenTime[]) => all.slice(1)],
    ['another token is', async () => [await proven('another', after(hour))]],
  ])('says unknown where %s proven to be older', async (_, some) => {
    const { verifier, token, chain, revoke, existed } = await chained()
    revoke(after(2 * hour))
    const existedBy = await some(await existed(after(hour)))
    await expect(verifier.verifyCredential(token, { chain, existedBy })).rejects.toMatchObject({
      code: 'signing_time_unproven',
      outcome: 'unknown',
      place: '/chain/0',
    })
  })

  test.each([
    ['a second before', 2 * hour - 1, undefined],
    ['at the very instant of', 2 * hour, 'signing_time_unproven'],
    ['after', 3 * hour, 'signing_time_unproven'],
  ])('counts a proof of %s the revocation', async (_, seconds, code) => {
    const { verifier, token, chain, revoke, existed } = await chained()
    revoke(after(2 * hour))
    const asked = verifier.verifyCredential(token, {
      chain,
      existedBy: await existed(after(seconds)),
    })
    if (code === undefined) await expect(asked).resolves.toBeDefined()
    else await expect(asked).rejects.toMatchObject({ code, outcome: 'unknown' })
  })

  test('counts from the instant that a revocation reaches back to', async () => {
    const { verifier, token, chain, revoke, existed } = await chained()
    revoke(after(5 * hour), after(2 * hour))
    const late = await existed(after(3 * hour))
    await expect(
      verifier.verifyCredential(token, { chain, existedBy: late }),
    ).rejects.toMatchObject({
      code: 'signing_time_unproven',
    })
    const early = await existed(after(hour))
    await expect(
      verifier.verifyCredential(token, { chain, existedBy: early }),
    ).resolves.toBeDefined()
  })

  test('refuses what says itself that it is younger, whatever is proven', async () => {
    const { verifier, token, chain, revoke, existed } = await chained()
    // Both are of an hour before noon.
    revoke(after(5 * hour), after(-hour))
    await expect(
      verifier.verifyCredential(token, { chain, existedBy: await existed(after(-2 * hour)) }),
    ).rejects.toMatchObject({ code: 'status_revoked', outcome: 'failed' })
  })

  test('refuses proofs that were made up', async () => {
    const { verifier, token, chain, revoke, existed } = await chained()
    revoke(after(2 * hour))
    const existedBy = structuredClone(await existed(after(hour)))
    await expect(verifier.verifyCredential(token, { chain, existedBy })).rejects.toMatchObject({
      code: 'time_not_proven',
    })
  })

  test('refuses while the accreditation is suspended, since nobody knows from when it is bad', async () => {
    const { world, authority, verifier, token, chain, existed } = await chained()
    setStatus(world, authority.list, { index: 900, value: 'suspended', at: after(2 * hour) })
    await expect(
      verifier.verifyCredential(token, { chain, existedBy: await existed(after(hour)) }),
    ).rejects.toMatchObject({ code: 'status_suspended' })
  })

  test.each([
    ['has expired', { validUntil: after(5 * hour) }, 'credential_expired'],
    ['is signed by another', { forged: true }, 'jws_signature_invalid'],
  ])('lets nothing outlive an accreditation that %s, too', async (_, how, code) => {
    const { world, authority, hospital, verifier, lower, token, revoke, existed } = await chained()
    const { forged, ...contents } = how as { forged?: true }
    const good = await accredit(authority, hospital, { depth: 1 }, contents)
    const stranger = await join(world)
    const signer = { ...stranger.signer, keyId: authority.signer.keyId }
    const upper = forged === true ? await forge(signer, payloadOf(good)) : good
    revoke(after(2 * hour))
    const existedBy = await existed(after(hour))
    await expect(
      verifier.verifyCredential(token, { chain: [upper, lower], existedBy }),
    ).rejects.toMatchObject({ code, place: '/chain/0' })
  })

  test('asks about the past what held then, whatever its policy for the present', async () => {
    const { verifier, token, chain, revoke, existed } = await chained()
    revoke(after(2 * hour))
    const existedBy = await existed(after(hour))
    const asked = (at: EpochSeconds) =>
      verifier.verifyCredentialAsOf(token, { chain, existedBy, at })
    await expect(asked(after(hour))).resolves.toBeDefined()
    await expect(asked(after(3 * hour))).rejects.toMatchObject({ code: 'status_revoked' })
  })

  test('refuses an accreditation that is suspended by one list and revoked by another', async () => {
    const { world, authority, hospital, lower, token, existed } = await chained()
    const url = 'https://authority.example/bitstring'
    const changes = [{ index: 5, value: 'revoked', at: after(2 * hour) }] as const
    const status: StatusSource = {
      list: async (list, options) => {
        if (list !== url) return world.status.list(list, options)
        const common = { format: 'bitstring', purpose: 'revocation', url, size: 131_072 } as const
        const times = { issuedAt: world.now, validUntil: after(99 * hour) }
        const published = { ...common, ...times, entries: changes }
        return { token: await issueStatusList(published, authority), fetchedAt: world.now }
      },
      history: async (list, options) => {
        if (list !== url)
          return (world.status.history as NonNullable<StatusSource['history']>)(list, options)
        const published = { url, changes, issuedAt: world.now }
        return { token: await issueStatusHistory(published, authority), fetchedAt: world.now }
      },
    }
    const verifier = verifierOf(world, {
      roots: [{ did: authority.did, types: [badge, issuingAccreditation] }],
      status,
      hopRevocation: 'at_issuance',
    })
    const revocation = { kind: 'bitstring', list: url, index: 5, purpose: 'revocation' } as const
    const entries = [revocation, entryIn(authority, 906)]
    const chain = [await accredit(authority, hospital, { depth: 1 }, { status: entries }), lower]
    const existedBy = await existed(after(hour))
    await expect(verifier.verifyCredential(token, { chain, existedBy })).resolves.toBeDefined()
    setStatus(world, authority.list, { index: 906, value: 'suspended' })
    world.now = after(10 * hour + 61)
    await expect(verifier.verifyCredential(token, { chain, existedBy })).rejects.toMatchObject({
      code: 'status_suspended',
    })
  })

  test('says unknown without a history of the list', async () => {
    const { world, authority, token, chain, revoke, existed } = await chained()
    const { list } = world.status
    const verifier = verifierOf(world, {
      roots: [{ did: authority.did, types: [badge, issuingAccreditation] }],
      status: { list },
      hopRevocation: 'at_issuance',
    })
    revoke(after(2 * hour))
    await expect(
      verifier.verifyCredential(token, { chain, existedBy: await existed(after(hour)) }),
    ).rejects.toMatchObject({ code: 'status_history_unavailable', outcome: 'unknown' })
  })

  test('refuses the credential itself once it was revoked, under either policy', async () => {
    const { world, department, verifier, chain } = await chained()
    const token = await issueBadge(department, { status: entryIn(department, 3) })
    setStatus(world, department.list, { index: 3, value: 'revoked', at: after(2 * hour) })
    const existedBy = [await proven(token, after(hour)), await proven(chain[1] ?? '', after(hour))]
    await expect(verifier.verifyCredential(token, { chain, existedBy })).rejects.toMatchObject({
      code: 'status_revoked',
    })
  })

  test('takes a proof about the part of an SD-JWT that its issuer signed', async () => {
    const { authority, hospital, world, revoke, verifier } = await chained()
    const doctor = await join(world)
    const wide = { types: [practitionerLicence], specialties: '*', registers: '*' }
    const chain = [await accredit(authority, hospital, wide)]
    const licence = await license(hospital, doctor)
    revoke(after(2 * hour))
    const [signed = ''] = licence.split('~')
    const asked = async (text: string) =>
      verifier.verifyCredential(licence, { chain, existedBy: await proven(text, after(hour)) })
    await expect(asked(signed)).resolves.toBeDefined()
    await expect(asked(licence)).resolves.toBeDefined()
    await expect(asked(`${signed}~`)).rejects.toMatchObject({ code: 'signing_time_unproven' })
  })

  test('takes no proof about the beginning of a document for one about the document', async () => {
    const codec = dataIntegrity()
    const options = { hopRevocation: 'at_issuance', formats: [codec] } as const
    const { authority, hospital, revoke, verifier } = await chained(options)
    const chain = [await accredit(authority, hospital, {})]
    revoke(after(2 * hour))
    const period = { validFrom: after(-hour), validUntil: after(100 * hour) }
    const forged = { type: badge, subject: 'did:example:mallory', claims: { grade: 'chief' } }
    const secured = await issueCredential(
      { ...period, ...forged, id: 'urn:x:~made-today', issuedAt: after(-hour) },
      { signer: hospital.signer, format: codec },
    )
    const { id, ...rest } = JSON.parse(secured)
    const token = JSON.stringify({ id, ...rest })
    const [beginning = ''] = token.split('~')
    const asked = async (text: string) =>
      verifier.verifyCredential(token, { chain, existedBy: await proven(text, after(hour)) })
    await expect(asked(token)).resolves.toBeDefined()
    await expect(asked(beginning)).rejects.toMatchObject({ code: 'signing_time_unproven' })
  })

  test.each([
    ['since the fall', [after(2 * hour), after(9 * hour)], 'status_suspended'],
    ['in the second of the fall', [after(2 * hour), after(5 * hour)], 'status_suspended'],
    ['though it began after the fall', [after(6 * hour), after(7 * hour)], 'status_suspended'],
    ['before the fall', [after(2 * hour), after(5 * hour - 1)], undefined],
  ] as const)('lets whoever fell lift a suspension no more: %s', async (_, [from, until], code) => {
    const { world, hospital, department, verifier, upper, lower, revoke } = await chained()
    const leaf = await issueBadge(department, { status: entryIn(department, 3) })
    const another = await accredit(hospital, department, {}, { status: entryIn(hospital, 907) })
    revoke(after(5 * hour))
    const asked = async (token: string, hop: string) => {
      const existedBy = [await proven(token, after(hour)), await proven(hop, after(hour))]
      const chain = [upper, hop]
      return verifier.verifyCredential(token, { chain, existedBy })
    }
    await expect(asked(leaf, lower)).resolves.toBeDefined()
    await expect(asked(await issueBadge(department), another)).resolves.toBeDefined()
    for (const change of [
      { value: 'suspended', at: from },
      { value: 'valid', at: until },
    ] as const) {
      setStatus(world, department.list, { index: 3, ...change })
      setStatus(world, hospital.list, { index: 907, ...change })
    }
    world.now = after(10 * hour + 61)
    const [ofLeaf, ofHop] = [
      asked(leaf, lower),
      issueBadge(department).then((token) => asked(token, another)),
    ]
    const results = await Promise.allSettled([ofLeaf, ofHop])
    if (code === undefined) {
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
      return
    }
    expect(results).toMatchObject([{ reason: { code } }, { reason: { code, place: '/chain/1' } }])
  })

  test('reads lists as ever on a way on which nobody fell', async () => {
    const { world, authority, hospital, department, verifier, token, upper, revoke } =
      await chained()
    const renewed = await accredit(
      authority,
      hospital,
      { depth: 1 },
      {
        status: entryIn(authority, 908),
      },
    )
    const lower = await accredit(hospital, department, {}, { status: entryIn(hospital, 909) })
    setStatus(world, hospital.list, { index: 909, value: 'suspended', at: after(2 * hour) })
    setStatus(world, hospital.list, { index: 909, value: 'valid', at: after(9 * hour) })
    revoke(after(5 * hour))
    const existedBy = [await proven(token, after(hour)), await proven(lower, after(hour))]
    await expect(
      verifier.verifyCredential(token, { chain: [upper, lower], existedBy }),
    ).rejects.toMatchObject({ code: 'status_suspended', place: '/chain/1' })
    // The first way that is tried is that over the accreditation that fell.
    const chain = [upper, lower, renewed]
    const verified = await verifier.verifyCredential(token, { chain, existedBy })
    expect(verified.chain.map(({ outlived }) => outlived)).toEqual([undefined, undefined])
  })

  test('lets a status authority of whoever fell be reinstated no more', async () => {
    const { world, hospital, department, verifier, upper, revoke } = await chained()
    const host = await join(world)
    const authority = await accredit(
      hospital,
      host,
      { types: [statusListType] },
      { status: entryIn(hospital, 910) },
    )
    const lower = await accredit(hospital, department, {}, { status: entryIn(host, 911) })
    const token = await issueBadge(department)
    setStatus(world, hospital.list, { index: 910, value: 'suspended', at: after(2 * hour) })
    setStatus(world, hospital.list, { index: 910, value: 'valid', at: after(9 * hour) })
    const existedBy = [await proven(token, after(hour)), await proven(lower, after(hour))]
    const chain = [upper, lower, authority]
    await expect(verifier.verifyCredential(token, { chain, existedBy })).resolves.toBeDefined()
    revoke(after(5 * hour))
    world.now = after(10 * hour + 61)
    await expect(verifier.verifyCredential(token, { chain, existedBy })).rejects.toMatchObject({
      code: 'status_list_untrusted',
      place: '/chain/1',
    })
  })

  test('says unknown below it where a list has no history', async () => {
    const { world, authority, department, chain, revoke } = await chained()
    const token = await issueBadge(department, { status: entryIn(department, 3) })
    const history = world.status.history as NonNullable<StatusSource['history']>
    const verifier = verifierOf(world, {
      roots: [{ did: authority.did, types: [badge, issuingAccreditation] }],
      status: {
        list: world.status.list,
        history: async (url, options) => {
          if (url !== department.list) return history(url, options)
          throw new CredentialError('status_history_unavailable', 'None', { outcome: 'unknown' })
        },
      },
      hopRevocation: 'at_issuance',
    })
    const existedBy = [await proven(token, after(hour)), await proven(chain[1] ?? '', after(hour))]
    await expect(verifier.verifyCredential(token, { chain, existedBy })).resolves.toBeDefined()
    revoke(after(2 * hour))
    world.now = after(10 * hour + 61)
    await expect(verifier.verifyCredential(token, { chain, existedBy })).rejects.toMatchObject({
      code: 'status_history_unavailable',
      outcome: 'unknown',
    })
  })

  test('lets no status authority whose accreditation was revoked sign on', async () => {
    const { world, authority, verifier } = await chained()
    const host = await join(world)
    const token = await issueBadge(authority, { status: entryIn(host, 3) })
    const accreditation = await accredit(authority, host, { types: [statusListType] })
    setStatus(world, authority.list, { index: 900, value: 'revoked', at: after(2 * hour) })
    const existedBy = [await proven(token, after(hour)), await proven(accreditation, after(hour))]
    await expect(
      verifier.verifyCredential(token, { chain: [accreditation], existedBy }),
    ).rejects.toMatchObject({ code: 'status_list_untrusted' })
  })

  test('judges each of several ways by what hangs below it there', async () => {
    const { hospital, department, verifier, upper, lower, token, revoke, existed } = await chained()
    const another = await accredit(
      hospital,
      department,
      { name: 'Another' },
      { status: entryIn(hospital, 905) },
    )
    revoke(after(2 * hour))
    const existedBy = await existed(after(hour))
    // The first way that is tried goes through the accreditation that nobody proves to be old.
    await expect(
      verifier.verifyCredential(token, { chain: [upper, another, lower], existedBy }),
    ).resolves.toBeDefined()
  })
})
