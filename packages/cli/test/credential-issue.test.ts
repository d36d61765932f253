import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeCredential } from '@fidecura/credentials'
import { describe, expect, test } from '@jest/globals'
import {
  type CredentialDesk,
  createCredentialDesk,
  issueLicence,
  licenceClaims,
  listUrl,
} from './credential-desk.ts'
import { noon } from './support.ts'

function issueArgs(desk: CredentialDesk, claims: string): readonly string[] {
  return [
    ...['credential', 'issue', '--key', desk.path('authority.key')],
    ...['--store', desk.path('authority.sqlite'), '--list', listUrl],
    ...['--type', 'licence', '--subject', desk.doctor, '--claims', claims],
  ]
}

describe('fidecura credential issue', () => {
  test('prints the token alone, bound to the key that the DID is made of', async () => {
    const desk = await createCredentialDesk()
    const claims = desk.write('claims.json', licenceClaims)
    const { stdout, stderr } = await desk.yes(issueArgs(desk, claims))
    const { credential } = await decodeCredential(stdout.trim())
    expect(credential).toMatchObject({
      format: 'dc+sd-jwt',
      issuer: desk.authority,
      subject: desk.doctor,
      validFrom: noon,
      validUntil: noon + 365 * 86_400,
      status: [{ kind: 'token', list: listUrl }],
    })
    expect(credential.holderKey).toBeDefined()
    expect(stderr).toBe('Signing …\n')
  })

  test('takes the claims that the README shows', async () => {
    const desk = await createCredentialDesk()
    const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
    // The object that names a profession: others show other files.
    const blocks = [...readme.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(
      ([, block]) => block ?? '',
    )
    const shown = blocks.find((block) => block.includes('"profession"')) ?? ''
    const { stdout } = await desk.yes(issueArgs(desk, desk.write('claims.json', shown)))
    const { credential } = await decodeCredential(stdout.trim())
    expect(credential.subject).toBe(desk.doctor)
  })

  test('takes format, id and period as they are told, and says them with --json', async () => {
    const desk = await createCredentialDesk()
    const claims = desk.write('claims.json', licenceClaims)
    const { json } = await desk.yes([
      ...issueArgs(desk, claims),
      ...['--format', 'vc', '--id', 'urn:example:licence:7', '--json'],
      ...['--from', '2027-02-01T00:00:00Z', '--until', '2027-03-01T00:00:00+08:00'],
    ])
    expect(json).toMatchObject({
      id: 'urn:example:licence:7',
      format: 'vc+jwt',
      validFrom: Date.parse('2027-02-01T00:00:00Z') / 1000,
      validUntil: Date.parse('2027-02-28T16:00:00Z') / 1000,
    })
    const { credential } = await decodeCredential(json['token'] as string)
    expect(credential.id).toBe('urn:example:licence:7')
  })

  test('binds to another key that it is given', async () => {
    const desk = await createCredentialDesk()
    const other = await desk.newKey('other.key', '--did', 'did:web:clinic.example')
    const shown = await desk.yes(['keys', 'show', desk.path('other.key'), '--json'])
    const holder = desk.write('other.json', shown.json)
    const args = issueArgs(desk, desk.write('claims.json', licenceClaims))
    const hosted = args.map((arg) => (arg === desk.doctor ? other : arg))
    const refused = await desk.run([...hosted, '--json'])
    expect([refused.code, refused.json]).toMatchObject([
      1,
      { error: { code: 'holder_binding_missing', place: '--holder-key /cnf' } },
    ])
    const { json } = await desk.yes([...hosted, '--holder-key', holder, '--json'])
    const { credential } = await decodeCredential(json['token'] as string)
    expect(credential.holderKey).toEqual(shown.json['publicKey'])
  })

  test('signs no accreditation for types that have no such name', async () => {
    const desk = await createCredentialDesk()
    const role = 'urn:fidecura:credential:practitioner-role:1'
    const claims = { name: 'Cardiology', types: ['role'], depth: 0 }
    const args = issueArgs(desk, desk.write('claims.json', claims))
    const named = args.map((arg) => (arg === 'licence' ? 'accreditation' : arg))
    const { code, json } = await desk.run([...named, '--json'])
    const place = `${desk.path('claims.json')} /types/0`
    expect([code, json]).toMatchObject([
      2,
      { error: { code: 'file_unexpected', place, takes: expect.arrayContaining([role]) } },
    ])
    expect(existsSync(desk.path('authority.sqlite'))).toBe(false)
  })

  test('issues nothing where its file is there already', async () => {
    const desk = await createCredentialDesk()
    const claims = desk.write('claims.json', licenceClaims)
    const out = desk.write('taken.jwt', 'precious')
    const { code, json } = await desk.run([...issueArgs(desk, claims), '--out', out, '--json'])
    expect([code, json]).toMatchObject([2, { error: { code: 'file_exists', place: out } }])
    expect(desk.read('taken.jwt')).toBe('precious')
    expect(existsSync(desk.path('authority.sqlite'))).toBe(false)
  })

  test.each([
    ['a list on plain http, loopback included', '--list', 'http://127.0.0.1:8080/status/1'],
    ['a list that is no URL', '--list', 'status/1'],
    ['a type that is misspelt', '--type', 'license'],
    ['a subject that is no DID', '--subject', 'Dr Ada Example'],
    ['an unknown format', '--format', 'ldp_vc'],
    ['a day without zone', '--from', '2027-02-01T00:00:00'],
    ['an end before its beginning', '--until', '2020-01-01T00:00:00Z'],
    ['no days', '--days', '0'],
    ['a digest of no form', '--type-integrity', 'sha256'],
  ])('calls %s wrong use, without repeating it', async (_, option, value) => {
    const desk = await createCredentialDesk()
    const args = issueArgs(desk, desk.write('claims.json', licenceClaims))
    const { code, json } = await desk.run([...args, option, value, '--json'])
    expect([code, json]).toMatchObject([2, { error: { code: 'usage', place: option } }])
    const { takes = [], ...said } = json['error'] as { readonly takes?: readonly string[] }
    expect([...takes, ...Object.values(said)]).not.toContain(value)
  })
})

describe('fidecura credential suspend, reinstate and revoke', () => {
  const own = (desk: CredentialDesk): readonly string[] => [
    ...['--key', desk.path('authority.key'), '--store', desk.path('authority.sqlite')],
  ]
  const codeNow = async (desk: CredentialDesk): Promise<unknown> => {
    const verify = ['credential', 'verify', desk.path('licence.jwt'), ...desk.trust, '--json']
    const { code, json } = await desk.run(verify)
    const error = json['error'] as { readonly code: string } | undefined
    return [code, error?.code]
  }

  test('are seen by verifiers once the list is published', async () => {
    const desk = await createCredentialDesk()
    const id = await issueLicence(desk)
    expect(await codeNow(desk)).toEqual([0, undefined])

    const suspended = await desk.yes(['credential', 'suspend', id, ...own(desk)])
    expect(suspended.stdout).toContain(`Suspended since 2027-01-15T08:00:00Z: ${id}\n`)
    expect(await codeNow(desk)).toEqual([0, undefined])
    await desk.publish()
    expect(await codeNow(desk)).toEqual([1, 'status_suspended'])

    desk.clock.advance(10)
    await desk.yes(['credential', 'reinstate', id, ...own(desk)])
    await desk.publish()
    expect(await codeNow(desk)).toEqual([0, undefined])

    desk.clock.advance(10)
    const why = ['--reason', 'key_compromised', '--invalid-from', '2027-01-15T07:00:00Z']
    const revoked = await desk.yes([
      'credential',
      'revoke',
      id,
      '--by-issuer-key',
      ...own(desk),
      ...why,
      '--json',
    ])
    expect(revoked.json).toMatchObject({
      id,
      value: 'revoked',
      at: noon + 20,
      invalidFrom: noon - 3600,
      reason: 'key_compromised',
    })
    await desk.publish()
    expect(await codeNow(desk)).toEqual([1, 'status_revoked'])
    const undone = await desk.run(['credential', 'reinstate', id, ...own(desk), '--json'])
    expect([undone.code, undone.json]).toMatchObject([
      1,
      { error: { code: 'status_change_refused' } },
    ])
  })

  test('refuse what the issuer never issued, and a store that is not there', async () => {
    const desk = await createCredentialDesk()
    await issueLicence(desk)
    const foreign = await desk.run([
      'credential',
      'revoke',
      'urn:uuid:0',
      '--by-issuer-key',
      ...own(desk),
      '--json',
    ])
    expect([foreign.code, foreign.json]).toMatchObject([
      1,
      { error: { code: 'credential_not_issued' } },
    ])
    const store = ['--key', desk.path('authority.key'), '--store', desk.path('none.sqlite')]
    const missing = await desk.run([
      'credential',
      'revoke',
      'urn:uuid:0',
      '--by-issuer-key',
      ...store,
      '--json',
    ])
    expect([missing.code, missing.json]).toMatchObject([
      2,
      { error: { code: 'file_unreadable', place: desk.path('none.sqlite') } },
    ])
    expect(existsSync(desk.path('none.sqlite'))).toBe(false)
  })

  test('refuse the credential of another issuer in the same store', async () => {
    const desk = await createCredentialDesk()
    const id = await issueLicence(desk)
    const other = ['--key', desk.path('department.key'), '--store', desk.path('authority.sqlite')]
    const { code, json } = await desk.run(['credential', 'suspend', id, ...other, '--json'])
    expect([code, json]).toMatchObject([1, { error: { code: 'credential_not_issued' } }])
  })
})

describe('fidecura credential publish', () => {
  test('lays list and history out like their URLs, and replaces older ones', async () => {
    const desk = await createCredentialDesk()
    const id = await issueLicence(desk)
    const own = ['--key', desk.path('authority.key'), '--store', desk.path('authority.sqlite')]
    const first = desk.read('www/board.example/status/1.jwt')
    await desk.yes(['credential', 'suspend', id, ...own])
    const out = ['--list', listUrl, '--out', desk.path('www')]
    const { json } = await desk.yes(['credential', 'publish', ...own, ...out, '--json'])
    expect(json).toEqual({
      list: { url: listUrl, file: desk.path('www/board.example/status/1.jwt') },
      history: {
        url: `${listUrl}/history`,
        file: desk.path('www/board.example/status/1/history.jwt'),
      },
    })
    expect(desk.read('www/board.example/status/1.jwt')).not.toBe(first)
  })

  test.each(['http://board.example/status/1', 'http://127.0.0.1/1', 'file:../../1'])(
    'signs no list for %s',
    async (list) => {
      const desk = await createCredentialDesk()
      await issueLicence(desk)
      const own = ['--key', desk.path('authority.key'), '--store', desk.path('authority.sqlite')]
      const { code, json } = await desk.run([
        ...['credential', 'publish', ...own, '--list', list, '--out', desk.path('www')],
        '--json',
      ])
      expect([code, json]).toMatchObject([2, { error: { code: 'usage', place: '--list' } }])
    },
  )
})
