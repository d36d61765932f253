import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { epochSeconds } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import { cookiesFor } from '../../examples/clinic-portal/src/cookies.ts'
import { html, markupOf } from '../../examples/clinic-portal/src/pages/html.ts'
import { readSettings } from '../../examples/clinic-portal/src/read-settings.ts'
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

describe('readSettings', () => {
  test('makes a key the first time, says what is to be accredited, and then starts with it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fidecura-portal-settings-'))
    try {
      const path = join(folder, 'portal.json')
      const settings = {
        ...{ name: 'Hillview Clinic', origin: 'https://portal.clinic.example:8443' },
        listen: { host: '127.0.0.1', port: 8080 },
        signIn: { issuer: 'https://signin.hospital.example', clientId: 'clinic' },
        hospital: {
          ...{ did: 'did:web:hospital.example', name: 'Riverside', roots: [] },
          bundleUrl: 'https://hospital.example/bundle',
          bundleSigner: {
            ...{ kty: 'OKP', crv: 'Ed25519' },
            x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
          },
        },
        ...{ keyFile: 'portal.key', passphraseFile: 'secret', accreditationFile: 'who.json' },
      }
      await writeFile(path, JSON.stringify(settings))
      await writeFile(join(folder, 'secret'), 'not for anybody else\n', { mode: 0o600 })
      const did = 'did:web:portal.clinic.example%3A8443'
      await expect(readSettings(path)).rejects.toThrow(`Have ${did} with the key`)
      await writeFile(join(folder, 'who.json'), 'not JSON')
      await expect(readSettings(path)).rejects.toThrow('who.json is not JSON')
      await writeFile(join(folder, 'who.json'), JSON.stringify({ accreditation: 'a.b.c' }))
      const options = await readSettings(path)
      expect(options.signer.did).toBe(did)
      expect(options.accreditation).toEqual({ accreditation: 'a.b.c', chain: [] })
      await chmod(join(folder, 'secret'), 0o604)
      await expect(readSettings(path)).rejects.toThrow('Others than its owner may read')
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
