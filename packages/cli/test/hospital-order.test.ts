import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Fetch } from '@fidecura/base'
import { createKeyFile, openKeyFile } from '@fidecura/identity/node'
import {
  createServiceHandler,
  openHospitals,
  readServiceSettings,
  type ServiceHandler,
} from '@fidecura/server'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { claim, heldFor, personAt } from '../../../test/person.ts'
import { backupsInto } from '../src/service/backups-into.ts'
import { createTemplateDesk, passphrase, passphraseIn, type Run, terminal } from './support.ts'

const origin = 'https://hospital.example'
const url = `${origin}/riverside`
const hospitalDid = 'did:web:hospital.example:riverside'
const listUrl = 'https://authority.example/status/1'
const register = 'urn:oid:2.999.1.2'
const desk = createTemplateDesk()
const data = desk.path('hospitals')
const where = ['--data', data, '--origin', origin]
const backups = desk.path('backups')
let handle: ServiceHandler | undefined
let opened: Awaited<ReturnType<typeof openHospitals>> | undefined

/** The hospital that is served, and the lists of the authority. */
const network: Fetch = async (url, { headers, method = 'GET', body }) => {
  if (url.startsWith(origin)) {
    const init = { method, headers, ...(body === undefined ? {} : { body }) } as RequestInit
    if (handle === undefined) throw new TypeError('It is not served')
    return handle(new Request(url, init), '192.0.2.1')
  }
  const { host, pathname } = new URL(url)
  const path = `${join(desk.path('www'), host, pathname)}.jwt`
  if (!existsSync(path)) return new Response(null, { status: 404 })
  return new Response(readFileSync(path), { headers: { 'content-type': 'application/jwt' } })
}
const run = (args: readonly string[], more = {}): Promise<Run> =>
  desk.run(args, { fetch: network, variables: passphraseIn(), ...more })

function row(name: string, value: string): string {
  return desk.write(`${name}.json`, {
    ...{ name: `${name} Example`, jurisdiction: 'CN', licensedUntil: '2099-12-31' },
    ...{ registration: { system: register, value }, specialties: [] },
    profession: { system: 'http://snomed.info/sct', code: '159561009' },
    purposes: ['HSYSADMIN'],
  })
}

async function open(): Promise<void> {
  const folder = data
  opened = await openHospitals({
    ...{ folder, origin, clock: desk.clock.now, fetch: network },
    signer: (hospital, department = 'hospital') =>
      openKeyFile(join(folder, hospital, 'keys', `${department}.key`), { passphrase }),
    backup: backupsInto(
      readServiceSettings({ options: { data, origin, backups }, variables: {} }),
      desk.clock.now,
    ),
  })
  const { hospitals, directory } = opened
  const served = { origin, hospitals: [...hospitals.values()], directory }
  handle = createServiceHandler({ ...served, milliseconds: () => 0 })
}

/** Invited by whoever runs the machine, and confirmed by four digits. */
async function appoint(name: string): Promise<void> {
  const at = [...where, '--hospital', 'riverside']
  const invite = ['staff', 'invite', desk.path(`${name}.json`), ...at]
  const { json, stderr } = await run([...invite, '--department', 'administration', '--json'])
  expect(stderr).not.toContain('(')
  const signer = await createKeyFile(desk.path(`${name}.key`), { passphrase })
  const place = { origin, tenant: 'riverside', audience: hospitalDid, clock: desk.clock.now }
  const fetch = (path: string, init: RequestInit) =>
    (handle as ServiceHandler)(new Request(`${origin}${path}`, init), '192.0.2.1')
  const person = await personAt({ ...place, fetch }, { signer })
  await person.signIn()
  const { id, digits } = await claim(person, String(json['code']))
  expect(await run(['staff', 'confirm', id, ...at, '--digits', digits])).toMatchObject({ code: 0 })
  const { credentials, chain } = await heldFor(person, id)
  desk.write(`${name}-wallet.json`, {
    version: 'urn:fidecura:wallet:1',
    credentials,
    chain,
  } as never)
}

const as = (name: string): readonly string[] => [
  ...['--url', url, '--key', desk.path(`${name}.key`)],
  ...['--wallet', desk.path(`${name}-wallet.json`)],
]
const order = (...args: readonly string[]) => run(['hospital', 'order', ...args])

beforeAll(async () => {
  const root = await desk.newKey('authority.key')
  const what = [
    ...['--id', 'riverside', '--name', 'Riverside Hospital', '--jurisdiction', 'china'],
    ...['--record-system', 'urn:oid:2.999.1.1', '--root', root, '--country', 'CN'],
    ...['--register', `${register}=Register`, '--department'],
    ...['administration=Administration', 'cardiology=Cardiology'],
    ...['--administration', 'administration'],
    ...['--administrator', row('ada', 'A-1'), row('wen', 'A-2')],
  ]
  await desk.yes(['hospital', 'init', ...where, ...what])
  const own = ['--key', desk.path('authority.key'), '--store', desk.path('authority.sqlite')]
  const request = join(data, 'riverside', 'accreditation-request.json')
  const accredit = ['hospital', 'accredit', request, ...own, '--list', listUrl, '--yes']
  await desk.yes([...accredit, '--out', desk.path('riverside.jwt')])
  await desk.yes(['credential', 'publish', ...own, '--list', listUrl, '--out', desk.path('www')])
  const accept = ['hospital', 'accept', desk.path('riverside.jwt'), ...where]
  await desk.yes([...accept, '--hospital', 'riverside'], { fetch: network })
  await open()
  for (const name of ['ada', 'wen']) await appoint(name)
})
afterAll(() => opened?.close())

const settings = () => opened?.hospitals.get('riverside')?.settings

describe('fidecura hospital order', () => {
  test('is given by one administrator, shown to the other, and carried out', async () => {
    const partner = {
      ...{ did: 'did:web:hillview.example', name: 'Hillview', app: 'https://hillview.example/' },
      register: 'did:web:hillview.example',
    }
    const act = desk.write('act.json', { kind: 'add_partner', partner })
    const given = await order('propose', act, ...as('ada'), '--yes', '--json')
    expect(given.json).toMatchObject({ order: { state: 'proposed', kind: 'add_partner' } })
    expect(given.stderr).toContain('did:web:hillview.example')
    const { id } = (given.json as { order: { id: string } }).order
    const alone = await order('approve', id, ...as('ada'), '--yes', '--json')
    expect(alone.json).toMatchObject({ error: { code: 'approver_not_second' } })
    // Nobody signs what they have not said yes to.
    const asked = await run(['hospital', 'order', 'approve', id, ...as('wen')], {
      stdin: terminal('n'),
    })
    expect([asked.code, asked.stderr]).toEqual([1, expect.stringContaining('"Hillview"')])
    expect(settings()?.partners).toEqual([])
    const done = await order('approve', id, ...as('wen'), '--yes', '--json')
    expect([done.code, done.json]).toMatchObject([0, { order: { state: 'done' } }])
    expect(settings()?.partners).toMatchObject([{ name: 'Hillview' }])
    const other = await order('propose', act, ...as('wen'), '--yes', '--json')
    expect(other.json).toMatchObject({ error: { code: 'order_inapplicable' } })
    const away = desk.write('away.json', { kind: 'remove_partner', did: partner.did })
    const waits = await order('propose', away, ...as('wen'), '--yes', '--json')
    const { id: waiting } = (waits.json as { order: { id: string } }).order
    const declined = await order('decline', waiting, ...as('ada'), '--json')
    expect([declined.code, declined.json]).toMatchObject([0, { order: { state: 'declined' } }])
    const late = await order('approve', waiting, ...as('ada'), '--yes', '--json')
    expect(late.json).toMatchObject({ error: { code: 'order_state_wrong' } })
    const listed = await order('list', ...as('wen'), '--lang', 'zh-CN')
    expect(listed.stdout).toContain('已执行：可向另一家医院的患者请求同意')
  })

  test('takes a backup, and holds what is put back until two have confirmed it', async () => {
    const act = desk.write('backup.json', { kind: 'take_backup' })
    const taken = await order('propose', act, ...as('ada'), '--yes', '--json')
    expect(taken.json).toMatchObject({ order: { state: 'done' } })
    const [name = ''] = readdirSync(backups)
    expect(taken.json).toMatchObject({ order: { backup: name } })
    expect(readdirSync(join(backups, name)).toSorted()).toEqual(['backup.json', 'riverside'])
    await opened?.close()
    const files = readdirSync(join(data, 'riverside')).filter((each) => /sqlite/.test(each))
    for (const file of files) rmSync(join(data, 'riverside', file))
    await desk.yes(['hospital', 'restore', join(backups, name), ...where])
    await open()
    expect(opened?.hospitals.get('riverside')?.changes.restoredAt()).toBe(desk.clock.now())
    const confirm = desk.write('confirm.json', { kind: 'confirm_restore', at: desk.clock.now() })
    const { json } = await order('propose', confirm, ...as('ada'), '--yes', '--json')
    const { id } = (json as { order: { id: string } }).order
    await order('approve', id, ...as('wen'), '--yes')
    expect(opened?.hospitals.get('riverside')?.changes.restoredAt()).toBeUndefined()
    // What was ordered before the backup holds.
    expect(settings()?.partners).toMatchObject([{ name: 'Hillview' }])
  })

  test.each([
    ['what is no order', { kind: 'open_everything' }, 'order_malformed'],
    ['an order with more in it', { kind: 'take_backup', to: 'elsewhere' }, 'order_malformed'],
  ])('signs nothing for %s', async (_, act, code) => {
    const file = desk.write('wrong.json', act)
    const { json } = await order('propose', file, ...as('ada'), '--yes', '--json')
    expect(json).toMatchObject({ error: { code } })
  })

  test('names two administrators or none', async () => {
    const more = ['--administration', 'cardiology', '--administrator', row('sam', 'A-3')]
    const needed = [
      ...['--id', 'x', '--name', 'X', '--record-system', 'urn:x', '--jurisdiction', 'china'],
      ...['--root', 'did:key:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv', '--country', 'CN'],
      ...['--register', `${register}=R`, '--department', 'cardiology=C'],
    ]
    const { json } = await desk.run(['hospital', 'init', ...where, ...needed, ...more, '--json'])
    expect(json).toMatchObject({ error: { code: 'usage', place: '--administrator' } })
    const twice = [...more, row('tim', 'A-3')]
    const same = await desk.run(['hospital', 'init', ...where, ...needed, ...twice, '--json'])
    expect(same.json).toMatchObject({
      error: { code: 'settings_malformed', place: '/administration/first' },
    })
  })
})
