import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { hierarchy, pem } from '../../x5c/test/support/pki.ts'
import type { Hospital } from '../src/hospital/hospital.ts'
import { parseHospitalSettings } from '../src/hospital/settings.ts'
import type { WalletSettings } from '../src/hospital/sign-in-settings.ts'
import { createServiceHandler } from '../src/service/service-handler.ts'
import { createWorld, origin, type World } from './world.ts'

const clinic = 'https://clinic.example'
const folder = mkdtempSync(join(tmpdir(), 'fidecura-policy-'))
let world: World
beforeAll(async () => {
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>App</title>')
  writeFileSync(join(folder, 'worker.js'), 'export {}')
  world = await createWorld()
})
afterAll(async () => {
  await world.close()
  rmSync(folder, { recursive: true })
})

const riverside = (wallet?: WalletSettings): Hospital => {
  const hospital = world.hospital()
  return { ...hospital, settings: { ...hospital.settings, wallet } }
}

/** As the service of both hospitals answers, where the settings of one of them say whom wallets may talk to. */
const served = (wallet?: WalletSettings) => {
  const { directory } = world.example
  const handle = createServiceHandler({
    ...{ origin, hospitals: [riverside(wallet), world.hospital('hillside')], directory },
    ...{ apps: { patient: folder, console: folder }, milliseconds: () => 0 },
  })
  return (path: string) => handle(new Request(`${origin}${path}`), '192.0.2.1')
}

const connectOf = ({ headers }: Response): readonly string[] => {
  const directives = (headers.get('content-security-policy') ?? '').split('; ')
  return directives.filter((one) => one.startsWith('connect-src'))
}

describe('the policy of the patients’ app', () => {
  test.each<[string, WalletSettings | undefined, string]>([
    ['no wallet settings', undefined, "connect-src 'self'"],
    ['no origins', { origins: [] }, "connect-src 'self'"],
    ['one origin', { origins: [clinic] }, `connect-src 'self' ${clinic}`],
    ['whoever has a certificate', { origins: 'any' }, "connect-src 'self' https:"],
  ])('lets it talk to its own origin and, by the settings, %s', async (_, wallet, policy) => {
    const get = served(wallet)
    for (const path of ['/riverside/patient/', '/riverside/patient/worker.js']) {
      expect([path, connectOf(await get(path))]).toEqual([path, [policy]])
    }
    // Neither the staff of that hospital nor the patients of another one talk to anybody by it.
    for (const path of ['/riverside/console/', '/hillside/patient/']) {
      expect([path, connectOf(await get(path))]).toEqual([path, ["connect-src 'self'"]])
    }
    const config = await (await get('/riverside/patient/config.json')).json()
    const named = policy.split(' ').slice(2)
    expect(config).toEqual(
      named.length === 0
        ? expect.not.objectContaining({ walletOrigins: expect.anything() })
        : expect.objectContaining({ walletOrigins: named }),
    )
  })
})

describe('wallet.roots', () => {
  const parsed = (roots: unknown) =>
    parseHospitalSettings(
      JSON.parse(
        JSON.stringify({ ...world.hospital().settings, wallet: { origins: [clinic], roots } }),
      ),
    )

  test('reach the patients’ app with the rest of what it trusts, and no other app', async () => {
    const { ders } = await hierarchy()
    const roots = [pem(ders.root), Buffer.from(ders.root).toString('base64')]
    expect(parsed(roots).wallet?.roots).toEqual(roots)
    const configOf = async (get: ReturnType<typeof served>, path: string) =>
      (await (await get(path)).json()) as object
    const get = served({ origins: [clinic], roots })
    expect(await configOf(get, '/riverside/patient/config.json')).toMatchObject({
      certificateRoots: roots,
    })
    for (const [other, path] of [
      [get, '/hillside/patient/config.json'],
      [served({ origins: [clinic] }), '/riverside/patient/config.json'],
    ] as const) {
      expect(await configOf(other, path)).not.toHaveProperty('certificateRoots')
    }
  })

  test('are each one certificate of an authority', async () => {
    const { ders } = await hierarchy()
    const der = Buffer.from(ders.root).toString('base64')
    const malformed: readonly [string, unknown][] = [
      ['/wallet/roots', []],
      ['/wallet/roots', Array(21).fill(der)],
      ['/wallet/roots/0', [pem(ders.leaf)]],
      ['/wallet/roots/0', ['not a certificate']],
      ['/wallet/roots/0', [`${der}=`]],
      ['/wallet/roots/0', [pem(ders.root, 'PUBLIC KEY')]],
      // The second would be a root that nobody has looked at.
      ['/wallet/roots/1', [der, `${pem(ders.root)}${pem(ders.leaf)}`]],
      ['/wallet/roots/0', [[der]]],
    ]
    for (const [place, roots] of malformed) {
      expect(() => parsed(roots)).toThrow(
        expect.objectContaining({ code: 'settings_malformed', place }),
      )
    }
  })
})
