import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTestClock, type TestClock } from '@fidecura/testing'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { recordFolderName } from '../src/hospital/record-source.ts'
import { consentTo, laboratory, read } from './consents.ts'
import { appoint, clerk, enrol } from './staff.ts'
import { createWorld, noon, type Person, type World } from './world.ts'

/** A clock that moves on by a second once it has been read so often. */
interface TickingClock extends TestClock {
  tickAfter(reads: number): void
  /** Whether it has moved on since it was told when to. */
  hasTicked(): boolean
}

function createTickingClock(): TickingClock {
  const clock = createTestClock(noon)
  let left = Number.POSITIVE_INFINITY
  return {
    ...clock,
    now() {
      if (left === 0) clock.advance(1)
      left -= 1
      return clock.now()
    },
    tickAfter(reads) {
      left = reads
    },
    hasTicked: () => left < 0,
  }
}

const record = { system: 'urn:oid:2.999.1.1', value: 'R-1' }
const observation =
  '{"resourceType":"Observation","status":"final","subject":{"reference":"Patient/1"},"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]}}'

describe('the service, whenever a second ends,', () => {
  const clock = createTickingClock()
  let world: World
  let desk: Person
  let doctor: Person
  let patient: Person
  beforeAll(async () => {
    world = await createWorld(undefined, clock)
    desk = await appoint(world, '1', clerk)
    doctor = await appoint(world, '2')
    patient = await enrol(world, desk, 'R-1')
    const folder = join(world.folder, 'riverside/records', await recordFolderName(record))
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'observation.json'), observation)
    const asked = { purposes: ['TREAT'], data: [laboratory], validDays: 90 }
    const made = await doctor.client.requestConsent({ ...asked, record })
    await consentTo(world, patient, made, record.value)
  })
  afterAll(() => world.close())

  /** Does it as often as it reads the clock, with the second ending before each of those readings. */
  const atEveryReading = async (act: () => Promise<void>) => {
    const failed: unknown[] = []
    let reads = 0
    for (let isOver = false; !isOver; reads++) {
      // A new minute for each: nothing is limited, and every list is fetched anew.
      world.advance(61)
      clock.tickAfter(reads)
      await act().catch(({ code }: { readonly code?: string }) => failed.push([reads, code]))
      isOver = !clock.hasTicked()
      clock.tickAfter(Number.POSITIVE_INFINITY)
    }
    expect(failed).toEqual([])
    return reads
  }

  test('lets a doctor read, before whichever reading of the clock that is', async () => {
    const reads = await atEveryReading(async () => {
      await doctor.signIn()
      await read(world, doctor, record.value)
    })
    expect(reads).toBeGreaterThan(20)
  })

  test('lets a doctor read who was suspended and reinstated within it', async () => {
    await desk.signIn()
    const { items } = await desk.client.staff()
    const { id = '' } = items.find(({ name }) => name === 'Dr 2 Example') ?? {}
    await desk.client.suspendStaff(id, 'device_lost')
    await expect(doctor.signIn()).rejects.toMatchObject({ code: 'status_suspended' })
    await desk.client.reinstateStaff(id)
    await doctor.signIn()
    await read(world, doctor, record.value)
  })
})
