import { decodeCredential, presentationVersion } from '@fidecura/credentials'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { type CredentialDesk, createCredentialDesk, issueRole } from './credential-desk.ts'

const verifier = ['--audience', 'https://lab.example', '--nonce', 'n-1'] as const
let desk: CredentialDesk

beforeEach(async () => {
  desk = await createCredentialDesk()
  await issueRole(desk)
})

function presentArgs(...files: readonly string[]): readonly string[] {
  const paths = files.map((file) => desk.path(file))
  return ['credential', 'present', ...paths, '--key', desk.path('doctor.key'), ...verifier]
}

describe('fidecura credential present', () => {
  test('shows of one credential only what is chosen', async () => {
    const shown = async (...more: readonly string[]): Promise<readonly string[]> => {
      const { stdout } = await desk.yes([...presentArgs('role.jwt'), ...more])
      const { credential } = await decodeCredential(stdout.trim())
      return ['name', 'specialties'].filter((name) => Object.hasOwn(credential.claims, name))
    }
    expect(await shown()).toEqual([])
    expect(await shown('--disclose', 'specialties')).toEqual(['specialties'])
    expect(await shown('--disclose', '/specialties/0/code')).toEqual(['specialties'])
    expect(await shown('--disclose-all')).toEqual(['name', 'specialties'])
  })

  test('puts several credentials, and a chain, into one presentation', async () => {
    const out = desk.path('presented.json')
    const chain = ['--chain', desk.path('accreditation.jwt')]
    const args = [...presentArgs('role.jwt', 'licence.jwt'), ...chain, '--out', out]
    const { json } = await desk.yes([...args, '--disclose', 'regulator', '--json'])
    expect(json).toMatchObject({ audience: 'https://lab.example', nonce: 'n-1', file: out })
    const written = JSON.parse(desk.read('presented.json'))
    expect(written).toMatchObject({
      version: presentationVersion,
      chain: [desk.read('accreditation.jwt').trim()],
    })
    expect(written.credentials).toHaveLength(2)
    const again = await desk.run([...args, '--json'])
    expect([again.code, again.json]).toMatchObject([2, { error: { code: 'file_exists' } }])
  })

  test.each([
    ['a claim that no credential has', ['--disclose', 'CANARY'], 1, 'disclosure_not_found'],
    ['a place that is not in the claim', ['--disclose', '/name/x'], 1, 'disclosure_not_found'],
    ['a choice and everything', ['--disclose', 'name', '--disclose-all'], 2, 'usage'],
    ['an empty nonce', ['--nonce', ''], 2, 'usage'],
    ['an empty audience', ['--audience', ''], 2, 'usage'],
  ])('refuses %s', async (_, more, exit, code) => {
    const run = await desk.run([...presentArgs('role.jwt'), ...more, '--json'])
    expect([run.code, run.json]).toMatchObject([exit, { error: { code } }])
    expect(run.stdout).not.toContain('CANARY')
  })

  test('refuses the key of somebody else, and names the file', async () => {
    const args = presentArgs('licence.jwt').map((arg) =>
      arg === desk.path('doctor.key') ? desk.path('department.key') : arg,
    )
    const { code, json } = await desk.run([...args, '--json'])
    const place = expect.stringContaining(desk.path('licence.jwt'))
    expect([code, json]).toMatchObject([1, { error: { code: 'holder_key_mismatch', place } }])
  })

  test('refuses to present what nobody can sign for', async () => {
    const { code, json } = await desk.run([...presentArgs('accreditation.jwt'), '--json'])
    expect([code, json]).toMatchObject([2, { error: { code: 'file_unexpected' } }])
  })
})

describe('fidecura credential nonce', () => {
  test('makes another one each time, of 128 bits', async () => {
    const made = await Promise.all([1, 2].map(() => desk.yes(['credential', 'nonce'])))
    for (const { stdout } of made) expect(stdout).toMatch(/^[\w-]{22}\n$/)
    expect(made[0]?.stdout).not.toBe(made[1]?.stdout)
  })
})
