import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { epochSeconds, type Fetch, systemClock } from '@fidecura/base'
import { processEnvironment } from '@fidecura/cli'
import { decodeCredential } from '@fidecura/credentials'
import type { HospitalSettings } from '@fidecura/server'
import { openExample } from '@fidecura/server/example'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { runProcess } from '../../../test/run-node.ts'
import { createTokens } from '../src/custody/tokens.ts'
import type { Finding } from '../src/doctor/finding.ts'
import { lookAtAccreditations } from '../src/doctor/look-at-accreditations.ts'
import { lookAtFolder } from '../src/doctor/look-at-folder.ts'
import { lookAtNode } from '../src/doctor/look-at-machine.ts'
import { lookAtHospital, lookAtOrigin } from '../src/doctor/look-at-network.ts'
import { keyFilesIn } from './founded-example.ts'
import { createDesk, noon, passphrase, passphraseIn, type Run } from './support.ts'

const folder = mkdtempSync(join(tmpdir(), 'fidecura-doctor-'))
const data = join(folder, 'data')
const at = (name: string): string => join(data, 'riverside', name)
let server: Server
/** The web server in front, as it were: the name in the DIDs leads nowhere here. */
let front = ''
const origin = 'https://hospital.example'
let example: Awaited<ReturnType<typeof openExample>> | undefined
/** What the clock of the web server shows. */
let date = noon * 1000
/** What it answers. */
let status = 404
const desk = createDesk()

beforeAll(async () => {
  const [key, cert] = [join(folder, 'tls.key'), join(folder, 'tls.crt')]
  const made = await runProcess('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
    ...['-keyout', key, '-out', cert, '-days', '3', '-subj', '/CN=localhost'],
    ...['-addext', 'subjectAltName=DNS:localhost'],
  ])
  expect(made.status).toBe(0)
  const pair = { key: readFileSync(key), cert: readFileSync(cert) }
  server = createServer(pair, (_, response) => {
    response.setHeader('date', new Date(date).toUTCString())
    response.writeHead(status).end()
  }).listen(0, 'localhost')
  await once(server, 'listening')
  front = `https://localhost:${(server.address() as AddressInfo).port}`
  example = await openExample({
    ...{ folder: data, origin, clock: () => noon },
    fetch: () => Promise.reject(new TypeError('There is no network here')),
    signer: keyFilesIn(data),
  })
})
afterAll(async () => {
  server.close()
  await example?.close()
  rmSync(folder, { recursive: true })
})

const network: Fetch = async (url) =>
  (await example?.directory.answer(url)) ?? Promise.reject(new TypeError('Nobody is there'))

/** Of this machine alone. */
function doctor(
  more: readonly string[] = [],
  variables: Record<string, string> = passphraseIn(),
): Promise<Run> {
  const args = ['doctor', '--data', data, '--origin', origin, '--offline', '--json', ...more]
  return desk.run(args, { variables })
}

const isBad = ({ outcome }: Finding): boolean => outcome !== 'ok'
const named = ({ outcome, code }: Finding): string => `${outcome} ${code}`
const bad = ({ json }: Run): readonly string[] =>
  (json['findings'] as unknown as Finding[]).filter(isBad).map(named)

const atNoon = (seconds = 0) => ({
  ...processEnvironment(),
  clock: () => epochSeconds(noon + seconds),
})

async function lookAround(
  fetch: Fetch,
  seconds = 0,
  more: Partial<HospitalSettings> = {},
): Promise<readonly string[]> {
  const tokens = createTokens(processEnvironment(), (token) => token)
  const { hospitals } = await lookAtFolder({ data, hasFiles: true, passphrase, tokens })
  const [, riverside] = hospitals
  if (riverside?.settings.id !== 'riverside') throw new Error('It is the second')
  const environment = { ...atNoon(seconds), fetch }
  const seen = { ...riverside, settings: { ...riverside.settings, ...more } }
  return (await lookAtHospital(origin, seen, environment)).filter(isBad).map(named)
}

describe('fidecura doctor', () => {
  test('finds an installation well, and says so', async () => {
    const run = await doctor()
    expect([run.code, bad(run)]).toEqual([0, []])
    expect(await lookAround(network)).toEqual([])
  })

  test('tells a certificate that nobody trusts, and one that ends soon', async () => {
    const look = async (seconds: number) =>
      (await lookAtOrigin(front, atNoon(seconds))).filter(isBad).map(named)
    const today = Math.floor(systemClock()) - noon
    date = (noon + today) * 1000
    expect(await look(today)).toEqual(['fail tls_untrusted'])
    expect(await look(today + 4 * 86_400)).toContain('fail tls_expired')
    const known = getCACertificates('default')
    setDefaultCACertificates([...known, readFileSync(join(folder, 'tls.crt'), 'utf8')])
    // It is good for three days of the clock of this machine.
    const early = Math.floor(systemClock()) - 60 * 86_400 - noon
    date = (noon + early) * 1000
    expect(await look(early)).toEqual([])
    date = (noon + early + 60 * 86_400) * 1000
    expect(await look(early + 60 * 86_400)).toEqual(['warn tls_expiring'])
    date = noon * 1000
  })

  test('tells a clock that is off, and that nobody answers', async () => {
    date = (noon + 120) * 1000
    const found = (await lookAtOrigin(front, atNoon())).map(({ code, about }) => [code, about])
    expect(found).toContainEqual(['clock_off', '+120 s'])
    date = noon * 1000
    const nobody = await lookAtOrigin('https://localhost:1', atNoon())
    expect(nobody.map(named)).toEqual(['fail tls_unreachable', 'warn clock_unknown'])
  })

  test('tells that nobody is behind the web server, of the service and of a witness', async () => {
    status = 502
    const found = (await lookAtOrigin(front, atNoon())).map(named)
    const evidence = { witnesses: [{ key: 'key', operator: 'university', url: front }], quorum: 1 }
    const watched = await lookAround(network, 0, { evidence })
    status = 404
    expect(found).toContain('fail service_down')
    expect(watched).toEqual(['fail witness_unreachable'])
    expect(await lookAround(network, 0, { evidence })).toEqual([])
  })

  test('looks at the origin of a sign-in bridge, too', async () => {
    const signIn = { origin: 'https://localhost:1', listen: '127.0.0.1:8482', platforms: [] }
    expect(await lookAround(network, 0, { signIn })).toEqual(['fail tls_unreachable'])
  })

  test('tells that others find neither keys nor lists', async () => {
    const found = await lookAround(() => Promise.reject(new TypeError('Nobody is there')))
    expect(new Set(found)).toEqual(new Set(['fail did_unresolved', 'fail list_unreachable']))
  })

  test('tells a document that lists another key, and a list that is over', async () => {
    const path = 'riverside/did.json'
    const lied: Fetch = async (url, init) => {
      if (!url.endsWith(path)) return network(url, init)
      const answer = await network(url.replace('riverside', 'hillside'), init)
      const text = (await answer.text()).replaceAll(':hillside', ':riverside')
      return new Response(text, { headers: { 'content-type': 'application/did+json' } })
    }
    expect(await lookAround(lied)).toEqual(['fail did_other_key'])
    const later = await lookAround(network, 3 * 86_400)
    expect(new Set(later)).toEqual(new Set(['fail list_stale']))
  })

  test('tells a key that others may read, that is away, and that does not open', async () => {
    chmodSync(at('keys/hospital.key'), 0o644)
    const open = await doctor()
    expect([open.code, bad(open)]).toEqual([1, ['fail key_open']])
    chmodSync(at('keys/hospital.key'), 0o600)
    const wrong = passphraseIn('wrong horse battery')
    expect(bad(await doctor([], wrong))).toContain('fail key_wrong')
    const none = await doctor([], {})
    expect([none.code, new Set(bad(none))]).toEqual([0, new Set(['warn key_not_opened'])])
    const bytes = readFileSync(at('keys/hospital.key'))
    rmSync(at('keys/hospital.key'))
    expect(bad(await doctor())).toEqual(['fail key_missing'])
    writeFileSync(at('keys/hospital.key'), bytes, { mode: 0o600 })
  })

  test('tells a passphrase that others may read, and looks at the rest all the same', async () => {
    const file = join(folder, 'passphrase')
    writeFileSync(file, passphrase)
    chmodSync(file, 0o604)
    const run = await doctor(['--passphrase-file', file], {})
    expect([run.code, bad(run)[0]]).toEqual([1, 'fail passphrase_unread'])
    expect(bad(run)).toContain('warn key_not_opened')
  })

  test('tells permissions to issue that are over, and that soon will be', async () => {
    const before = readFileSync(at('hospital.json'), 'utf8')
    const settings = JSON.parse(before) as HospitalSettings
    const { validUntil } = (await decodeCredential(settings.chain[0] ?? '')).credential
    const look = async (now: number) =>
      (await lookAtAccreditations(settings, epochSeconds(now))).filter(isBad).map(named)
    const end = validUntil ?? 0
    expect(await look(end)).toContain('fail accreditation_over')
    expect(await look(end - 29 * 86_400)).toContain('warn accreditation_ending')
    expect(await look(end - 31 * 86_400)).not.toContain('warn accreditation_ending')
    const damaged = { ...settings, chain: ['not one'] }
    expect((await lookAtAccreditations(damaged, noon)).map(named)).toContain(
      'fail accreditation_over',
    )
  })

  test('leaves permissions of departments to those who give orders', async () => {
    const found = JSON.parse(readFileSync(at('hospital.json'), 'utf8')) as HospitalSettings
    const settings = { ...found, administration: undefined }
    const person = { system: 'urn:oid:2.999.1.2', value: 'C-1' }
    const administration = { department: 'cardiology', first: [person, person] as const }
    const abouts = async (each: HospitalSettings) =>
      (await lookAtAccreditations(each, noon)).map(({ about }) => about)
    expect(await abouts(settings)).toContain('riverside/cardiology')
    expect(await abouts({ ...settings, administration })).toEqual(['riverside'])
  })

  test('tells a store that others may use', async () => {
    chmodSync(at('store.sqlite'), 0o640)
    const run = await doctor()
    chmodSync(at('store.sqlite'), 0o600)
    expect(bad(run)).toEqual(['fail store_open'])
  })

  test('misses the keys of log and witness that the settings need', async () => {
    const before = readFileSync(at('hospital.json'), 'utf8')
    const key = 'witness.example+a52c4385+BB4MJUut2yro2V0rF3bMihqDHMroxFV20tNb/LbB1iI3'
    const evidence = {
      ...{ witnesses: [{ key, operator: 'university', url: 'https://witness.example' }] },
      quorum: 1,
    }
    writeFileSync(at('hospital.json'), JSON.stringify({ ...JSON.parse(before), evidence }))
    const run = await doctor()
    writeFileSync(at('hospital.json'), before)
    expect(bad(run)).toEqual(['fail key_missing'])
  })

  test('misses the keys of a sign-in bridge that the settings name', async () => {
    const before = readFileSync(at('hospital.json'), 'utf8')
    const platform = {
      ...{ id: 'clinic', name: 'Hillview Clinic', scopes: ['patient'] },
      redirectUris: ['https://clinic.example/signed-in'],
    }
    const signIn = {
      ...{ origin: 'https://sign-in.hospital.example', listen: '127.0.0.1:8482' },
      platforms: [platform],
    }
    writeFileSync(at('hospital.json'), JSON.stringify({ ...JSON.parse(before), signIn }))
    const run = await doctor()
    writeFileSync(at('hospital.json'), before)
    expect(bad(run)).toEqual(['fail key_missing', 'fail key_missing'])
  })

  test.each([
    ['of a later version', 'UPDATE migration SET version = version + 1000', 'fail store_newer'],
    ['of an earlier one', 'DELETE FROM migration WHERE version > 1', 'warn store_older'],
    ['of another program', 'DROP TABLE migration', 'fail store_foreign'],
  ])('tells a store %s, and changes nothing', async (_, sql, expected) => {
    const elsewhere = join(folder, 'copy', 'riverside')
    mkdirSync(elsewhere, { recursive: true })
    const store = join(elsewhere, 'store.sqlite')
    rmSync(store, { force: true })
    writeFileSync(join(elsewhere, 'hospital.json'), readFileSync(at('hospital.json')))
    const live = new DatabaseSync(at('store.sqlite'))
    live.exec(`VACUUM INTO '${store}'`)
    live.close()
    const copy = new DatabaseSync(store)
    copy.exec(sql)
    copy.close()
    chmodSync(store, 0o600)
    const before = readFileSync(store)
    const run = await doctor(['--data', join(folder, 'copy')])
    expect(bad(run)).toContain(expected)
    expect(readFileSync(store).equals(before)).toBe(true)
  })

  test('tells settings that are not as they must be, and a folder without any', async () => {
    const wrong = join(folder, 'wrong')
    mkdirSync(join(wrong, 'riverside'), { recursive: true })
    writeFileSync(join(wrong, 'riverside/hospital.json'), '{}')
    const run = await doctor(['--data', wrong])
    expect(bad(run)).toEqual(['fail settings_wrong'])
    expect(run.stdout).toContain('hospital.json /')
    const nothing = await doctor(['--data', join(folder, 'nothing')])
    expect(bad(nothing)).toContain('fail settings_missing')
  })

  test('says in both languages what to do', async () => {
    const args = ['doctor', '--data', data, '--origin', origin, '--offline']
    const english = await desk.run(args, { variables: {} })
    expect(english.stdout).toContain('Not opened: give --passphrase-file')
    const chinese = await desk.run(args, { variables: {}, language: 'zh-CN' })
    expect(chinese.stdout).toMatch(/注意 密钥：.+\n {5}未打开/)
  })

  test('tells a Node that is too old', () => {
    expect(lookAtNode('22.12.9')).toMatchObject({ outcome: 'fail', code: 'node_old' })
    expect(lookAtNode('22.13.0').outcome).toBe('ok')
  })
})
