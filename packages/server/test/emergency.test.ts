import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeBase64url, decodeUtf8, epochSeconds } from '@fidecura/base'
import { type BreakGlassContent, signBreakGlass } from '@fidecura/consent'
import { optIn } from '@fidecura/consent/jurisdictions'
import { createRegister } from '@fidecura/consent/register'
import { presentCredentials } from '@fidecura/credentials'
import { generateSigner } from '@fidecura/identity'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createFidecuraClient, type EmergencyAnswer } from '../src/client/index.ts'
import type { Hospital } from '../src/hospital/hospital.ts'
import { recordFolderName } from '../src/hospital/record-source.ts'
import { createServiceHandler } from '../src/service/service-handler.ts'
import { laboratory } from './consents.ts'
import { appoint, clerk, enrol } from './staff.ts'
import { createPerson, createWorld, origin, type Person, type World } from './world.ts'

let world: World
let doctor: Person
let patient: Person
beforeAll(async () => {
  world = await createWorld()
  const desk = await appoint(world, '1', clerk)
  doctor = await appoint(world, '2', emergency)
  patient = await enrol(world, desk, 'R-1')
  const folder = join(world.folder, 'riverside/records', await recordFolderName(recordOf('R-1')))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'observation.json'), observation)
})
afterAll(() => world.close())

const emergency = { purposes: ['TREAT', 'BTG'] }
const recordOf = (value: string) => ({ system: 'urn:oid:2.999.1.1', value })
const observation =
  '{"resourceType":"Observation","id":"o1","subject":{"reference":"Patient/1"},"valueQuantity":{"value":128.0}}'

interface Asked extends Partial<Omit<BreakGlassContent, 'nonce' | 'audience'>> {
  /** Who hands it in; their session, and their presentation. */
  readonly by?: Person
  /** Whose key signs the request. */
  readonly signer?: Person['signer']
  /** Whose role it names. */
  readonly role?: string
  /** Who presents. */
  readonly presenter?: Person
  readonly client?: Person['client']
}

/** As the console does it. */
async function ask({ by = doctor, ...asked }: Asked = {}): Promise<EmergencyAnswer> {
  const { client = by.client, presenter = by, signer = by.signer, ...content } = asked
  const { role = by.credentials[0] ?? '', ...more } = content
  const { audience, nonce } = await client.challenge()
  const issuedAt = world.clock.now()
  const presentation = await presentCredentials(presenter.credentials, {
    ...{ signer: presenter.signer, audience, nonce, issuedAt, chain: presenter.chain },
    disclose: 'all',
  })
  const breakGlass = await signBreakGlass(
    {
      ...{ id: `urn:uuid:${crypto.randomUUID()}`, record: recordOf('R-1'), reason: 'unconscious' },
      ...{ explanation: 'Found unconscious, nobody to ask.', until: epochSeconds(issuedAt + 1800) },
      ...{ issuedAt, ...more, audience, nonce },
    },
    { signer, role },
  )
  return client.readInEmergency({ breakGlass, data: [laboratory], presentation })
}

/** The same hospital, but for what is changed: sessions are in its store. */
function clientAt(change: Partial<Hospital>, { session }: Person = doctor): Person['client'] {
  const hospital = { ...world.hospital(), ...change }
  const { directory } = world.example
  const handle = createServiceHandler({
    ...{ origin, directory, hospitals: [hospital], milliseconds: () => 0 },
  })
  return createFidecuraClient({
    base: '/riverside/api/v1',
    fetch: (url, init) => handle(new Request(`${origin}${url}`, init), '192.0.2.7'),
    session,
  })
}

const written = async () => (await patient.client.myNotices()).items.length
const isNotPermitted = { code: 'not_permitted', status: 403 }

describe('breaking the glass', () => {
  test('opens the record once, is written down with its reason, and told to the patient', async () => {
    const answer = await ask()
    expect(answer.until).toBe(world.clock.now() + 1800)
    expect(answer.duties).toMatchObject([{ kind: 'notify_patient' }])
    expect(decodeUtf8(decodeBase64url(answer.bundle))).toContain(observation)
    const [notice] = (await patient.client.myNotices()).items
    expect(notice).toMatchObject({ kind: 'break_glass' })
    const [access] = (await patient.client.myAccesses()).items
    expect(access).toMatchObject({
      ...{ purpose: 'BTG', outcome: 'permit', by: { name: 'Dr 2 Example' } },
    })
    const events = await world.hospital().store.audit.about(recordOf('R-1'), { limit: 3 })
    expect(events.map(({ act: { kind, outcome, purposes } }) => [kind, outcome, purposes])).toEqual(
      ['read', 'decide', 'create'].map((kind) => [kind, 'done', ['BTG']]),
    )
    // In the log of the hospital, where nobody takes it back.
    const proof = await patient.client.provePreserved({ token: notice?.token ?? '' })
    expect(answer.evidence).toBe(proof.id)
  })

  test('is told in the configuration, with what the jurisdiction says', async () => {
    const { emergency: rules } = await doctor.client.configuration()
    expect(rules).toEqual({ reasons: ['life_threatening', 'unconscious'], maxSeconds: 14_400 })
    const silent = await clientAt({ jurisdiction: optIn }).configuration()
    expect(silent.emergency).toBeUndefined()
    const unkept = await clientAt({ preservation: undefined }).configuration()
    expect(unkept.emergency).toBeUndefined()
  })

  test.each<[string, () => Promise<unknown>, string]>([
    [
      'where the law is silent',
      () => ask({ client: clientAt({ jurisdiction: optIn }) }),
      'break_glass_forbidden',
    ],
    [
      'where no log keeps it',
      () => ask({ client: clientAt({ preservation: undefined }) }),
      'break_glass_forbidden',
    ],
    [
      'for a reason that the law does not know',
      () => ask({ reason: 'curious' }),
      'break_glass_reason_refused',
    ],
    [
      'for longer than the law allows',
      () => ask({ until: epochSeconds(world.clock.now() + 14_401) }),
      'break_glass_too_long',
    ],
    [
      'with the signature of somebody else',
      async () => ask({ signer: await generateSigner() }),
      'signer_not_practitioner',
    ],
    [
      'with the role of a colleague',
      async () => ask({ role: (await appoint(world, '4', emergency)).credentials[0] ?? '' }),
      'entry_role_mismatch',
    ],
    [
      'by what a colleague presents',
      async () => ask({ presenter: await appoint(world, '5', emergency) }),
      'credentials_not_held',
    ],
  ])('is refused %s, and nothing is written for the patient', async (_, work, code) => {
    const before = await written()
    await expect(work()).rejects.toMatchObject({ code })
    expect(await written()).toBe(before)
  })

  test('writes nothing down of a record that is not one of this hospital', async () => {
    const { register, store } = world.hospital()
    const readsAll = { records: { read: async () => ({ resources: [], references: {} }) } }
    const foreign = { system: 'urn:oid:2.999.2.1', value: 'R-1' }
    const asked = [
      { record: recordOf('R-none') },
      // Of a source that goes by the value alone.
      { record: foreign, client: clientAt(readsAll) },
    ]
    for (const each of asked) {
      await expect(ask(each)).rejects.toMatchObject({ code: 'not_available' })
      expect(await register(store).notices(each.record)).toEqual([])
    }
  })

  test('is for a role that names it, of this hospital, and for nobody in their place', async () => {
    const treating = await appoint(world, '6')
    await expect(ask({ by: treating })).rejects.toMatchObject(isNotPermitted)
    const there = await appoint(world, '7', {
      ...emergency,
      tenant: 'hillside',
      department: 'telemedicine',
    })
    const { signer, credentials, chain } = there
    const here = await createPerson(world, { signer, credentials, chain })
    await here.signIn()
    await expect(ask({ by: here })).rejects.toMatchObject(isNotPermitted)
    await expect(ask({ by: patient, role: doctor.credentials[0] ?? '' })).rejects.toMatchObject(
      isNotPermitted,
    )
  })

  test('takes each request once, in answer to a challenge of this service', async () => {
    const requests: object[] = []
    const client = {
      ...doctor.client,
      async readInEmergency(request: Parameters<typeof doctor.client.readInEmergency>[0]) {
        requests.push(request)
        return doctor.client.readInEmergency(request)
      },
    }
    await ask({ client })
    const again = doctor.client.readInEmergency(requests[0] as never)
    await expect(again).rejects.toMatchObject({ code: 'challenge_unknown' })
  })

  test('shows nothing that could not be deposited, or that the patient is not told of', async () => {
    const { site, verifier, store } = world.hospital()
    const unreachable = {
      register: (ports: Parameters<Hospital['register']>[0]) =>
        createRegister({
          ...{ signer: site.signer, store: ports.register, verifier },
          deposit: () => Promise.reject(new TypeError('The log is full')),
        }),
    }
    const unknown = { outcome: 'unknown', status: 503 }
    await expect(ask({ client: clientAt(unreachable) })).rejects.toMatchObject({
      ...{ code: 'break_glass_unrecorded', ...unknown },
    })
    const documents = {
      ...store.documents,
      write: (...[changes, now]: Parameters<typeof store.documents.write>) =>
        changes.some((change) => 'insert' in change && change.insert.kind === 'patient_notice')
          ? Promise.reject(new TypeError('The disk is full'))
          : store.documents.write(changes, now),
    }
    const mute = { store: { ...store, documents } }
    await expect(ask({ client: clientAt(mute) })).rejects.toMatchObject({
      ...{ code: 'notice_failed', ...unknown },
    })
  })
})
