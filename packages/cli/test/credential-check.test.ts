import { Readable } from 'node:stream'
import { signJws } from '@fidecura/identity'
import { openKeyFile } from '@fidecura/identity/node'
import { alterPayload } from '@fidecura/testing'
import { describe, expect, test } from '@jest/globals'
import {
  type CredentialDesk,
  createCredentialDesk,
  issueLicence,
  issueRole,
  licenceClaims,
} from './credential-desk.ts'
import { passphrase } from './support.ts'

function withRole(desk: CredentialDesk, verb: string): readonly string[] {
  const files = ['--chain', desk.path('accreditation.jwt'), '--licence', desk.path('licence.jwt')]
  return ['credential', verb, desk.path('role.jwt'), ...desk.trust, ...files]
}

describe('fidecura credential check of other formats', () => {
  test('judges Data Integrity by the same checks', async () => {
    const desk = await createCredentialDesk()
    const id = await desk.issue(
      'licence',
      'licence.json',
      desk.doctor,
      licenceClaims,
      '--format',
      'di',
    )
    await desk.publish()
    expect(JSON.parse(desk.read('licence.json')).proof.cryptosuite).toBe('ecdsa-jcs-2019')
    const verify = ['credential', 'verify', desk.path('licence.json'), ...desk.trust, '--json']
    expect((await desk.yes(verify)).json).toMatchObject({
      credential: { format: 'data-integrity' },
    })
    const altered = { ...JSON.parse(desk.read('licence.json')), id: 'urn:example:other' }
    desk.write('altered.json', altered)
    const forged = await desk.run(verify.map((arg) => arg.replace('licence.json', 'altered.json')))
    expect(forged.json).toMatchObject({ error: { code: 'proof_invalid' } })
    const own = ['--key', desk.path('authority.key'), '--store', desk.path('authority.sqlite')]
    await desk.yes(['credential', 'suspend', id, ...own])
    await desk.publish()
    expect((await desk.run(verify)).json).toMatchObject({ error: { code: 'status_suspended' } })
  })

  test('reads what others still issue as JWTs of VCDM 1.1', async () => {
    const desk = await createCredentialDesk()
    const signer = await openKeyFile(desk.path('authority.key'), { passphrase })
    const now = desk.clock.now()
    const vc = {
      '@context': ['https://www.w3.org/2018/credentials/v1'],
      type: ['VerifiableCredential', 'urn:example:badge:1'],
      credentialSubject: { grade: 1 },
    }
    const payload = { iss: desk.authority, sub: desk.doctor, nbf: now, exp: now + 60, vc }
    const token = await signJws(payload, { signer, typ: 'JWT' })
    desk.write('old.jwt', token)
    const root = ['--root', `${desk.authority}=urn:example:badge:1`]
    const verify = ['credential', 'verify', desk.path('old.jwt'), ...root, '--json']
    expect((await desk.run(verify)).json).toMatchObject({ credential: { format: 'vcdm-1-jwt' } })
    const [header, , signature] = token.split('.')
    const other = Buffer.from(JSON.stringify({ ...payload, exp: now + 99 })).toString('base64url')
    desk.write('old.jwt', `${header}.${other}.${signature}`)
    expect((await desk.run(verify)).json).toMatchObject({
      error: { code: 'jws_signature_invalid' },
    })
  })
})

describe('fidecura credential check', () => {
  test('says yes to a role along its chain, check by check in words', async () => {
    const desk = await createCredentialDesk()
    await issueRole(desk)
    const { code, stdout, stderr } = await desk.run(withRole(desk, 'check'))
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Yes\n/)
    const [checks = '', chain = ''] = stdout.trim().split('\n\n')
    expect(checks.split('\n')).toHaveLength(11)
    expect(chain).toContain('Trusted from the start')
    expect(chain).toContain('The holder: Practitioner role. Issued by ')
    expect(stdout).toContain('yes Neither it nor its chain is suspended or revoked\n')
    expect(stdout).not.toContain('Ada')
    expect(stderr).toBe('Checking …\n')
  })

  test('says the same in Chinese', async () => {
    const desk = await createCredentialDesk()
    await issueRole(desk)
    const { code, stdout } = await desk.run([...withRole(desk, 'check'), '--lang', 'zh-CN'])
    expect(code).toBe(0)
    expect(stdout).toContain('是 凭证及资质链均未停用或撤销')
  })

  test('gives the whole report with --json, and nothing else', async () => {
    const desk = await createCredentialDesk()
    await issueRole(desk)
    const { json, stderr } = await desk.run([...withRole(desk, 'check'), '--json'])
    expect(stderr).toBe('')
    expect(json).toMatchObject({ verdict: 'passed', credential: { subject: desk.doctor } })
    expect(json['checks']).toHaveLength(10)
  })

  test('says no, and which check failed where', async () => {
    const desk = await createCredentialDesk()
    await issueRole(desk)
    const args = withRole(desk, 'check').filter((arg) => arg !== desk.path('licence.jwt'))
    const without = args.filter((arg) => arg !== '--licence')
    const { code, stdout } = await desk.run(without)
    expect(code).toBe(1)
    expect(stdout).toMatch(/^No\n/)
    expect(stdout).toContain(
      'NO  The licence that a role names is there and holds (licence_missing)',
    )
  })

  test('cannot tell where no list can be had', async () => {
    const desk = await createCredentialDesk()
    await issueRole(desk)
    const nowhere = withRole(desk, 'check').map((arg) =>
      arg === desk.path('www') ? desk.path('nowhere') : arg,
    )
    const { code, json } = await desk.run([...nowhere, '--json'])
    expect(code).toBe(3)
    expect(json).toMatchObject({ verdict: 'unknown' })
    expect(JSON.stringify(json['checks'])).toContain('"status_unreachable"')
  })

  test('cannot tell without a network either', async () => {
    const desk = await createCredentialDesk()
    await issueLicence(desk)
    const root = desk.trust.slice(0, 2)
    const { code, stdout } = await desk.run([
      'credential',
      'check',
      desk.path('licence.jwt'),
      ...root,
    ])
    expect(code).toBe(3)
    expect(stdout).toMatch(/^Cannot be told\n/)
    expect(stdout).toContain('(status_unreachable)')
  })
})

describe('fidecura credential verify', () => {
  test('says whose word it is', async () => {
    const desk = await createCredentialDesk()
    await issueRole(desk)
    const { code, stdout } = await desk.run(withRole(desk, 'verify'))
    expect(code).toBe(0)
    expect(stdout).toContain(`Issuer: ${desk.department}\n`)
    expect(stdout).toContain(`Trusted root: ${desk.authority}\n`)
    expect(stdout).toContain(`Permission to issue: ${desk.authority} -> ${desk.department}`)
    expect(stdout).not.toContain('Ada')
  })

  test('gives the first reason against it as an error', async () => {
    const desk = await createCredentialDesk()
    await issueLicence(desk)
    const token = desk.read('licence.jwt').trim()
    const forged = alterPayload(token, (payload) => ({ ...payload, standing: 'restricted' }))
    const file = desk.write('forged.jwt', forged)
    const { code, json } = await desk.run(['credential', 'verify', file, ...desk.trust, '--json'])
    expect(code).toBe(1)
    expect(json).toEqual({
      error: { code: 'jws_signature_invalid', outcome: 'failed', place: file },
    })
  })

  test('takes no root for more than it is trusted for', async () => {
    const desk = await createCredentialDesk()
    await issueLicence(desk)
    const trust = ['--root', `${desk.authority}=role`, '--status-dir', desk.path('www')]
    const { code, json } = await desk.run([
      ...['credential', 'verify', desk.path('licence.jwt'), ...trust],
      '--json',
    ])
    expect(code).toBe(1)
    expect(json).toMatchObject({ error: { code: 'authority_type_not_granted' } })
  })

  test('takes only the types it is told to', async () => {
    const desk = await createCredentialDesk()
    await issueLicence(desk)
    const verify = ['credential', 'verify', desk.path('licence.jwt'), ...desk.trust, '--json']
    expect((await desk.run([...verify, '--type', 'licence'])).code).toBe(0)
    const { code, json } = await desk.run([...verify, '--type', 'role'])
    expect(code).toBe(1)
    expect(json).toMatchObject({ error: { code: 'credential_type_unexpected' } })
  })

  test('trusts a list for as long as it is told to, counted from its signature', async () => {
    const desk = await createCredentialDesk()
    await issueLicence(desk)
    desk.clock.advance(3600)
    const verify = ['credential', 'verify', desk.path('licence.jwt'), ...desk.trust, '--json']
    const { code, json } = await desk.run(verify)
    expect(code).toBe(3)
    expect(json).toMatchObject({
      error: {
        code: 'status_list_stale',
        outcome: 'unknown',
        place: 'https://board.example/status/1',
      },
    })
    const said = await desk.run(verify.slice(0, -1))
    expect(said.stderr).toContain('--max-status-age')
    expect(said.stderr).not.toContain('licence.jwt')
    expect((await desk.run([...verify, '--max-status-age', '7200'])).code).toBe(0)
  })

  test('reads a token from standard input', async () => {
    const desk = await createCredentialDesk()
    await issueLicence(desk)
    const stdin = Readable.from([desk.read('licence.jwt')])
    expect((await desk.run(['credential', 'verify', '-', ...desk.trust], { stdin })).code).toBe(0)
  })

  test('tells about the past, and says that it is the past', async () => {
    const desk = await createCredentialDesk()
    const id = await issueLicence(desk)
    const before = '2027-01-15T08:00:00Z'
    desk.clock.advance(600)
    const own = ['--key', desk.path('authority.key'), '--store', desk.path('authority.sqlite')]
    const at = ['--at', before]
    await desk.publish()
    const verify = ['credential', 'verify', desk.path('licence.jwt'), ...desk.trust]
    const { code, stdout } = await desk.run([...verify, ...at])
    expect(code).toBe(0)
    expect(stdout).toContain(`As of ${before}; this says nothing about the present`)
    expect((await desk.run([...verify, ...at, '--json'])).json).toMatchObject({ kind: 'past' })
    await desk.yes(['credential', 'suspend', id, ...own])
    await desk.publish()
    const now = await desk.run([...verify, '--json'])
    expect([now.code, now.json]).toMatchObject([1, { error: { code: 'status_suspended' } }])
    const past = await desk.run([...verify, ...at, '--json'])
    // The issuer's own word about when it signed is not taken any more.
    expect([past.code, past.json]).toMatchObject([3, { error: { code: 'signing_time_unproven' } }])
  })
})
