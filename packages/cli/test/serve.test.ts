import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@fidecura/base'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { freePort } from '../../../test/free-port.ts'
import { claim, personAt } from '../../../test/person.ts'
import { foundExample } from './founded-example.ts'
import { serving } from './serving.ts'
import { createDesk, passphraseIn } from './support.ts'

const folder = mkdtempSync(join(tmpdir(), 'fidecura-serve-'))
const data = join(folder, 'data')
const origin = 'https://hospital.example'
const app = join(folder, 'app')

beforeAll(async () => {
  mkdirSync(app)
  writeFileSync(join(app, 'index.html'), '<!doctype html><title>Patients</title>')
  await foundExample(data, origin)
})

afterAll(() => rmSync(folder, { recursive: true }))

describe('fidecura serve', () => {
  test('serves hospitals and their apps until it is stopped', async () => {
    const where = ['--data', data, '--origin', origin, '--listen', '127.0.0.1:0']
    const service = await serving(['serve', ...where, '--patient-app', app])
    expect(service.json).toMatchObject({ origin, hospitals: ['hillside', 'riverside'] })
    const document = await fetch(`${service.url}/riverside/did.json`)
    expect(await document.json()).toMatchObject({ id: 'did:web:hospital.example:riverside' })
    const page = await fetch(`${service.url}/riverside/patient/`)
    expect(await page.text()).toContain('Patients')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect((await fetch(`${service.url}/riverside/console/`)).status).toBe(404)
    expect(await service.stop()).toEqual([0, null])
  })

  test.each([
    ['an origin that is not https', ['--origin', 'http://hospital.example'], '--origin'],
    ['an origin with a path', ['--origin', 'https://hospital.example/riverside'], '--origin'],
    ['an address that is none', ['--origin', origin, '--listen', 'x'], '--listen'],
  ])('refuses %s', async (_, options, place) => {
    const { code, stderr } = await createDesk().run(['serve', '--data', data, ...options])
    expect(code).toBe(2)
    expect(stderr).toContain(place)
  })

  test('says that no hospital is in the folder', async () => {
    const { code, stderr } = await createDesk().run(['serve', '--data', app, '--origin', origin], {
      variables: passphraseIn(),
    })
    expect([code, stderr]).toEqual([1, expect.stringContaining('hospital')])
  })
})

describe('fidecura staff', () => {
  const where = ['--data', data, '--origin', origin, '--hospital', 'riverside']
  const desk = createDesk()
  // Beside a service that runs by the clock of this machine.
  desk.clock.advance(systemClock() - desk.clock.now())
  const run = (args: readonly string[]) =>
    desk.run(['staff', ...args], { variables: passphraseIn() })
  const person = join(folder, 'person.json')
  const row = {
    ...{ name: 'Sam Example', jurisdiction: 'CN', licensedUntil: '2099-12-31', specialties: [] },
    registration: { system: 'urn:oid:2.999.1.2', value: 'C-9' },
    profession: { system: 'http://snomed.info/sct', code: '159561009' },
    purposes: ['HSYSADMIN', 'PATADMIN'],
  }

  test('lets the first person of a department in, over a service that runs, by four digits', async () => {
    writeFileSync(person, JSON.stringify(row))
    const invited = await run(['invite', person, ...where, '--department', 'cardiology', '--json'])
    const { id, code, link } = JSON.parse(invited.stdout)
    expect(link).toBe(`${origin}/riverside/console/#offer=${code}`)
    const service = await serving(['serve', ...where.slice(0, 4), '--listen', '127.0.0.1:0'])
    const doctor = await personAt({
      ...{ origin, tenant: 'riverside', clock: systemClock },
      audience: 'did:web:hospital.example:riverside',
      fetch: (path, init) => fetch(`${service.url}${path}`, init),
    })
    await doctor.signIn()
    const { digits } = await claim(doctor, code)
    const other = digits === '0000' ? '0001' : '0000'
    const wrong = await run(['confirm', id, ...where, '--digits', other])
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('offer_digits_wrong')])
    expect(await run(['confirm', id, ...where, '--digits', digits])).toMatchObject({ code: 0 })
    const { state, credentials } = await doctor.client.heldOffer(id)
    expect([state, credentials?.length]).toEqual(['issued', 2])
    await service.stop()
  })

  test.each([
    [
      'a hospital that is not there',
      ['--hospital', 'elsewhere', '--department', 'cardiology'],
      '--hospital',
    ],
    [
      'a department that is not there',
      ['--hospital', 'riverside', '--department', 'x'],
      'not_found',
    ],
  ])('refuses %s', async (_, options, said) => {
    writeFileSync(person, JSON.stringify(row))
    const { code, stderr } = await run(['invite', person, ...where.slice(0, 4), ...options])
    expect([code === 0, stderr]).toEqual([false, expect.stringContaining(said)])
  })

  test('refuses what is not known of a person as it must be, by its place', async () => {
    writeFileSync(person, JSON.stringify({ ...row, purposes: [] }))
    const { stderr } = await run(['invite', person, ...where, '--department', 'cardiology'])
    expect(stderr).toContain('staff_row_invalid')
  })
})

describe('fidecura story --serve', () => {
  test('brings up two hospitals, and the same ones the next time', async () => {
    // Names of organisations have the port in them, so it has to be known before.
    const port = await freePort()
    const portal = join(import.meta.dirname, '../../../examples/clinic-portal/src/index.ts')
    const at = [
      ...['--port', String(port), '--data', join(folder, 'example')],
      ...['--patient-app', app, '--portal', portal],
    ]
    const url = `http://localhost:${port}/riverside/`
    const documents: unknown[] = []
    for (const _ of [1, 2]) {
      const service = await serving(['story', '--serve', ...at])
      const console = `http://localhost:${port}/hillside/console/`
      expect(service.json).toMatchObject({
        ...{ patient: `${url}patient/`, console: `${url}console/` },
        hospitals: [{ hospital: 'riverside' }, { hospital: 'hillside', console }],
      })
      documents.push(await (await fetch(`${url}did.json`)).json())
      // A clinic of somebody else, and the bridge by which it has people sign in.
      const clinic = await fetch(`${service.json['portal']}/`)
      expect([clinic.status, await clinic.text()]).toEqual([
        200,
        expect.stringContaining('Hillview Clinic'),
      ])
      const issuer = `${service.json['signIn']}`
      const discovery = await fetch(`${issuer}/.well-known/openid-configuration`)
      expect(await discovery.json()).toMatchObject({ issuer })
      expect(await service.stop()).toEqual([0, null])
    }
    expect(documents[1]).toEqual(documents[0])
  })
})
