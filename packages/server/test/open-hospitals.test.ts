import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Fetch } from '@fidecura/base'
import { generateSigner, type Signer } from '@fidecura/identity'
import { createTestClock } from '@fidecura/testing'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { openExample } from '../src/example/open-example.ts'
import { openHospitals } from '../src/hospital/open-hospitals.ts'
import { createServiceHandler } from '../src/service/service-handler.ts'
import { noon } from './world.ts'

const origin = 'https://hospital.example'
const noNetwork: Fetch = () => Promise.reject(new TypeError('There is no network here'))
const folder = mkdtempSync(join(tmpdir(), 'fidecura-hospitals-'))
const reached = { folder, origin, clock: createTestClock(noon).now, fetch: noNetwork }
const keys = new Map<string, Signer>()

const open = (where: string = folder) =>
  openHospitals({
    ...{ ...reached, folder: where },
    signer: async (hospital, department) => {
      const name = department === undefined ? hospital : `${hospital}.${department}`
      return keys.get(name) as Signer
    },
  })

beforeAll(async () => {
  const example = await openExample({
    ...reached,
    signer: async (name, did) => {
      const signer = await generateSigner(did === undefined ? {} : { did, fragment: 'key-1' })
      keys.set(name, signer)
      return signer
    },
  })
  await example.close()
})

afterAll(() => rmSync(folder, { recursive: true }))

describe('openHospitals', () => {
  test('opens every hospital of a folder, with what it has kept', async () => {
    const { hospitals, directory, close } = await open()
    expect([...hospitals.keys()]).toEqual(['hillside', 'riverside'])
    const handle = createServiceHandler({
      ...{ origin, directory, hospitals: [...hospitals.values()], milliseconds: () => 0 },
    })
    const page = `${origin}/riverside/cardiology/did.json`
    const answer = await handle(new Request(page), '192.0.2.1')
    expect(await answer.json()).toMatchObject({
      id: 'did:web:hospital.example:riverside:cardiology',
    })
    await close()
  })

  test('is refused where no hospital is', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'fidecura-empty-'))
    await expect(open(empty)).rejects.toMatchObject({ code: 'settings_malformed', place: '' })
    await expect(open(join(empty, 'none'))).rejects.toMatchObject({ code: 'settings_malformed' })
    rmSync(empty, { recursive: true })
  })

  test('is refused where a folder holds another hospital than its name says', async () => {
    const other = mkdtempSync(join(tmpdir(), 'fidecura-other-'))
    mkdirSync(join(other, 'lakeside'))
    const settings = readFileSync(join(folder, 'riverside/hospital.json'))
    writeFileSync(join(other, 'lakeside/hospital.json'), settings)
    const place = '/lakeside/id'
    await expect(open(other)).rejects.toMatchObject({ code: 'settings_malformed', place })
    rmSync(other, { recursive: true })
  })

  test('is refused where a hospital has the store of another', async () => {
    const other = mkdtempSync(join(tmpdir(), 'fidecura-swapped-'))
    cpSync(folder, other, { recursive: true })
    cpSync(join(folder, 'hillside/store.sqlite'), join(other, 'riverside/store.sqlite'))
    await expect(open(other)).rejects.toMatchObject({ code: 'store_of_another', place: 'store' })
    rmSync(other, { recursive: true })
  })

  test('closes what it has opened when the next one cannot be', async () => {
    const settings = join(folder, 'riverside/hospital.json')
    renameSync(settings, `${settings}.kept`)
    writeFileSync(settings, '{"version":"urn:fidecura:hospital-settings:1"}')
    await expect(open()).rejects.toMatchObject({ code: 'settings_malformed', place: '/id' })
    renameSync(`${settings}.kept`, settings)
    keys.set('kept', keys.get('riverside.cardiology') as Signer)
    keys.delete('riverside.cardiology')
    await expect(open()).rejects.toMatchObject({ code: 'settings_malformed' })
    keys.set('riverside.cardiology', keys.get('kept') as Signer)
    const { close } = await open()
    await close()
  })
})
