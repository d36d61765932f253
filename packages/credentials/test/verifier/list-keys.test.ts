import type { EpochSeconds } from '@fidecura/base'
import { type Did, generateSigner, type ResolveDid, type Signer } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import {
  issueStatusHistory,
  issueStatusList,
  type StatusSource,
  statusListType,
  type Verifier,
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
  noon,
  type Party,
  payloadOf,
  serve,
  verifierOf,
  type World,
} from './world.ts'

let world: World
let hospital: Party
/** Listed beside the first key; signs the credentials. */
let second: Signer
let resolved: Did[]
let served: string
let history: string
let token: string
let verifier: Verifier

const years = 10 * 365 * 24 * hour

/** Good for years: what the thief of a key leaves behind. */
const listBy = (signer: Signer, issuedAt: EpochSeconds = noon): Promise<string> =>
  issueStatusList(
    { format: 'token', url: hospital.list, issuedAt, validUntil: after(years) },
    { signer },
  )

const historyBy = (signer: Signer, issuedAt: EpochSeconds = noon): Promise<string> =>
  issueStatusHistory({ url: hospital.list, changes: [], issuedAt }, { signer })

const status: StatusSource = {
  list: async (url, options) =>
    url === hospital.list
      ? { token: served, fetchedAt: world.now }
      : world.status.list(url, options),
  history: async () => ({ token: history, fetchedAt: world.now }),
}

const resolve: ResolveDid = (did, options) => {
  resolved.push(did)
  return world.resolve(did, options)
}

beforeEach(async () => {
  world = createWorld()
  hospital = await join(world, { host: 'hospital.example' })
  second = await generateSigner({ did: hospital.did, fragment: 'key-2', algorithm: 'ES256' })
  serve(world, hospital.did, [hospital.signer, second])
  served = await listBy(hospital.signer)
  resolved = []
  const roots = [{ did: hospital.did, types: [badge, issuingAccreditation] }]
  verifier = verifierOf(world, { roots, status, resolve })
  const contents = { status: entryIn(hospital, 3), validUntil: after(50 * hour) }
  token = await issueBadge({ ...hospital, signer: second }, contents)
})

const verify = (chain: readonly string[] = []) => verifier.verifyCredential(token, { chain })

describe('a status list that is held, and served again,', () => {
  const dayLater = async (keys: readonly Signer[]): Promise<void> => {
    await expect(verify()).resolves.toBeDefined()
    serve(world, hospital.did, keys)
    world.now = after(24 * hour)
  }

  test('goes on counting while the DID lists the key', async () => {
    await dayLater([hospital.signer, second])
    await expect(verify()).resolves.toBeDefined()
  })

  test('counts no longer once the DID has taken out the key that signed it', async () => {
    await dayLater([second])
    await expect(verify()).rejects.toMatchObject({ code: 'key_not_found' })
  })

  test('counts no longer once another key has the name of the one that signed it', async () => {
    const renewed = await generateSigner({
      did: hospital.did,
      fragment: 'key-1',
      algorithm: 'ES256',
    })
    await dayLater([renewed, second])
    await expect(verify()).rejects.toMatchObject({ code: 'jws_signature_invalid' })
  })

  test('counts no longer once the DID of a status authority has taken out its key', async () => {
    const authority = await join(world, { host: 'status.example' })
    const next = await generateSigner({ did: authority.did, fragment: 'key-2' })
    served = await listBy(authority.signer)
    const own = { ...hospital, list: 'https://hospital.example/status/own' }
    world.lists.set(own.list, { signer: hospital.signer, changes: [] })
    const granted = { types: [statusListType] }
    const accreditation = await accredit(hospital, authority, granted, {
      status: entryIn(own, 901),
    })
    await expect(verify([accreditation])).resolves.toBeDefined()
    serve(world, authority.did, [next])
    world.now = after(hour)
    await expect(verify([accreditation])).rejects.toMatchObject({ code: 'key_not_found' })
  })
})

describe('whoever serves a status list', () => {
  test('cannot choose whose DID is looked up', async () => {
    const tracker = await join(world, { host: 'tracker.example' })
    served = await listBy(tracker.signer)
    await expect(verify()).rejects.toMatchObject({ code: 'status_list_untrusted' })
    expect(new Set(resolved)).toEqual(new Set([hospital.did]))
  })

  test('cannot do so with an accreditation that nobody has given', async () => {
    const tracker = await join(world, { host: 'tracker.example' })
    served = await listBy(tracker.signer)
    const honest = await accredit(hospital, tracker, { types: [statusListType] })
    const forged = await forge(
      { ...tracker.signer, did: hospital.did, keyId: hospital.signer.keyId },
      payloadOf(honest),
    )
    await expect(verify([forged])).rejects.toMatchObject({ code: 'status_list_untrusted' })
    expect(new Set(resolved)).toEqual(new Set([hospital.did]))
  })

  test('cannot do so by a list that somebody else may sign', async () => {
    const authority = await join(world, { host: 'status.example' })
    served = await listBy(authority.signer)
    const own = { ...hospital, list: 'https://hospital.example/status/own' }
    world.lists.set(own.list, { signer: hospital.signer, changes: [] })
    const granted = { types: [statusListType] }
    const chain = [await accredit(hospital, authority, granted, { status: entryIn(own, 901) })]
    await expect(verify(chain)).resolves.toBeDefined()
    expect(new Set(resolved)).toEqual(new Set([hospital.did, authority.did]))
    // Held by now; to somebody for whom the authority may not sign, it is nobody's.
    resolved = []
    world.now = after(61)
    await expect(verify()).rejects.toMatchObject({ code: 'status_list_untrusted' })
    expect(new Set(resolved)).toEqual(new Set([hospital.did]))
  })

  test('keeps nobody from a list who may have it, by asking for it at the same time', async () => {
    const authority = await join(world, { host: 'status.example' })
    served = await listBy(authority.signer)
    const own = { ...hospital, list: 'https://hospital.example/status/own' }
    world.lists.set(own.list, { signer: hospital.signer, changes: [] })
    const granted = { types: [statusListType] }
    const chain = [await accredit(hospital, authority, granted, { status: entryIn(own, 901) })]
    const [without, with_] = await Promise.allSettled([verify(), verify(chain)])
    expect(without).toMatchObject({ reason: { code: 'status_list_untrusted' } })
    expect(with_).toMatchObject({ status: 'fulfilled' })
  })

  test('cannot choose whose DID is looked up by the history either', async () => {
    const tracker = await join(world, { host: 'tracker.example' })
    history = await historyBy(tracker.signer)
    const asked = { at: noon }
    await expect(verifier.verifyCredentialAsOf(token, asked)).rejects.toMatchObject({
      code: 'status_list_untrusted',
      place: 'history',
    })
    expect(new Set(resolved)).toEqual(new Set([hospital.did]))
    history = await historyBy(hospital.signer)
    await expect(verifier.verifyCredentialAsOf(token, asked)).resolves.toBeDefined()
  })
})
