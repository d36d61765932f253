import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { epochSeconds, type Fetch } from '@fidecura/base'
import {
  accreditationsUrlOf,
  createHttpAccreditationSource,
  createVerifier,
} from '@fidecura/credentials'
import { type Did, generateSigner } from '@fidecura/identity'
import { createTestClock } from '@fidecura/testing'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Example, openExample } from '../src/example/open-example.ts'
import type { Hospital } from '../src/hospital/hospital.ts'
import type { ServiceHandler } from '../src/http/handler.ts'
import { createServiceHandler } from '../src/service/service-handler.ts'

// Elsewhere than on this machine: of plain http on localhost nobody fetches anything.
const origin = 'https://hospital.example'
const clock = createTestClock(epochSeconds(1_800_000_000))
const folder = mkdtempSync(join(tmpdir(), 'fidecura-accreditations-'))
let example: Example
let riverside: Hospital
let handle: ServiceHandler
beforeAll(async () => {
  example = await openExample({
    ...{ folder, origin, clock: clock.now },
    fetch: () => Promise.reject(new TypeError('There is no network here')),
    signer: (_, did) => generateSigner(did === undefined ? {} : { did, fragment: 'key-1' }),
  })
  riverside = example.hospitals.get('riverside') as Hospital
  handle = createServiceHandler({
    ...{ origin, hospitals: [riverside], directory: example.directory, milliseconds: () => 0 },
  })
})
afterAll(async () => {
  await example.close()
  rmSync(folder, { recursive: true })
})

const asked: string[] = []
const fetch: Fetch = (url, init) => {
  asked.push(url)
  return handle(new Request(url, { headers: init.headers }), '192.0.2.1')
}
const at = (place: string, did: Did): string =>
  accreditationsUrlOf(`${origin}/${place}/accreditations`, did)

describe('the directory of accreditations', () => {
  test('leads from the root alone to whoever has signed, through each hospital on the way', async () => {
    const { settings, departments } = riverside
    const { resolve } = example.directory
    const status = example.directory.statusFor(`${origin}/riverside`)
    const accreditations = [createHttpAccreditationSource({ fetch })]
    const verifier = createVerifier({
      ...{ roots: settings.roots, resolve, status, clock: clock.now, accreditations },
    })
    const cardiology = departments.get('cardiology')
    const [, token = ''] = cardiology?.chain ?? []
    const { claims } = await verifier.verifyCredential(token)
    expect(claims['name']).toBe('Cardiology, Riverside Hospital')
    expect(asked).toEqual([at('authority', riverside.site.did)])
  })

  test('says who vouches for a department, and for those above it', async () => {
    const { did, chain } = riverside.departments.get('cardiology') ?? riverside.site
    const answer = await handle(new Request(at('riverside', did)), '192.0.2.1')
    expect(answer.headers.get('content-type')).toBe('application/json')
    expect(await answer.json()).toEqual({ accreditations: chain })
    expect(chain).toHaveLength(2)
    // Where the hospital says that it does, in what the authority signed.
    const { claims } = await riverside.verifier.verifyCredential(riverside.site.chain[0] ?? '')
    expect(claims['directory']).toBe(`${origin}/riverside/accreditations`)
  })

  test('knows organisations alone, and each at its own place', async () => {
    const person = await generateSigner()
    const { did } = example.hospitals.get('hillside')?.site ?? riverside.site
    for (const url of [
      at('riverside', person.did),
      at('riverside', did),
      `${origin}/riverside/accreditations/`,
    ]) {
      expect((await handle(new Request(url), '192.0.2.1')).status).toBe(404)
    }
  })
})
