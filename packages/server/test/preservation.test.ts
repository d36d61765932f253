import { encodeUtf8 } from '@fidecura/base'
import { type EvidenceTrust, parseNoteKey, verifyEvidence } from '@fidecura/evidence'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { PreservedProof } from '../src/client/index.ts'
import { consentTo, laboratory } from './consents.ts'
import { appoint, clerk, enrol } from './staff.ts'
import { createWorld, origin, type Person, type World } from './world.ts'

let world: World
let desk: Person
let patient: Person
let other: Person
let token: string
beforeAll(async () => {
  world = await createWorld()
  desk = await appoint(world, '1', clerk)
  const doctor = await appoint(world, '2')
  patient = await enrol(world, desk, 'R-1')
  other = await enrol(world, desk, 'R-2')
  const made = await doctor.client.requestConsent({
    record: { system: 'urn:oid:2.999.1.1', value: 'R-1' },
    ...{ purposes: ['TREAT'], data: [laboratory], validDays: 90 },
  })
  token = await consentTo(world, patient, made, 'R-1')
})
afterAll(() => world.close())

async function trustOf({ log, witnesses, quorum }: PreservedProof): Promise<EvidenceTrust> {
  const trusted = witnesses.map(async ({ key, operator }) => ({
    key: await parseNoteKey(key),
    operator,
  }))
  const policy = { witnesses: await Promise.all(trusted), quorum }
  return { logs: [await parseNoteKey(log)], witnesses: policy }
}

describe('what a patient signed', () => {
  test('is preserved before the receipt comes, under the eyes of the other hospital', async () => {
    const proven = await patient.client.provePreserved({ token })
    expect(proven).toMatchObject({ quorum: 1, witnesses: [{ operator: 'hillside' }] })
    expect(proven.log).toContain('localhost:8080/riverside/log/2027')
    const { site, directory } = world.hospital()
    const now = world.clock.now()
    const evidence = await verifyEvidence(proven.proof, {
      ...{ content: encodeUtf8(token), now, resolve: directory.resolve },
      ...(await trustOf(proven)),
    })
    expect(evidence.depositor).toBe(site.did)
  })

  test('is deposited once, however often somebody asks', async () => {
    const first = await patient.client.provePreserved({ token })
    const before = await sizeOf()
    const again = await patient.client.provePreserved({ token })
    expect([again.id, again.number]).toEqual([first.id, first.number])
    expect(await sizeOf()).toBe(before)
  })

  test('is proven to nobody else, and nothing else is deposited for the asking', async () => {
    const before = await sizeOf()
    for (const asked of [
      other.client.provePreserved({ token }),
      patient.client.provePreserved({ token: `${token.slice(0, -4)}AAAA` }),
      other.client.provePreserved({ token: 'eyJhbGciOiJFUzI1NiJ9.e30.AAAA' }),
    ]) {
      await expect(asked).rejects.toMatchObject({ code: 'not_found' })
    }
    await expect(other.client.provePreserved({ token, record: 'R-1' })).rejects.toMatchObject({
      code: 'not_permitted',
    })
    expect(await sizeOf()).toBe(before)
  })
})

describe('the log of a hospital', () => {
  test('is there for anybody to read, with the signature of the witness', async () => {
    const text = await checkpoint()
    expect(text.split('\n')[0]).toBe('localhost:8080/riverside/log/2027')
    expect(text).toMatch(/^\u2014 localhost:8080\/riverside\/log\/2027 /m)
    expect(text).toMatch(/^\u2014 localhost:8080\/hillside\/witness /m)
  })

  test('grows with what a suspension does to the list, before that is answered', async () => {
    await appoint(world, '3')
    const { items } = await desk.client.staff()
    const before = await sizeOf()
    const id = items.at(-1)?.id ?? ''
    const { evidence = '' } = await desk.client.suspendStaff(id, 'device_lost')
    const after = await sizeOf()
    expect(after).toBeGreaterThan(before)
    // Under a number that finds that very deposit, now and later.
    expect((await desk.client.staffMember(id)).evidence).toBe(evidence)
    const { preservation, departments } = world.hospital()
    const site = departments.get('cardiology')
    const { history } = (await site?.publisher.current(site.listUrl)) ?? { history: '' }
    expect((await preservation?.deposit(history))?.id).toBe(evidence)
    expect(await sizeOf()).toBe(after)
  })

  test('is at no other hospital, and a witness answers to posts alone', async () => {
    const ask = (path: string, method = 'GET') =>
      world.handle(new Request(`${origin}${path}`, { method }), '192.0.2.1')
    expect((await ask('/nowhere/log/checkpoint')).status).toBe(404)
    expect((await ask('/hillside/witness/add-checkpoint')).status).toBe(404)
    expect((await ask('/hillside/witness/add-checkpoint', 'POST')).status).toBe(400)
  })
})

async function checkpoint(): Promise<string> {
  const request = new Request(`${origin}/riverside/log/checkpoint`)
  return (await world.handle(request, '192.0.2.1')).text()
}

async function sizeOf(): Promise<number> {
  return Number((await checkpoint()).split('\n')[1])
}
