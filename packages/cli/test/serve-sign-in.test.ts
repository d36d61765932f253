import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JsonObject } from '@fidecura/base'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { foundExample } from './founded-example.ts'
import { serving } from './serving.ts'
import { createDesk, passphraseIn } from './support.ts'

const folder = mkdtempSync(join(tmpdir(), 'fidecura-sign-in-'))
const data = join(folder, 'hospitals')
const origin = 'https://hospital.example'
const app = join(folder, 'app')

const clinic = {
  ...{ id: 'clinic', name: 'Hillview Clinic', scopes: ['patient'] },
  redirectUris: ['https://clinic.example/signed-in'],
}
const signIn = {
  origin: 'https://sign-in.hospital.example',
  listen: '127.0.0.1:0',
  platforms: [
    clinic,
    { ...clinic, id: 'lab', name: 'Example Laboratory', secretFile: 'lab.secret' },
  ],
}
const serve = ['serve', '--data', data, '--origin', origin, '--listen', '127.0.0.1:0']

beforeAll(async () => {
  await foundExample(data, origin)
  mkdirSync(app)
  writeFileSync(join(app, 'index.html'), '<!doctype html>')
})

afterAll(() => rmSync(folder, { recursive: true }))

/** Changes the settings of a hospital for one act. */
async function withSettings<T>(
  hospital: string,
  change: JsonObject,
  act: () => Promise<T>,
): Promise<T> {
  const file = join(data, hospital, 'hospital.json')
  const before = readFileSync(file, 'utf8')
  writeFileSync(file, JSON.stringify({ ...JSON.parse(before), ...change }))
  try {
    return await act()
  } finally {
    writeFileSync(file, before)
  }
}

describe('fidecura serve with signIn in hospital.json', () => {
  test('refuses to begin without the keys, and takes those that hospital sign-in makes once', async () => {
    await withSettings('riverside', { signIn }, async () => {
      const { code, stderr } = await createDesk().run(serve)
      expect([code, stderr]).toEqual([1, expect.stringContaining('sign-in.key')])
      const make = [
        ...['hospital', 'sign-in', '--data', data, '--origin', origin],
        ...['--hospital', 'riverside'],
      ]
      const mistyped = { variables: passphraseIn('another passphrase') }
      const wrong = await createDesk().run(make, mistyped)
      expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('hospital.key')])
      await createDesk().yes(make)
      const again = await createDesk().run(make)
      expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('sign-in.key')])
    })
  })

  test('serves platforms at a listener of their own, tells how it is, and ends with the service', async () => {
    const secret = `${'a secret of the laboratory'.repeat(2)}\n`
    writeFileSync(join(data, 'riverside', 'lab.secret'), secret, { mode: 0o600 })
    const wallet = { origins: ['https://clinic.example'] }
    await withSettings('riverside', { signIn, wallet }, async () => {
      const service = await serving([...serve, '--admin', '127.0.0.1:0', '--patient-app', app])
      const [found] = service.json['signIns'] as JsonObject[]
      expect(found).toMatchObject({ hospital: 'riverside' })
      const bridge = `http://${found?.['address']}`
      const discovery = await fetch(`${bridge}/.well-known/openid-configuration`)
      expect(await discovery.json()).toMatchObject({
        issuer: signIn.origin,
        authorization_endpoint: `${signIn.origin}/auth`,
        id_token_signing_alg_values_supported: ['ES256'],
      })
      // Nothing of the service is there, nor of the bridge at the service.
      expect((await fetch(`${bridge}/riverside/api/v1/configuration`)).status).toBe(404)
      expect((await fetch(`${service.url}/.well-known/openid-configuration`)).status).toBe(404)
      const metrics = await (await fetch(`http://${service.json['admin']}/metrics`)).text()
      expect(metrics).toMatch(/^fidecura_sign_ins\{tenant="riverside"\} 0$/m)

      // The patients' app may talk to the bridge and to whom the settings name, and the other hospital's to the bridge.
      const policyOf = async (path: string): Promise<string> =>
        (await fetch(`${service.url}${path}`)).headers.get('content-security-policy') ?? ''
      expect(await policyOf('/riverside/patient/')).toContain(
        `connect-src 'self' ${signIn.origin} https://clinic.example;`,
      )
      expect(await policyOf('/hillside/patient/')).toContain(`connect-src 'self' ${signIn.origin};`)
      const config = await (await fetch(`${service.url}/riverside/patient/config.json`)).json()
      expect(config).toMatchObject({ walletOrigins: [signIn.origin, 'https://clinic.example'] })
      expect(await service.stop()).toEqual([0, null])
      await expect(fetch(`${bridge}/.well-known/openid-configuration`)).rejects.toThrow()
    })
  })

  test('begins with nothing by other keys than the store knows, until they are changed there', async () => {
    const own = { signIn: { ...signIn, platforms: [clinic] } }
    await withSettings('riverside', own, async () => {
      const where = ['--data', data, '--origin', origin, '--hospital', 'riverside']
      const rotate = ['hospital', 'sign-in', ...where, '--rotate']
      const fails = async (args: readonly string[]) => {
        const { json } = await createDesk().run([...args, '--json'])
        return json['error']
      }
      const moved = (name: string) =>
        renameSync(join(data, 'riverside/keys', name), join(data, `${name}.before`))
      moved('sign-in.key')
      const secret = await fails([...rotate, 'sign-in-secret'])
      expect(secret).toMatchObject({ code: 'key_file_not_found' })
      const made = await createDesk().yes([...rotate, 'sign-in', '--json'])
      expect(made.json).toMatchObject({ hospital: 'riverside', rotated: 'sign-in' })
      // The process of before is one that has not been told.
      const next = join(data, 'riverside/keys/sign-in.key')
      renameSync(next, `${next}.next`)
      renameSync(join(data, 'sign-in.key.before'), next)
      const refused = { code: 'bridge_keys_differ', place: expect.stringMatching(/\bsigner$/) }
      expect(await fails(serve)).toMatchObject(refused)
      expect(await fails([...rotate, 'sign-in-secret'])).toMatchObject(refused)
      renameSync(`${next}.next`, next)
      const service = await serving([...serve, '--admin', '127.0.0.1:0'])
      const ready = await fetch(`http://${service.json['admin']}/readyz`)
      expect([ready.status, await ready.json()]).toMatchObject([200, { ready: true }])
      expect(await service.stop()).toEqual([0, null])
    })
  })

  test('begins with nothing if two hospitals have people sign in at one origin', async () => {
    const own = { ...signIn, platforms: [clinic] }
    await withSettings('hillside', { signIn: own }, async () => {
      await createDesk().yes([
        ...['hospital', 'sign-in', '--data', data, '--origin', origin],
        ...['--hospital', 'hillside'],
      ])
      await withSettings('riverside', { signIn: own }, async () => {
        const run = await createDesk().run([...serve, '--json'])
        expect(run).toMatchObject({ code: 1, json: { error: { code: 'settings_malformed' } } })
        expect(run.json).toMatchObject({
          error: { place: expect.stringMatching(/hospital\.json.*\/signIn\/origin/) },
        })
      })
    })
  })

  test.each<[string, JsonObject, number, string, string]>([
    ['an origin of the apps', { ...signIn, origin }, 1, 'settings_malformed', '/signIn/origin'],
    ['a secret that is not there', signIn, 2, 'file_unreadable', 'lab.secret'],
  ])('begins with nothing if there is %s', async (_, changed, exit, code, place) => {
    rmSync(join(data, 'riverside', 'lab.secret'), { force: true })
    await withSettings('riverside', { signIn: changed }, async () => {
      const run = await createDesk().run(serve)
      expect([run.code, run.stderr]).toEqual([exit, expect.stringContaining(place)])
      expect(run.stderr).toContain(`(${code})`)
    })
  })
})
