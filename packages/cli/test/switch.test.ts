import { epochSeconds } from '@fidecura/base'
import { recordUse } from '@fidecura/credentials/switch'
import { openStore } from '@fidecura/store'
import { describe, expect, test } from '@jest/globals'
import {
  type CredentialDesk,
  createCredentialDesk,
  issueLicence,
  licenceClaims,
} from './credential-desk.ts'
import { noon } from './support.ts'

const own = (desk: CredentialDesk): readonly string[] => [
  ...['--key', desk.path('authority.key'), '--store', desk.path('authority.sqlite')],
]

/** Somebody of the authority who may order revocations. */
async function employ(desk: CredentialDesk, name: string, number: string): Promise<void> {
  const did = await desk.newKey(`${name}.key`)
  const { registration } = licenceClaims
  const claims = { ...licenceClaims, registration: { ...registration, value: number } }
  const id = await desk.issue('licence', `${name}-licence.jwt`, did, claims)
  await desk.issue('role', `${name}-role.jwt`, did, {
    name: 'Wen Example',
    organisation: { did: desk.authority, name: 'Board' },
    department: { did: desk.authority, name: 'Board' },
    profession: licenceClaims.profession,
    purposes: ['PATADMIN'],
    licence: { issuer: desk.authority, id },
  })
}

const order = (desk: CredentialDesk, name: string, ...more: readonly string[]) => [
  ...['credential', 'order', '--key', desk.path(`${name}.key`)],
  ...['--role', desk.path(`${name}-role.jwt`), '--licence', desk.path(`${name}-licence.jwt`)],
  ...['--out', desk.path(`${name}-order.json`), ...more],
]

const revoke = (desk: CredentialDesk, name: string) => [
  ...['credential', 'revoke', desk.path(`${name}-order.json`), ...own(desk), ...desk.trust],
  ...['--organisation', desk.authority, '--purpose', 'PATADMIN', '--json'],
]

describe('fidecura credential order and revoke', () => {
  test('revoke what one has proposed and another has approved', async () => {
    const desk = await createCredentialDesk()
    const id = await issueLicence(desk)
    await employ(desk, 'ada', 'REG-1')
    await employ(desk, 'wen', 'REG-2')
    await desk.publish()
    const why = ['--reason', 'left', '--expect', '1', '--issuer', desk.authority]
    const signed = await desk.yes(order(desk, 'ada', id, ...why))
    expect(signed.stdout).toMatch(/^Signed the order urn:uuid:/)
    const proposed = await desk.yes(revoke(desk, 'ada'))
    expect(proposed.json).toMatchObject({ state: 'proposed', until: '2027-01-22T08:00:00Z' })
    const alone = await desk.run(revoke(desk, 'ada'))
    expect([alone.code, alone.json]).toMatchObject([
      1,
      { error: { code: 'revocation_signer_twice' } },
    ])
    const digest = /^Digest: (\S{43})$/m.exec(signed.stdout)?.[1] as string
    await desk.yes(order(desk, 'wen', '--approve', desk.path('ada-order.json'), '--yes', digest))
    const revoked = await desk.yes(revoke(desk, 'wen'))
    expect(revoked.json).toMatchObject({ state: 'revoked', changed: 1, reason: 'left' })
    await desk.publish()
    const verify = ['credential', 'verify', desk.path('licence.jwt'), ...desk.trust, '--json']
    expect((await desk.run(verify)).json).toMatchObject({ error: { code: 'status_revoked' } })
  })

  test('ask for what they need, and for nothing that the order says', async () => {
    const desk = await createCredentialDesk()
    await desk.newKey('ada.key')
    const refused = async (args: readonly string[], place: string) => {
      const { code, json } = await desk.run([...args, '--json'])
      expect([code, json]).toMatchObject([2, { error: { code: 'usage', place } }])
    }
    await refused(order(desk, 'ada'), '--type')
    await refused(order(desk, 'ada', 'urn:uuid:1'), '--issuer')
    await refused(order(desk, 'ada', 'urn:uuid:1', '--approve', 'x.json'), '--approve')
    const all = ['--everything', '--type', 'role', '--issuer', desk.authority]
    await refused(order(desk, 'ada', ...all), '--everything')
    const plain = ['credential', 'revoke', 'urn:uuid:1', ...own(desk)]
    await refused(plain, '--organisation')
    await refused([...plain, '--organisation', desk.authority], '--purpose')
    const odd = desk.write('odd.json', { order: 1 })
    const given = ['--organisation', desk.authority, '--purpose', 'PATADMIN', ...desk.trust]
    await refused(['credential', 'revoke', odd, ...own(desk), ...given], odd)
  })
})

describe('fidecura credential suspend and undo', () => {
  test('say what would be suspended, suspend it, and take exactly that back', async () => {
    const desk = await createCredentialDesk()
    const id = await issueLicence(desk)
    const selection = ['--subject', desk.doctor]
    const args = ['credential', 'suspend', ...own(desk), ...selection]
    const preview = await desk.yes([...args, '--dry-run', '--json'])
    expect(preview.json).toMatchObject({
      count: 1,
      values: { valid: 1, suspended: 0, revoked: 0 },
      credentials: [{ id, value: 'valid' }],
    })
    const wrong = await desk.run([...args, '--expect', '2', '--json'])
    expect([wrong.code, wrong.json]).toMatchObject([1, { error: { code: 'switch_count_changed' } }])
    const { json } = await desk.yes([...args, '--expect', '1', '--reason', 'inquiry', '--json'])
    expect(json).toMatchObject({ kind: 'suspend', matched: 1, changed: 1, reason: 'inquiry' })
    const undone = await desk.yes(['credential', 'undo', json['id'] as string, ...own(desk)])
    expect(undone.stdout).toContain('Reinstated 1, which ')
    const nobody = [...own(desk), '--department', 'did:web:nobody.example']
    expect((await desk.run(['credential', 'suspend', ...nobody])).code).toBe(1)
  })
})

describe('fidecura impact', () => {
  test('lists what stands on a credential, before and after it went bad, in both languages', async () => {
    const desk = await createCredentialDesk()
    const id = await issueLicence(desk)
    const path = desk.path('authority.sqlite')
    const store = await openStore(path)
    const credential = { issuer: desk.authority as never, id }
    const entry = (reference: string, seconds: number, proven: boolean) => {
      const at = epochSeconds(noon + seconds)
      return recordUse(store.usage, [credential], { kind: 'entry', reference, at, proven })
    }
    await entry('digest-1', -100, true)
    await entry('digest-2', -100, false)
    await store.close()
    const args = ['impact', '--credential', id, '--issuer', desk.authority, '--store', path]
    expect((await desk.yes(args)).stdout).toContain('Nothing has gone bad so far; 2 stand on it:')
    const from = ['--invalid-from', '2027-01-15T07:59:00Z']
    await desk.yes(['credential', 'suspend', id, ...own(desk), ...from])
    const { json } = await desk.yes([...args, '--json'])
    expect(json).toMatchObject({
      invalidFrom: noon - 60,
      before: [{ reference: 'digest-1' }],
      after: [{ reference: 'digest-2' }],
      more: false,
    })
    const chinese = await desk.run(args, { language: 'zh-CN' })
    expect(chinese.stdout).toContain('临床记录 digest-2 (时间仅为签署人所称)')
  })
})
