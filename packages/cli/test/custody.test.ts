import { chmodSync, existsSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import type { Fetch } from '@fidecura/base'
import { parseDid } from '@fidecura/identity'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { withSoftHsm } from '../../../test/soft-hsm.ts'
import { serving } from './serving.ts'
import { createTemplateDesk, secretFile, terminal } from './support.ts'

const origin = 'https://hospital.example'
const listUrl = 'https://authority.example/status/1'
const pin = '24680'

withSoftHsm('keys of a hospital in a token', (hsm) => {
  const desk = createTemplateDesk()
  const data = desk.path('hospitals')
  const where = ['--data', data, '--origin', origin]
  const settings = join(data, 'riverside', 'hospital.json')
  const rootKey = `pkcs11:token=authority;object=root?module-path=${hsm.library}&pin-source=file:${secretFile(pin)}`
  const init = [
    ...['hospital', 'init', ...where, '--id', 'riverside', '--name', 'Riverside Hospital'],
    ...['--record-system', 'urn:oid:2.999.1.1', '--jurisdiction', 'china', '--country', 'CN'],
    ...['--register', 'urn:oid:2.999.1.2=Register', '--department', 'cardiology=Cardiology'],
  ]
  const token = ['--custody', 'pkcs11', '--module', hsm.library, '--token', 'hospital']
  // Nobody is asked for a passphrase: there is no key file.
  const variables = {}
  const network: Fetch = async (url) => {
    const { host, pathname } = new URL(url)
    const path = `${join(desk.path('www'), host, pathname)}.jwt`
    if (!existsSync(path)) return new Response(null, { status: 404 })
    return new Response(readFileSync(path), { headers: { 'content-type': 'application/jwt' } })
  }
  const changed = (from: string | RegExp, to: string) => {
    const before = readFileSync(settings, 'utf8')
    desk.write('hospitals/riverside/hospital.json', before.replaceAll(from, to))
    return () => desk.write('hospitals/riverside/hospital.json', before)
  }

  beforeAll(async () => {
    for (const label of ['authority', 'hospital']) hsm.initToken(label, pin)
    const made = await desk.yes(['keys', 'create', '--out', rootKey, '--json'], { variables })
    const root = parseDid(made.json['did'])
    const asked = await desk.yes(
      [...init, '--root', root, ...token, '--pin-file', secretFile(pin), '--with-log', '--json'],
      { variables },
    )
    expect(asked.json['log']).toContain('hospital.example/riverside/log/2027+')
    const own = ['--key', rootKey, '--store', desk.path('authority.sqlite'), '--list', listUrl]
    const granted = desk.path('riverside.jwt')
    const request = join(data, 'riverside', 'accreditation-request.json')
    const accredit = ['hospital', 'accredit', request, ...own, '--out', granted, '--yes']
    await desk.yes(accredit, { variables })
    await desk.yes(['credential', 'publish', ...own, '--out', desk.path('www')], { variables })
    const accept = ['hospital', 'accept', granted, ...where, '--hospital', 'riverside']
    await desk.yes(accept, { variables, fetch: network })
  })

  test('are made there, and sign there: an accreditation, those of departments, and lists', async () => {
    expect(readdirSync(join(data, 'riverside', 'keys'))).toEqual([])
    const { custody, departments } = JSON.parse(readFileSync(settings, 'utf8'))
    expect(Object.keys(custody)).toEqual(['hospital', 'cardiology', 'log', 'witness'])
    expect(custody.cardiology).toContain('pkcs11:token=hospital;object=riverside%2Fcardiology?')
    expect(departments[0].accreditation.split('.')).toHaveLength(3)
    expect(JSON.stringify(custody)).not.toContain(pin)
    const shown = await desk.yes(['keys', 'show', rootKey, '--json'], { variables })
    expect(shown.json['did']).toMatch(/^did:key:zDn/)
  })

  test('serve, tell that they are there, and that the token is gone', async () => {
    const listening = ['--listen', '127.0.0.1:0', '--admin', '127.0.0.1:0']
    const service = await serving(['serve', ...where, ...listening], { SOFTHSM2_CONF: hsm.config })
    const ready = async () => {
      const answer = await fetch(`http://${service.json['admin']}/readyz`)
      const { hospitals } = (await answer.json()) as { hospitals: readonly { keys?: string }[] }
      return [answer.status, hospitals[0]?.keys]
    }
    expect(await ready()).toEqual([200, undefined])
    renameSync(hsm.tokens, `${hsm.tokens}.away`)
    try {
      let last = await ready()
      for (let left = 300; last[0] === 200 && left > 0; left--) {
        await new Promise((done) => setTimeout(done, 100))
        last = await ready()
      }
      expect(last).toEqual([503, expect.stringMatching(/^(token|session|key)_/)])
    } finally {
      renameSync(`${hsm.tokens}.away`, hsm.tokens)
      await service.stop()
    }
  })

  test('sign people in at platforms, and are made there', async () => {
    const before = readFileSync(settings, 'utf8')
    const { custody, ...others } = JSON.parse(before)
    const inToken = (name: string) => custody.hospital.replace('%2Fhospital?', `%2F${name}?`)
    desk.write('hospitals/riverside/hospital.json', {
      ...others,
      custody: {
        ...custody,
        'sign-in': inToken('sign-in'),
        'sign-in-secret': inToken('sign-in-secret'),
      },
      signIn: {
        origin: 'https://sign-in.hospital.example',
        listen: '127.0.0.1:0',
        platforms: [
          {
            ...{ id: 'clinic', name: 'Hillview Clinic', scopes: ['patient'] },
            redirectUris: ['https://clinic.example/signed-in'],
          },
        ],
      },
    })
    try {
      const make = ['hospital', 'sign-in', ...where, '--hospital', 'riverside', '--json']
      const made = await desk.yes(make, { variables })
      expect(made.json['keys']).toEqual([
        'pkcs11:token=hospital;object=riverside%2Fsign-in',
        'pkcs11:token=hospital;object=riverside%2Fsign-in-secret',
      ])
      expect(readdirSync(join(data, 'riverside', 'keys'))).toEqual([])
      const listening = ['--listen', '127.0.0.1:0', '--admin', '127.0.0.1:0']
      // Twice: a secret that were another one at the next start would be refused as the key of somebody else.
      for (let starts = 0; starts < 2; starts++) {
        const service = await serving(['serve', ...where, ...listening], {
          SOFTHSM2_CONF: hsm.config,
        })
        const [found] = service.json['signIns'] as { address: string }[]
        const keys = await fetch(`http://${found?.address}/jwks`)
        expect(await keys.json()).toMatchObject({
          keys: [{ kty: 'EC', crv: 'P-256', alg: 'ES256' }],
        })
        const ready = await fetch(`http://${service.json['admin']}/readyz`)
        expect([ready.status, await ready.json()]).toMatchObject([200, { ready: true }])
        await service.stop()
      }
    } finally {
      desk.write('hospitals/riverside/hospital.json', before)
    }
  })

  test('are looked at by the doctor, who says what cannot be reached', async () => {
    const findings = async () => {
      const { json } = await desk.run(['doctor', ...where, '--offline', '--json'], { variables })
      const found = json['findings'] as unknown as { check: string; code: string }[]
      return [...new Set(found.filter(({ check }) => check === 'key').map(({ code }) => code))]
    }
    expect(await findings()).toEqual(['well'])
    for (const [from, to, code] of [
      [hsm.library, '/usr/lib/no-such.so', 'token_library'],
      ['token=hospital', 'token=elsewhere', 'token_missing'],
      ['%2Fcardiology', '%2Fsurgery', 'token_key'],
      [/&pin-source=[^"]*/g, '', 'token_not_opened'],
    ] as const) {
      const restore = changed(from, to)
      expect(await findings()).toContain(code)
      restore()
    }
  })

  describe('keep a service from starting', () => {
    const start = () => desk.run(['staff', 'invite', person, ...where, ...at], { variables })
    const at = ['--hospital', 'riverside', '--department', 'cardiology', '--json']
    const person = desk.write('person.json', {
      ...{ name: 'Sam Example', jurisdiction: 'CN', licensedUntil: '2099-12-31', specialties: [] },
      registration: { system: 'urn:oid:2.999.1.2', value: 'C-9' },
      profession: { system: 'http://snomed.info/sct', code: '159561009' },
      purposes: ['HSYSADMIN', 'PATADMIN'],
    })

    test.each([
      ['of another token', 'token=hospital', 'token=elsewhere', 'token_not_found'],
      ['of another label', '%2Fcardiology', '%2Fsurgery', 'key_not_found'],
      ['without a library', hsm.library, '/usr/lib/no-such.so', 'library_not_loaded'],
      ['with no PIN and nobody to ask', /&pin-source=[^"]*/g, '', 'pin_missing'],
      [
        'with a PIN in the settings',
        /&pin-source=[^"]*/g,
        '&pin-value=CANARY',
        'key_uri_malformed',
      ],
    ])('%s', async (_, from, to, code) => {
      const restore = changed(from, to)
      const { json, stdout, stderr } = await start()
      restore()
      expect(json).toMatchObject({ error: { code } })
      expect(stdout + stderr).not.toContain('CANARY')
    })

    test('with a PIN that others may read', async () => {
      chmodSync(secretFile(pin), 0o604)
      const { json } = await start()
      chmodSync(secretFile(pin), 0o600)
      expect(json).toMatchObject({ error: { code: 'secret_file_open' } })
    })

    test('with a key that no place is named for, though there is a file of its name', async () => {
      const before = JSON.parse(readFileSync(settings, 'utf8'))
      const { cardiology: _, ...custody } = before.custody
      desk.write('hospitals/riverside/hospital.json', { ...before, custody })
      const { json } = await start()
      desk.write('hospitals/riverside/hospital.json', before)
      expect(json).toMatchObject({
        error: {
          code: 'settings_malformed',
          place: expect.stringContaining('/custody/cardiology'),
        },
      })
    })

    test('with a wrong PIN, or a wrong token, and says so in both languages', async () => {
      const wrong = secretFile('13579')
      const restore = changed(secretFile(pin), wrong)
      const args = ['staff', 'invite', person, ...where, ...at.slice(0, -1)]
      const english = await desk.run(args, { variables })
      restore()
      expect(english.stderr).toContain('(pin_wrong)')
      expect(english.stderr).toContain('pkcs11:token=hospital;object=')
      expect(english.stderr).not.toMatch(/13579|pin-source/)
      const again = changed('token=hospital', 'token=elsewhere')
      const chinese = await desk.run(args, { variables, language: 'zh-CN' })
      again()
      expect(chinese.stderr).toContain('找不到该标签的密码设备')
      expect(await start()).toMatchObject({ code: 0 })
    })
  })

  test('open for a PIN that somebody types', async () => {
    const typed = rootKey.replace(/&pin-source=.*/, '')
    const shown = await desk.yes(['keys', 'show', typed], {
      variables,
      stdin: terminal(`${pin}\r`),
    })
    expect(shown.stdout).toContain('did:key:zDn')
    expect(shown.stderr).toContain('PIN of the token authority')
    expect(shown.stdout + shown.stderr).not.toContain(pin)
  })

  test('are made nowhere by options that say two things', async () => {
    const root = 'did:key:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv'
    const mixed = await desk.run([...init, '--root', root, '--token', 'hospital', '--json'])
    expect(mixed.json).toMatchObject({ error: { code: 'usage', place: '--custody' } })
  })
})
