import { beforeAll, describe, expect, test } from '@jest/globals'
import type { Hospital } from '../src/hospital/hospital.ts'
import { parseHospitalSettings } from '../src/hospital/settings.ts'
import { walletOrigins } from '../src/service/wallet-origins.ts'
import { createWorld } from './world.ts'

const platform = {
  ...{ id: 'clinic', name: 'Hillview Clinic', scopes: ['patient', 'profile'] },
  redirectUris: ['https://clinic.example/signed-in'],
  backchannelLogoutUri: 'https://clinic.example/logged-out',
}
const signIn = {
  origin: 'https://sign-in.hospital.example',
  listen: '127.0.0.1:8482',
  platforms: [platform],
}
const partner = {
  ...{ did: 'did:web:partner.example', name: 'Hillview', register: 'did:web:partner.example' },
  app: 'https://partner.example/app/',
}

let hospital: Hospital
beforeAll(async () => {
  const world = await createWorld()
  hospital = world.hospital()
  await world.close()
})

const settingsWith = async (more: object) =>
  parseHospitalSettings(JSON.parse(JSON.stringify({ ...hospital.settings, ...more })))

describe('parseHospitalSettings', () => {
  test('takes signing in at platforms, and whom wallets may talk to', async () => {
    const settings = await settingsWith({ signIn, wallet: { origins: 'any' } })
    expect(settings).toMatchObject({ signIn, wallet: { origins: 'any' } })
  })

  test.each(['https://partner.example/app/', 'http://localhost:8080/hillside/patient/'])(
    'takes %s for a partner’s app',
    async (app) => {
      const { partners } = await settingsWith({ partners: [{ ...partner, app }] })
      expect(partners).toEqual([{ ...partner, app }])
    },
  )

  const changed = (more: object) => ({
    signIn: { ...signIn, platforms: [{ ...platform, ...more }] },
  })
  test.each<[string, object, string]>([
    ['plain http', { signIn: { ...signIn, origin: 'http://127.0.0.1:1' } }, '/signIn/origin'],
    ['a path', { signIn: { ...signIn, origin: `${signIn.origin}/x` } }, '/signIn/origin'],
    ['a slash', { signIn: { ...signIn, origin: `${signIn.origin}/` } }, '/signIn/origin'],
    ['no port', { signIn: { ...signIn, listen: '127.0.0.1' } }, '/signIn/listen'],
    ['a member that is misspelt', { signIn: { ...signIn, platform: [] } }, '/signIn'],
    ['nobody to sign in at', { signIn: { ...signIn, platforms: [] } }, '/signIn/platforms'],
    [
      'two platforms of one id',
      { signIn: { ...signIn, platforms: [platform, { ...platform, name: 'Other' }] } },
      '/signIn/platforms/1/id',
    ],
    [
      'two platforms of one name to people',
      {
        signIn: {
          ...signIn,
          platforms: [platform, { ...platform, id: 'o', name: ' hillview clinic' }],
        },
      },
      '/signIn/platforms/1/name',
    ],
    ['no name', changed({ name: ' ' }), '/signIn/platforms/0/name'],
    [
      'an answer over plain http',
      changed({ redirectUris: ['http://clinic.example/'] }),
      '/signIn/platforms/0/redirectUris/0',
    ],
    [
      'an answer to a fragment',
      changed({ redirectUris: ['https://clinic.example/#x'] }),
      '/signIn/platforms/0/redirectUris/0',
    ],
    ['an unknown scope', changed({ scopes: ['everything'] }), '/signIn/platforms/0/scopes/0'],
    ['a secret in clear', changed({ secret: 'x'.repeat(40) }), '/signIn/platforms/0'],
    [
      'a plain address to tell',
      changed({ backchannelLogoutUri: 'http://clinic.example/' }),
      '/signIn/platforms/0/backchannelLogoutUri',
    ],
    ...['javascript:alert(1)', 'http://app.example/', 'http://127.0.0.1.example/'].map(
      (app): [string, object, string] => [
        `a partner’s app at ${app}`,
        { partners: [{ ...partner, app }] },
        '/partners/0/app',
      ],
    ),
    [
      'a partner’s app with a name in its address',
      { partners: [{ ...partner, app: 'https://hospital.example@evil.example/' }] },
      '/partners/0/app',
    ],
    [
      'a partner who hears of it over plain http',
      { partners: [{ ...partner, notices: 'http://partner.example/api/v1/statement-notices' }] },
      '/partners/0/notices',
    ],
    ['a wallet for a path', { wallet: { origins: ['https://a.example/x'] } }, '/wallet/origins/0'],
    ['a wallet for all, misspelt', { wallet: { origins: '*' } }, '/wallet/origins'],
  ])('refuses %s, and says where', async (_, more, place) => {
    await expect(settingsWith(more)).rejects.toMatchObject({ code: 'settings_malformed', place })
  })
})

test('walletOrigins lets a page talk to whomever has a certificate only where the settings say so', () => {
  const other = { ...hospital, settings: { ...hospital.settings, signIn } } as typeof hospital
  const own = (wallet: object) =>
    ({ ...hospital, settings: { ...hospital.settings, wallet } }) as typeof hospital
  expect(walletOrigins(hospital, [hospital])).toEqual([])
  expect(walletOrigins(hospital, [hospital, other])).toEqual([signIn.origin])
  const named = own({ origins: ['https://clinic.example', signIn.origin] })
  expect(walletOrigins(named, [named, other])).toEqual([signIn.origin, 'https://clinic.example'])
  expect(walletOrigins(own({ origins: 'any' }), [other])).toEqual(['https:'])
})
