import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Fetch } from '@fidecura/base'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { createDesk, type Desk, terminal } from './support.ts'

const origin = 'https://hospital.example'
const listUrl = 'https://authority.example/status/1'
const register = 'urn:oid:2.999.1.2=Register of Riverland'
let desk: Desk
let root: string
let where: readonly string[]
let what: readonly string[]

beforeEach(async () => {
  desk = createDesk()
  root = await desk.newKey('authority.key')
  where = ['--data', desk.path('hospitals'), '--origin', origin]
  what = [
    ...[
      '--id',
      'riverside',
      '--name',
      'Riverside Hospital',
      '--record-system',
      'urn:oid:2.999.1.1',
    ],
    ...['--jurisdiction', 'china', '--root', root, '--country', 'CN', '--register', register],
    ...['--department', 'cardiology=Cardiology', 'surgery=Surgery'],
  ]
})

const inHospital = (name: string) => join(desk.path('hospitals'), 'riverside', name)

/** As the authority: grants what is asked for, and publishes its list. */
async function accredit(request = inHospital('accreditation-request.json')): Promise<string> {
  const out = desk.path('riverside.jwt')
  const own = ['--key', desk.path('authority.key'), '--store', desk.path('authority.sqlite')]
  await desk.yes([
    'hospital',
    'accredit',
    request,
    ...own,
    '--list',
    listUrl,
    '--out',
    out,
    '--yes',
  ])
  await desk.yes(['credential', 'publish', ...own, '--list', listUrl, '--out', desk.path('www')])
  return out
}

const network: Fetch = async (url) => {
  const { host, pathname } = new URL(url)
  const path = `${join(desk.path('www'), host, pathname)}.jwt`
  if (!existsSync(path)) return new Response(null, { status: 404 })
  return new Response(readFileSync(path), { headers: { 'content-type': 'application/jwt' } })
}
const accept = (file: string, more: readonly string[] = where) =>
  desk.run(['hospital', 'accept', file, ...more, '--hospital', 'riverside', '--json'], {
    fetch: network,
  })

describe('fidecura hospital', () => {
  test('makes a hospital that can be served, from the first key to the first person', async () => {
    const { json } = await desk.yes(['hospital', 'init', ...where, ...what, '--with-log', '--json'])
    expect(json).toMatchObject({
      did: 'did:web:hospital.example:riverside',
      thumbprint: expect.stringMatching(/^[\w-]{43}$/),
      departments: [
        { id: 'cardiology', did: 'did:web:hospital.example:riverside:cardiology' },
        { id: 'surgery' },
      ],
      log: expect.stringContaining('hospital.example/riverside/log/2027+'),
      witness: expect.stringContaining('hospital.example/riverside/witness+'),
    })
    const { code, json: founded } = await accept(await accredit())
    expect([code, founded]).toEqual([
      0,
      { hospital: 'riverside', departments: ['cardiology', 'surgery'], file: expect.any(String) },
    ])
    expect(existsSync(inHospital('hospital.draft.json'))).toBe(false)
    const person = desk.write('person.json', {
      ...{ name: 'Sam Example', jurisdiction: 'CN', licensedUntil: '2099-12-31', specialties: [] },
      registration: { system: 'urn:oid:2.999.1.2', value: 'C-9' },
      profession: { system: 'http://snomed.info/sct', code: '159561009' },
      purposes: ['HSYSADMIN', 'PATADMIN'],
    })
    const at = [...where, '--hospital', 'riverside', '--department', 'cardiology']
    const invited = await desk.yes(['staff', 'invite', person, ...at, '--json'], { fetch: network })
    expect(invited.json['link']).toContain(`${origin}/riverside/console/#offer=`)
    const backup = desk.path('backup')
    await desk.yes(['hospital', 'backup', ...where, '--out', backup])
    expect(readdirSync(join(backup, 'riverside')).toSorted()).toEqual(['hospital.json', 'store'])
    const restore = ['hospital', 'restore', backup, ...where, '--json']
    expect((await desk.run(restore)).json).toMatchObject({ error: { code: 'restore_refused' } })
    rmSync(inHospital('store.sqlite'))
    const { json: restored } = await desk.yes(restore)
    expect(restored).toEqual({ hospitals: ['riverside'], at: '2027-01-15T08:00:00Z' })
  })

  test('asks on a terminal for what no option says, and says so where nobody can be asked', async () => {
    const rest = what.slice(2)
    const asked = await desk.yes(['hospital', 'init', ...where, ...rest, '--json'], {
      stdin: terminal('riverside\r'),
    })
    expect(asked.json['did']).toBe('did:web:hospital.example:riverside')
    const { code, stderr } = await desk.run(['hospital', 'init', ...where, ...rest])
    expect([code, stderr]).toEqual([2, expect.stringContaining('--id')])
  })

  test('shows the authority all that is asked for, and grants nothing that was not compared', async () => {
    await desk.yes(['hospital', 'init', ...where, ...what])
    const request = inHospital('accreditation-request.json')
    const own = ['--key', desk.path('authority.key'), '--store', desk.path('authority.sqlite')]
    const line = ['hospital', 'accredit', request, ...own, '--list', listUrl]
    const out = ['--out', desk.path('riverside.jwt')]
    for (const language of ['en', 'zh-CN'] as const) {
      const { code, stderr } = await desk.run([...line, ...out], { language })
      expect([code, stderr]).toEqual([2, expect.stringContaining('--yes')])
      const { hospital } = JSON.parse(readFileSync(request, 'utf8'))
      for (const said of ['Riverside Hospital', hospital.did, hospital.thumbprint, 'PATADMIN']) {
        expect(stderr).toContain(said)
      }
    }
    expect(existsSync(desk.path('riverside.jwt'))).toBe(false)
  })

  test.each<[string, (request: Request) => void, string]>([
    ['to another key', ({ hospital }) => (hospital.thumbprint = 'A'.repeat(43)), 'keys'],
    ['for another hospital', ({ hospital }) => (hospital.did = 'did:web:other.example'), 'subject'],
    ['with a department less', ({ grants }) => grants.departments.pop(), 'departments'],
    ['for other record numbers', ({ grants }) => (grants.recordSystem = 'urn:x'), 'recordSystems'],
    ['with a purpose less', ({ grants }) => grants.purposes.pop(), 'purposes'],
    ['with no register', ({ grants }) => grants.registers.pop(), 'registers'],
  ])('takes no accreditation in that was given %s', async (_, change, place) => {
    await desk.yes(['hospital', 'init', ...where, ...what])
    const path = inHospital('accreditation-request.json')
    const request = JSON.parse(readFileSync(path, 'utf8'))
    change(request)
    writeFileSync(path, JSON.stringify(request))
    const { code, json } = await accept(await accredit())
    expect([code, json]).toMatchObject([1, { error: { code: 'accreditation_mismatch' } }])
    expect(JSON.stringify(json)).toContain(` ${place}"`)
    expect(existsSync(inHospital('hospital.json'))).toBe(false)
  })

  test('takes none in of somebody whom it does not trust, nor one whose list cannot be had', async () => {
    const stranger = await desk.newKey('stranger.key')
    const trusting = what.map((each) => (each === root ? stranger : each))
    await desk.yes(['hospital', 'init', ...where, ...trusting])
    const file = await accredit()
    const { json } = await accept(file)
    expect(json).toMatchObject({ error: { code: 'credential_issuer_untrusted' } })
    const lost = await desk.run([
      'hospital',
      'accept',
      file,
      ...where,
      '--hospital',
      'riverside',
      '--json',
    ])
    expect(lost.code).not.toBe(0)
    expect(existsSync(inHospital('hospital.json'))).toBe(false)
  })

  test('keeps what is there, and takes nothing in at another origin', async () => {
    await desk.yes(['hospital', 'init', ...where, ...what])
    const again = await desk.run(['hospital', 'init', ...where, ...what])
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('hospital.draft.json')])
    const elsewhere = ['--data', desk.path('hospitals'), '--origin', 'https://other.example']
    const { json } = await accept(await accredit(), elsewhere)
    expect(json).toMatchObject({ error: { code: 'settings_malformed' } })
  })

  test.each([
    ['a department without a name', '--department', 'cardiology', '--department'],
    ['a root on the web without a key', '--root', 'did:web:authority.example', '--root'],
    ['a register without a name', '--register', 'urn:oid:2.999.1.2', '--register'],
    ['a jurisdiction that nobody knows', '--jurisdiction', 'mars', '/jurisdiction'],
    ['an id that is no segment', '--id', 'River side', '/id'],
  ])('refuses %s before it makes anything', async (_, option, value, place) => {
    const { code, stderr } = await desk.run(['hospital', 'init', ...where, ...what, option, value])
    expect([code > 0, stderr]).toEqual([true, expect.stringContaining(place)])
    expect(existsSync(desk.path('hospitals'))).toBe(false)
  })

  test('says how to make a key where one is missing', async () => {
    const own = ['--key', desk.path('none.key'), '--store', desk.path('authority.sqlite')]
    await desk.yes(['hospital', 'init', ...where, ...what])
    const request = inHospital('accreditation-request.json')
    const line = ['hospital', 'accredit', request, ...own, '--list', listUrl, '--yes']
    const { stderr } = await desk.run([...line, '--out', desk.path('x.jwt')])
    expect(stderr).toContain('key_file_not_found')
    expect(stderr).toContain('fidecura keys create')
  })
})

interface Request {
  readonly hospital: { did: string; thumbprint: string }
  readonly grants: {
    recordSystem: string
    readonly departments: string[]
    readonly purposes: string[]
    readonly registers: string[]
  }
}
