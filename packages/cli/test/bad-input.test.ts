import { chmodSync } from 'node:fs'
import { Readable } from 'node:stream'
import { describe, expect, test } from '@jest/globals'
import {
  type CredentialDesk,
  createCredentialDesk,
  issueLicence,
  licenceClaims,
  listUrl,
} from './credential-desk.ts'

const canary = 'CANARY-4711'

function issueWith(desk: CredentialDesk, files: Readonly<Record<string, string>>): string[] {
  const given = {
    '--key': desk.path('authority.key'),
    '--store': desk.path('authority.sqlite'),
    '--list': listUrl,
    '--type': 'licence',
    '--subject': desk.doctor,
    ...files,
  }
  return ['credential', 'issue', ...Object.entries(given).flat(), '--json']
}

const claims = JSON.stringify({ ...licenceClaims, name: canary })

describe('fidecura names the file and the place, and repeats nothing of it', () => {
  test.each([
    ['claims that are no JSON', `{"name":"${canary}"`, 'json_malformed', ''],
    ['claims that name a member twice', `{"a":"${canary}","a":1}`, 'json_duplicate_member', ''],
    ['claims that are a list', `["${canary}"]`, 'file_unexpected', ''],
    ['claims that are no text', new Uint8Array([0xff, 0xfe]), 'utf8_malformed', ''],
    [
      'claims with a member of another type',
      claims.replace('"active"', '{}'),
      'credential_claims_invalid',
      ' /standing',
    ],
    [
      'claims with a member that nobody knows',
      claims.replace('"name"', `"${canary}"`),
      'credential_claims_invalid',
      '',
    ],
    [
      'claims without what is required',
      claims.replace(`"name":"${canary}",`, ''),
      'credential_claims_invalid',
      ' /name',
    ],
  ])('%s', async (_, content, code, place) => {
    const desk = await createCredentialDesk()
    const file = desk.write('claims.json', content)
    const run = await desk.run(issueWith(desk, { '--claims': file }))
    expect(run.json).toMatchObject({ error: { code, place: `${file}${place}` } })
    expect(run.code).toBe(code === 'file_unexpected' ? 2 : 1)
    expect(run.stdout + run.stderr).not.toContain(canary)
    const { stderr } = await desk.run(issueWith(desk, { '--claims': file }).slice(0, -1))
    expect(stderr).toContain(`: ${file}${place} (${code})\n`)
    expect(stderr).not.toMatch(/CANARY|\bat .+:\d+/)
  })

  test.each([
    ['a credential that is none', canary, 'jws_malformed'],
    ['an empty one', '', 'jws_malformed'],
    ['a signed thing without signature', `${canary}..`, 'jws_malformed'],
  ])('%s', async (_, content, code) => {
    const desk = await createCredentialDesk()
    const file = desk.write('bad.jwt', content)
    const verified = await desk.run(['credential', 'verify', file, ...desk.trust, '--json'])
    expect([verified.code, verified.json]).toMatchObject([1, { error: { code, place: file } }])
    const checked = await desk.run(['credential', 'check', file, ...desk.trust])
    expect(checked.code).toBe(1)
    expect(checked.stdout).toContain(
      `NO  It can be read, and hides nothing that must be seen (${code})`,
    )
    expect(verified.stdout + checked.stdout + checked.stderr).not.toContain(canary)
  })

  test('a chain and a licence that are none', async () => {
    const desk = await createCredentialDesk()
    await issueLicence(desk)
    const bad = desk.write('bad.jwt', canary)
    const verify = ['credential', 'verify', desk.path('licence.jwt'), ...desk.trust, '--json']
    const root = verify.map((arg) => (arg.includes('=') ? `${desk.department}=licence` : arg))
    const { code, json, stdout } = await desk.run([...root, '--chain', bad])
    expect([code, json]).toMatchObject([
      1,
      { error: { place: `${desk.path('licence.jwt')} /chain/0` } },
    ])
    expect(stdout).not.toContain(canary)
  })

  test('a status list that is none', async () => {
    const desk = await createCredentialDesk()
    await issueLicence(desk)
    desk.write('www/board.example/status/1.jwt', canary)
    const verify = ['credential', 'verify', desk.path('licence.jwt'), ...desk.trust, '--json']
    const { code, json, stdout } = await desk.run(verify)
    expect([code, json]).toMatchObject([1, { error: { code: 'jws_malformed' } }])
    expect(stdout).not.toContain(canary)
  })

  test.each([
    ['a key file that is none', canary, 'key_file_malformed'],
    ['a key file of other JSON', `{"version":"${canary}"}`, 'key_file_malformed'],
  ])('%s', async (_, content, code) => {
    const desk = await createCredentialDesk()
    const key = desk.write('bad.key', content)
    chmodSync(key, 0o600)
    const files = { '--claims': desk.write('claims.json', claims), '--key': key }
    const run = await desk.run(issueWith(desk, files))
    expect([run.code, run.json]).toMatchObject([1, { error: { code, place: key } }])
    expect(run.stdout + run.stderr).not.toContain(canary)
  })

  test('a key file that others may read', async () => {
    const desk = await createCredentialDesk()
    const key = desk.path('authority.key')
    chmodSync(key, 0o644)
    const files = { '--claims': desk.write('claims.json', claims) }
    const { code, json } = await desk.run(issueWith(desk, files))
    expect([code, json]).toMatchObject([1, { error: { code: 'key_file_permissions', place: key } }])
  })

  test('a store that is something else', async () => {
    const desk = await createCredentialDesk()
    const store = desk.write('bad.sqlite', canary.repeat(100))
    chmodSync(store, 0o600)
    const files = { '--claims': desk.write('claims.json', claims), '--store': store }
    const run = await desk.run(issueWith(desk, files))
    expect([run.code, run.json]).toMatchObject([
      1,
      { error: { code: 'store_corrupt', place: store } },
    ])
    expect(run.stdout + run.stderr).not.toContain(canary)
  })

  test.each([
    ['a public key that is none', canary, 'json_malformed', 1],
    ['a public key of other JSON', `{"name":"${canary}"}`, 'file_unexpected', 2],
    [
      'a public key off its curve',
      JSON.stringify({
        keyId: `#${canary}`,
        publicKey: { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) },
      }),
      'jwk_malformed',
      1,
    ],
  ])('%s', async (_, content, code, exit) => {
    const desk = await createCredentialDesk()
    const key = desk.write('public.json', content)
    const files = { '--claims': desk.write('claims.json', claims), '--holder-key': key }
    const run = await desk.run(issueWith(desk, files))
    expect([run.code, run.json]).toMatchObject([exit, { error: { code, place: key } }])
    expect(run.stdout + run.stderr).not.toContain(canary)
  })

  test('files that are not there, or are folders', async () => {
    const desk = await createCredentialDesk()
    for (const path of [desk.path('nothing.json'), desk.folder]) {
      const { code, json } = await desk.run(issueWith(desk, { '--claims': path }))
      expect([code, json]).toMatchObject([2, { error: { code: 'file_unreadable', place: path } }])
    }
  })

  test('files beyond the limit', async () => {
    const desk = await createCredentialDesk()
    const path = desk.write('long.json', new Uint8Array(4_194_305))
    const { code, json } = await desk.run(issueWith(desk, { '--claims': path }))
    expect([code, json]).toMatchObject([2, { error: { code: 'file_too_large', place: path } }])
  })

  test.each([
    ['as long as a bundle may be', 4_194_305, 'bundle_malformed', 1],
    ['longer than that', 33_554_433, 'file_too_large', 2],
  ])('a bundle from standard input that is %s', async (_, length, code, exit) => {
    const desk = await createCredentialDesk()
    const token = desk.write('token.jwt', 'irrelevant')
    const bundle = ['--bundle', '-', '--bundle-signer', desk.doctor, '--store', desk.path('seen')]
    const command = ['credential', 'verify', token, '--root', `${desk.doctor}=licence`, ...bundle]
    const stdin = Readable.from([Buffer.alloc(length, 'A')])
    const run = await desk.run([...command, '--json'], { stdin })
    expect([run.code, run.json]).toMatchObject([exit, { error: { code, place: '-' } }])
  })
})
