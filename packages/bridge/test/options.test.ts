import { epochSeconds } from '@fidecura/base'
import { mayAuthorise } from '@fidecura/bridge/platform'
import { describe, expect, test } from '@jest/globals'
import { createWorld, type WorldOptions } from './world.ts'

function platform(id: string, name: string) {
  return { id, name, redirectUris: [`https://${id}.example/`], scopes: [] }
}

describe('createSignInBridge', () => {
  test.each<[string, NonNullable<WorldOptions['bridge']>]>([
    ['a short secret', { secret: new Uint8Array(16) }],
    ['plain http', { issuer: 'http://signin.example' }],
    ['an issuer with a path', { issuer: 'https://signin.example/here' }],
    ['no platform', { platforms: [] }],
    ['two platforms of one id', { platforms: [platform('a', 'A'), platform('a', 'B')] }],
    [
      'two platforms of one name',
      { platforms: [platform('a', 'Clinic'), platform('b', 'clinic ')] },
    ],
    ['a sign-in for a week', { signInSeconds: 604_800 }],
    [
      'a platform that is reached over plain http',
      { platforms: [{ id: 'a', name: 'A', redirectUris: ['http://a.example/'], scopes: [] }] },
    ],
    [
      'a secret of a platform that can be guessed',
      {
        platforms: [
          { id: 'a', name: 'A', redirectUris: ['https://a.example/'], scopes: [], secret: 'short' },
        ],
      },
    ],
  ])('refuses %s', async (_, bridge) => {
    await expect(createWorld({ bridge })).rejects.toMatchObject({ code: 'bridge_options_invalid' })
  })
})

describe('mayAuthorise', () => {
  const now = epochSeconds(1_800_000_000)
  const acr = 'urn:fidecura:acr:same-device:1'
  test.each([
    ['of now and of the same device', { acr, auth_time: now }, true],
    ['of five minutes ago', { acr, auth_time: now - 300 }, true],
    ['of longer ago', { acr, auth_time: now - 301 }, false],
    ['of another device', { acr: 'urn:fidecura:acr:cross-device:1', auth_time: now }, false],
    ['of the future', { acr, auth_time: now + 1 }, false],
    ['that says neither', {}, false],
    ['without a time', { acr }, false],
    ['of a time that is none', { acr, auth_time: Number.NaN }, false],
  ])('judges a sign-in %s', (_, claims, expected) => {
    expect(mayAuthorise(claims, { now })).toBe(expected)
  })
})
