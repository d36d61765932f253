import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { epochSeconds, formatDateTime } from '@fidecura/base'
import { type Did, parseDid } from '@fidecura/identity'
import type { StoreSetting } from '@fidecura/server'
import { openExample } from '@fidecura/server/example'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { servePostgres } from '../../store/test/with-postgres.ts'
import { keyFilesIn } from './founded-example.ts'
import { createDesk, noon, passphraseIn } from './support.ts'

const server = servePostgres('fidecura incident on PostgreSQL')
if (server !== undefined) {
  const folder = mkdtempSync(join(tmpdir(), 'fidecura-incident-pg-'))
  const origin = 'https://hospital.example'
  const actor: Did = parseDid('did:key:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv')
  const desk = createDesk()
  let example: Awaited<ReturnType<typeof openExample>> | undefined
  let store: StoreSetting = 'sqlite'

  beforeAll(async () => {
    const names = ['authority', 'riverside', 'hillside']
    for (const name of names) await server.newDatabase(name)
    store = server.addressOf('riverside').replace('riverside', '{hospital}') as StoreSetting
    example = await openExample({
      ...{ folder, origin, clock: () => noon, store },
      fetch: () => Promise.reject(new TypeError('There is no network here')),
      signer: keyFilesIn(folder),
    })
    // More than a page of one, and a few of the other.
    for (const [id, count] of [
      ['riverside', 1200],
      ['hillside', 3],
    ] as const) {
      const hospital = example.hospitals.get(id)
      for (let n = 0; n < count; n++) {
        await hospital?.store.audit.append({
          ...{ id: crypto.randomUUID(), kind: 'read', recordedAt: noon, outcome: 'done' },
          ...{ source: { did: hospital.site.did, site: origin }, objects: [], client: '192.0.2.7' },
          ...{ actor: { did: actor }, purposes: ['TREAT'] },
          patient: { system: hospital.settings.recordSystem, value: `R-${n % 10}` },
        })
      }
    }
  })
  afterAll(async () => {
    await example?.close()
    rmSync(folder, { recursive: true })
  })

  test.each([
    ['riverside', { patients: 10, accesses: 1200, looked: 1200, withoutBasis: 1200 }],
    ['hillside', { patients: 3, accesses: 3, looked: 3, withoutBasis: 3 }],
  ])(
    'fidecura incident finds in the database of %s what was done there, and nothing of the other',
    async (hospital, counts) => {
      const { code, json } = await desk.run(
        [
          ...['incident', '--data', folder, '--origin', origin, '--hospital', hospital],
          ...['--store', store, '--actor', actor, '--json'],
          ...['--from', formatDateTime(noon), '--to', formatDateTime(epochSeconds(noon + 60))],
        ],
        { variables: passphraseIn() },
      )
      expect([code, json]).toMatchObject([0, { named: false, counts }])
    },
  )
}
