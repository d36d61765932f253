import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allowLoopbackHttp, epochSeconds } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import { cookiesFor } from '../../examples/clinic-portal/src/cookies.ts'
import { html, markupOf } from '../../examples/clinic-portal/src/pages/html.ts'
import { parseSettings } from '../../examples/clinic-portal/src/parse-settings.ts'
import { createRateLimit, type RateLimit } from '../../examples/clinic-portal/src/rate-limit.ts'
import { readSettings } from '../../examples/clinic-portal/src/read-settings.ts'
import { isReception } from '../../examples/clinic-portal/src/reception.ts'
import type { SignedIn } from '../../examples/clinic-portal/src/sign-in.ts'
import { createVisits } from '../../examples/clinic-portal/src/visits.ts'

const person: SignedIn = { subject: 's', proven: {}, claims: {}, at: epochSeconds(1000) }

describe('createVisits', () => {
  test('remembers no more than it may, and forgets nobody who is signed in', () => {
    const visits = createVisits(() => epochSeconds(1000), 2)
    const kept = visits.enter(visits.open(), person)
    const [first, second] = [visits.open(), visits.open()]
    expect(visits.find(first.id)).toBeUndefined()
    expect(visits.find(kept.id)).toBe(kept)
    visits.enter(second, person)
    expect(() => visits.open()).toThrow(
      expect.objectContaining({ code: 'portal_full', outcome: 'unknown' }),
    )
  })

  test('ends after an hour', () => {
    let now = 1000
    const visits = createVisits(() => epochSeconds(now))
    const { id } = visits.enter(visits.open(), person)
    now += 3599
    expect(visits.find(id)).toBeDefined()
    now += 1
    expect(visits.find(id)).toBeUndefined()
  })
})

describe('cookiesFor', () => {
  test('binds the visit to this host, and to https, where there is any', () => {
    const cookies = cookiesFor('https://portal.clinic.example')
    expect(cookies.ofVisit('x')).toBe(
      '__Host-portal=x; Max-Age=3600; Path=/; HttpOnly; SameSite=Lax; Secure',
    )
    const headers = { cookie: 'portal=planted; __Host-portal=own' }
    const request = new Request('https://portal.clinic.example/', { headers })
    expect(cookies.visitIn(request)).toBe('own')
  })
})

describe('html', () => {
  test('takes for text what it did not write itself', () => {
    const inner = html`<b>${'<script>'}</b>`
    expect(markupOf(html`<p title="${'"'}">${inner}${undefined}${['&', inner]}</p>`)).toBe(
      '<p title="&#34;"><b>&#60;script&#62;</b>&#38;<b>&#60;script&#62;</b></p>',
    )
  })

  test('takes no object of a provider for what it wrote itself', () => {
    const name: string = JSON.parse('{"html":"<form action=/x>","markup":"<form action=/x>"}')
    expect(markupOf(html`${name}`)).not.toContain('<form')
  })
})

const https = { isLoopback: false }
const settings = {
  ...{ name: 'Hillview Clinic', origin: 'https://portal.clinic.example:8443' },
  listen: { host: '127.0.0.1', port: 8080 },
  signIn: { issuer: 'https://signin.hospital.example', clientId: 'clinic' },
  hospital: {
    ...{ did: 'did:web:hospital.example', name: 'Riverside' },
    roots: [{ did: 'did:web:authority.example', types: ['urn:example:type'] }],
    bundleUrl: 'https://hospital.example/bundle',
    bundleSigner: {
      ...{ kty: 'OKP', crv: 'Ed25519' },
      x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
    },
  },
  ...{ keyFile: 'portal.key', passphraseFile: 'secret', accreditationFile: 'who.json' },
}

describe('parseSettings', () => {
  test('takes what the README shows, and who works at the reception', () => {
    const more = { staff: ['r2d2'], listen: { ...settings.listen, behindProxy: true } }
    expect(parseSettings({ ...settings, ...more }, https)).toEqual({ ...settings, ...more })
  })

  const hospital = (more: object) => ({ hospital: { ...settings.hospital, ...more } })
  test.each<[string, object, string]>([
    ['no name', { name: ' ' }, '/name'],
    ['an origin with a path', { origin: 'https://canary.example/' }, '/origin'],
    ['plain http', { origin: 'http://canary.example' }, '/origin'],
    ['http on loopback', { origin: 'http://127.0.0.1:8080' }, '/origin'],
    ['a port as text', { listen: { host: '127.0.0.1', port: 'canary' } }, '/listen/port'],
    ['no port', { listen: { host: '127.0.0.1', port: 0 } }, '/listen/port'],
    ['a setting that is misspelt', { acreditationFile: 'canary' }, '/'],
    ['a member that is misspelt', { signIn: { ...settings.signIn, canary: 1 } }, '/signIn'],
    ['a member of every object', hospital({ ['__proto__x']: 1 }), '/hospital'],
    ['a script for an issuer', { signIn: { issuer: 'javascript:canary' } }, '/signIn/issuer'],
    ['no client', { signIn: { issuer: 'https://a.example' } }, '/signIn/clientId'],
    ['no DID', hospital({ did: 'canary' }), '/hospital/did'],
    ['no key', hospital({ bundleSigner: { canary: 1 } }), '/hospital/bundleSigner'],
    ['nobody to trust', hospital({ roots: [] }), '/hospital/roots'],
    [
      'a root of no DID',
      hospital({ roots: [{ did: 'canary', types: [] }] }),
      '/hospital/roots/0/did',
    ],
    ['a wallet by a script', hospital({ walletUrl: 'javascript:canary' }), '/hospital/walletUrl'],
    ['one name for all staff', { staff: 'canary' }, '/staff'],
    ['a file that is none', { keyFile: 7 }, '/keyFile'],
  ])('refuses %s, says where, and repeats nothing of it', (_, more, place) => {
    const read = () => parseSettings({ ...settings, ...more }, https)
    expect(read).toThrow(new RegExp(`^${place}: `))
    expect(read).not.toThrow(/canary/)
  })

  test.each([null, [], 'text', 7])('refuses %j', (json) => {
    expect(() => parseSettings(json, https)).toThrow(/^\/: an object of name, origin/)
  })

  test('lets plain http through on loopback alone, and if the command says so', () => {
    const loopback = { isLoopback: true }
    const origin = 'http://127.0.0.1:8080'
    expect(parseSettings({ ...settings, origin }, loopback).origin).toBe(origin)
    const elsewhere = { ...settings, origin: 'http://portal.example' }
    expect(() => parseSettings(elsewhere, loopback)).toThrow(/^\/origin: /)
  })
})

describe('createRateLimit', () => {
  const codesOf = (limit: RateLimit, clients: readonly string[]) =>
    clients.map((client) => {
      try {
        limit.take(client)
        return 'yes'
      } catch (error) {
        return (error as { readonly code?: unknown }).code
      }
    })

  test('counts each network, lets one more through each second, and none for a clock set back', () => {
    let now = 1000
    const limit = createRateLimit(() => epochSeconds(now))
    const many = (prefix: string) => Array.from({ length: 61 }, (_, n) => `${prefix}${n + 1}`)
    expect(codesOf(limit, many('2001:db8:1:2::')).slice(-2)).toEqual(['yes', 'too_often'])
    expect(codesOf(limit, many('192.0.2.'))).not.toContain('too_often')
    now -= 500
    expect(codesOf(limit, ['2001:db8:1:2::9'])).toEqual(['too_often'])
    now += 1
    expect(codesOf(limit, ['2001:db8:1:2::9', '2001:db8:1:2::8'])).toEqual(['yes', 'too_often'])
  })

  test('remembers no more networks than it may', () => {
    const limit = createRateLimit(() => epochSeconds(1000), 1)
    const one = Array<string>(61).fill('192.0.2.1')
    expect(codesOf(limit, one).at(-1)).toBe('too_often')
    expect(codesOf(limit, ['192.0.2.2', '192.0.2.1'])).toEqual(['yes', 'yes'])
  })
})

describe('isReception', () => {
  const visits = createVisits(() => epochSeconds(1000))
  const visit = visits.enter(visits.open(), person)
  const origin = 'http://127.0.0.1:8080'
  const tryingOut = { origin, [allowLoopbackHttp]: [origin] }
  test.each([
    ['who is named', { origin, staff: ['s'] }, visit, true],
    ['who is not', { origin, staff: ['t'] }, visit, false],
    ['who is not, on loopback either', { ...tryingOut, staff: [] }, visit, false],
    ['nobody who is not signed in', { origin, staff: ['s'] }, visits.open(), false],
    ['nobody without a visit', { origin, staff: ['s'] }, undefined, false],
    ['nobody where nobody is named', { origin }, visit, false],
    ['whoever is there where it is tried out', tryingOut, undefined, true],
    [
      'nobody by the loopback of others',
      { origin: 'https://portal.example', [allowLoopbackHttp]: [origin] },
      visit,
      false,
    ],
  ])('says whether somebody may ask at the door: %s', (_, options, found, may) => {
    expect(isReception(options, found)).toBe(may)
  })
})

describe('readSettings', () => {
  test('makes a key the first time, says what is to be accredited, and then starts with it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fidecura-portal-settings-'))
    try {
      const path = join(folder, 'portal.json')
      await writeFile(path, JSON.stringify(settings))
      await expect(readSettings(path, https)).rejects.toThrow('secret cannot be read')
      await writeFile(join(folder, 'secret'), 'not for anybody else\n', { mode: 0o600 })
      const did = 'did:web:portal.clinic.example%3A8443'
      await expect(readSettings(path, https)).rejects.toThrow(`Have ${did} with the key`)
      await writeFile(join(folder, 'who.json'), 'not JSON')
      await expect(readSettings(path, https)).rejects.toThrow('who.json is not JSON')
      await writeFile(join(folder, 'who.json'), JSON.stringify({ accreditation: 'a.b.c' }))
      const options = await readSettings(path, https)
      expect(options.signer.did).toBe(did)
      expect(options.accreditation).toEqual({ accreditation: 'a.b.c', chain: [] })
      await chmod(join(folder, 'secret'), 0o604)
      await expect(readSettings(path, https)).rejects.toThrow('Others than its owner may read')
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
