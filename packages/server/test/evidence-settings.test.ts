import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, epochSeconds, type Fetch } from '@fidecura/base'
import { noteKeyOf, parseNoteKey } from '@fidecura/evidence'
import { generateSigner, type Signer } from '@fidecura/identity'
import { createTestClock } from '@fidecura/testing'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { openExample } from '../src/example/open-example.ts'
import { noteKeysOf } from '../src/hospital/open-evidence.ts'
import { type OpenHospitals, openHospitals } from '../src/hospital/open-hospitals.ts'
import { withLaterYears } from '../src/hospital/preservation.ts'
import type { ServiceHandler } from '../src/http/handler.ts'
import { createServiceHandler } from '../src/service/service-handler.ts'
import { noon } from './world.ts'

// Two hospitals in two processes, each the witness of the other, as their hospital.json says.
const clock = createTestClock(noon).now
const folder = mkdtempSync(join(tmpdir(), 'fidecura-evidence-'))
const keys = new Map<string, Signer>()
const noteKeys = new Map<string, { readonly log: string; readonly witness: string }>()
const serving = new Map<string, ServiceHandler>()
const origins: Readonly<Record<string, string>> = {
  riverside: 'https://riverside.example',
  hillside: 'https://hillside.example',
}

/** Reaches whoever of the two is there. */
const network: Fetch = (url, init) => {
  const handle = serving.get(new URL(url).origin)
  if (handle === undefined) return Promise.reject(new TypeError('Nobody there'))
  return handle(new Request(url, init as RequestInit), '192.0.2.1')
}

async function keyOf(name: string, options: Parameters<typeof generateSigner>[0]): Promise<Signer> {
  const key = keys.get(name) ?? (await generateSigner(options))
  keys.set(name, key)
  return key
}

async function open(id: string, change: (evidence: Settings) => object = (same) => same) {
  const origin = origins[id] as string
  const other = id === 'riverside' ? 'hillside' : 'riverside'
  const path = join(folder, id, id, 'hospital.json')
  const settings = JSON.parse(readFileSync(path, 'utf8'))
  const { witness: key = '', log = '' } = noteKeys.get(other) ?? {}
  const url = `${origins[other]}/${other}/witness`
  const evidence = { witnesses: [{ key, operator: other, url }], quorum: 1 }
  const more = change({ evidence, witness: { logs: [log] } })
  writeFileSync(path, JSON.stringify({ ...settings, ...more }))
  const opened = await openHospitals({
    ...{ folder: join(folder, id), origin, clock, fetch: network },
    signer: async (hospital, department) =>
      keys.get(
        `${origin} ${department === undefined ? hospital : `${hospital}.${department}`}`,
      ) as Signer,
    noteSigner: (hospital, purpose) => keyOf(`${hospital}.${purpose}`, { algorithm: 'EdDSA' }),
  })
  serving.set(
    origin,
    createServiceHandler({
      ...{ origin, hospitals: [...opened.hospitals.values()], directory: opened.directory },
      milliseconds: () => 0,
    }),
  )
  return opened
}

interface Settings {
  readonly evidence: object & { readonly witnesses: readonly object[] }
  readonly witness: object
}

beforeAll(async () => {
  for (const [id, origin] of Object.entries(origins)) {
    const made = join(folder, `made-${id}`)
    const example = await openExample({
      ...{ folder: made, origin, clock, fetch: network },
      signer: (name, did) =>
        keyOf(`${origin} ${name}`, did === undefined ? {} : { did, fragment: 'key-1' }),
    })
    await example.close()
    cpSync(join(made, id), join(folder, id, id), { recursive: true })
    const [log, witness] = [
      await keyOf(`${id}.log`, { algorithm: 'EdDSA' }),
      await keyOf(`${id}.witness`, { algorithm: 'EdDSA' }),
    ]
    noteKeys.set(id, await noteKeysOf({ origin, id, clock }, { log, witness }))
  }
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('the evidence that hospital.json names', () => {
  test('is a log that the other hospital signs, though it was not there at first', async () => {
    const riverside = await open('riverside')
    const hillside = await open('hillside')
    try {
      const hospital = riverside.hospitals.get('riverside')
      // What waited for the other one is deposited by the next who comes.
      await hospital?.site.publisher.refresh()
      const deposited = await hospital?.preservation?.deposit('a token')
      expect(deposited?.id).toBeDefined()
      const answer = await network(
        'https://riverside.example/riverside/log/checkpoint',
        {} as never,
      )
      const note = await answer.text()
      expect(note).toMatch(/^riverside\.example\/riverside\/log\/2027\n/)
      expect(note).toContain('— hillside.example/hillside/witness ')
    } finally {
      await close(riverside, hillside)
    }
  })

  test('is signed by a witness that was told of the log of the year before', async () => {
    const log = await keyOf('riverside.log', { algorithm: 'EdDSA' })
    const witness = await keyOf('riverside.witness', { algorithm: 'EdDSA' })
    const before = { origin: 'https://riverside.example', id: 'riverside', clock: aYearAgo }
    const { log: told } = await noteKeysOf(before, { log, witness })
    expect(told).toContain('/log/2026+')
    const hillside = await open('hillside', (same) => ({ ...same, witness: { logs: [told] } }))
    const riverside = await open('riverside')
    try {
      const hospital = riverside.hospitals.get('riverside')
      expect((await hospital?.preservation?.deposit('of this year'))?.id).toBeDefined()
    } finally {
      await close(riverside, hillside)
    }
  })

  test('is signed under no key but the one that a witness was told for that year', async () => {
    const log = await keyOf('riverside.log', { algorithm: 'EdDSA' })
    const witness = await keyOf('riverside.witness', { algorithm: 'EdDSA' })
    const changed = await generateSigner({ algorithm: 'EdDSA' })
    const riverside = { origin: 'https://riverside.example', id: 'riverside', clock }
    const { log: old } = await noteKeysOf({ ...riverside, clock: aYearAgo }, { log, witness })
    const { log: now } = await noteKeysOf(riverside, { log: changed, witness })
    const told = await Promise.all([old, now].map(parseNoteKey))
    const known = await withLaterYears(told, { clock })
    expect(known.map(({ text }) => text)).toEqual([old, now, await nextOf(changed)])
  })

  test.each<[string, (evidence: Settings) => object, string]>([
    [
      'the key of a log in the place of that of a witness',
      ({ evidence, ...rest }) => ({
        ...rest,
        evidence: {
          ...evidence,
          witnesses: evidence.witnesses.map((each) => ({
            ...each,
            key: noteKeys.get('hillside')?.log,
          })),
        },
      }),
      '/evidence/witnesses/0/key',
    ],
    [
      'the key of a witness in the place of that of a log',
      (settings) => ({ ...settings, witness: { logs: [noteKeys.get('hillside')?.witness] } }),
      '/witness/logs/0',
    ],
    [
      'more signatures than there are operators',
      ({ evidence, ...rest }) => ({ ...rest, evidence: { ...evidence, quorum: 2 } }),
      '/evidence/quorum',
    ],
    [
      'no number of signatures',
      ({ evidence, ...rest }) => ({ ...rest, evidence: { ...evidence, quorum: 0 } }),
      '/evidence/quorum',
    ],
    [
      'a witness over http',
      ({ evidence, ...rest }) => ({
        ...rest,
        evidence: {
          ...evidence,
          witnesses: evidence.witnesses.map((each) => ({ ...each, url: 'http://h.example' })),
        },
      }),
      '/evidence/witnesses/0/url',
    ],
  ])('is refused with %s', async (_, change, place) => {
    await expect(open('riverside', change)).rejects.toMatchObject({
      ...{ code: 'settings_malformed', place },
    })
  })
})

const aYearAgo: Clock = () => epochSeconds(noon - 365 * 86_400)

/** The log of the year to come. */
async function nextOf({ publicKey }: Signer): Promise<string> {
  return (await noteKeyOf('riverside.example/riverside/log/2028', 'log', publicKey)).text
}

async function close(...opened: readonly OpenHospitals[]): Promise<void> {
  for (const each of opened) await each.close()
}
