import type { JsonValue } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import { readServiceSettings } from '../../src/operation/service-settings.ts'

const version = 'urn:fidecura:service-settings:1'
const needed = { data: '/srv/hospitals', origin: 'https://hospital.example' }
const fileOf = (json: JsonValue) => ({ path: '/etc/fidecura/service.json', json })
const from = (json: JsonValue) =>
  readServiceSettings({ options: {}, variables: {}, file: fileOf(json) })

describe('readServiceSettings', () => {
  test('takes an option before a variable, and a variable before the file', () => {
    const file = fileOf({
      version,
      ...needed,
      listen: '10.0.0.1:1',
      admin: '10.0.0.1:2',
      log: 'off',
    })
    const variables = { FIDECURA_LISTEN: '10.0.0.2:1', FIDECURA_ADMIN: '10.0.0.2:2' }
    const settings = readServiceSettings({ options: { listen: '10.0.0.3:1' }, variables, file })
    expect(settings).toMatchObject({ listen: '10.0.0.3:1', admin: '10.0.0.2:2', log: 'off' })
  })

  test('is safe by default', () => {
    expect(readServiceSettings({ options: needed, variables: {} })).toEqual({
      ...needed,
      ...{ listen: '127.0.0.1:8480', admin: undefined, behindProxy: false, store: 'sqlite' },
      ...{ passphraseFile: undefined, patientApp: undefined, consoleApp: undefined, log: 'json' },
      ...{ backups: undefined },
      rateLimits: {
        address: { burst: 600, perMinute: 6000 },
        refusals: { burst: 120, perMinute: 60 },
        shared: 12,
        signIn: { burst: 300, perMinute: 600 },
        recovery: { burst: 30, perMinute: 30 },
        verification: { burst: 1200, perMinute: 6000 },
        reading: { burst: 600, perMinute: 3000 },
        other: { burst: 300, perMinute: 1200 },
      },
    })
  })

  test('reads paths of a file from where the file lies, and others as they are', () => {
    const json = { version, ...needed, data: '../hospitals', passphraseFile: 'passphrase' }
    const paths = from(json)
    expect(paths).toMatchObject({
      data: '/etc/hospitals',
      passphraseFile: '/etc/fidecura/passphrase',
    })
    const variables = { FIDECURA_DATA: 'hospitals' }
    const settings = readServiceSettings({ options: {}, variables, file: fileOf(json) })
    expect(settings.data).toBe('hospitals')
  })

  test.each([
    'postgresql://fidecura@db.example/{hospital}?sslmode=verify-full',
    'postgresql://fidecura@/{hospital}?host=%2Frun%2Fpostgresql',
    'postgresql:///{hospital}?host=/run/postgresql',
  ])('takes a store over the network or over a socket: %s', (store) => {
    expect(from({ version, ...needed, store }).store).toBe(store)
  })

  test.each(['postgresql://u:secret@/h?host=/run', 'postgresql:///h?host=/run&password=secret'])(
    'takes no password over a socket either: %s',
    (store) => {
      const json = { version, ...needed, store }
      expect(() => from(json)).toThrow(expect.objectContaining({ place: '/store' }))
    },
  )

  test('changes the limits that are named, and leaves the others', () => {
    const rateLimits = { refusals: { burst: 5, perMinute: 1 } }
    expect(from({ version, ...needed, rateLimits }).rateLimits).toEqual({
      address: { burst: 600, perMinute: 6000 },
      refusals: { burst: 5, perMinute: 1 },
      shared: 12,
      signIn: { burst: 300, perMinute: 600 },
      recovery: { burst: 30, perMinute: 30 },
      verification: { burst: 1200, perMinute: 6000 },
      reading: { burst: 600, perMinute: 3000 },
      other: { burst: 300, perMinute: 1200 },
    })
  })

  test.each<[string, JsonValue, string]>([
    ['no settings', 'x', '/version'],
    ['another version', { ...needed, version: 'urn:fidecura:service-settings:2' }, '/version'],
    ['a misspelt name', { version, ...needed, listne: '127.0.0.1:1' }, '/listne'],
    ['an address that is none', { version, ...needed, listen: '8480' }, '/listen'],
    ['an origin over http', { version, ...needed, origin: 'http://hospital.example' }, '/origin'],
    ['an origin with a path', { version, ...needed, origin: 'https://h.example/a' }, '/origin'],
    [
      'a limit that is none',
      { version, ...needed, rateLimits: { shared: 0 } },
      '/rateLimits/shared',
    ],
    [
      'a limit inside another',
      { version, ...needed, rateLimits: { address: { burst: 1 } } },
      '/rateLimits/address/perMinute',
    ],
    ['a file path for a store', { version, ...needed, store: '/srv/store.sqlite' }, '/store'],
    [
      'a password in an address',
      { version, ...needed, store: 'postgresql://u:secret@db.example/h' },
      '/store',
    ],
    [
      'a password behind an address',
      { version, ...needed, store: 'postgresql://u@db.example/h?password=secret' },
      '/store',
    ],
    ['no folder', { version, origin: needed.origin }, '--data'],
    ['no origin', { version, data: needed.data }, '--origin'],
  ])('refuses %s, and says where', (_, json, place) => {
    expect(() => from(json)).toThrow(
      expect.objectContaining({ code: 'settings_malformed', place }) as never,
    )
  })

  test.each([
    [{ FIDECURA_LISTEN: 'x' }, 'FIDECURA_LISTEN'],
    [{ FIDECURA_BEHIND_PROXY: 'yes' }, 'FIDECURA_BEHIND_PROXY'],
    [{ FIDECURA_STORE: 'postgresql://u:secret@db.example/h' }, 'FIDECURA_STORE'],
    [{ FIDECURA_RATE_LIMITS: '9' }, 'FIDECURA_RATE_LIMITS'],
  ])('names the variable that is wrong, and not what it says: %p', (variables, place) => {
    expect(() => readServiceSettings({ options: needed, variables })).toThrow(
      expect.objectContaining({ code: 'settings_malformed', place }) as never,
    )
  })

  test('takes yes and no from a variable', () => {
    const read = (FIDECURA_BEHIND_PROXY: string) =>
      readServiceSettings({ options: needed, variables: { FIDECURA_BEHIND_PROXY } }).behindProxy
    expect([read('true'), read('false'), read('')]).toEqual([true, false, false])
  })
})
