import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { type CredentialDesk, createCredentialDesk, licenceClaims } from './credential-desk.ts'
import { type Run, terminal } from './support.ts'

const sign = (desk: CredentialDesk, name: string, ...more: readonly string[]) => [
  ...['credential', 'order', '--key', desk.path(`${name}.key`)],
  ...['--role', desk.path(`${name}-role.jwt`), '--licence', desk.path(`${name}-licence.jwt`)],
  ...['--out', desk.path(`${name}-order.json`), ...more],
]

/** Two people, the first of whom has signed an order about all there is. Nobody looks at roles here. */
async function setUp(...order: readonly string[]) {
  const desk = await createCredentialDesk()
  for (const name of ['ada', 'wen']) {
    await desk.newKey(`${name}.key`)
    for (const kind of ['role', 'licence']) desk.write(`${name}-${kind}.jwt`, 'x')
  }
  const issuer = ['--issuer', desk.authority]
  const { json } = await desk.yes([...sign(desk, 'ada', ...order, ...issuer), '--json'])
  const approve = sign(desk, 'wen', '--approve', desk.path('ada-order.json'))
  const isSigned = (): boolean => existsSync(desk.path('wen-order.json'))
  const answer = (keys: string, language: 'en' | 'zh-CN' = 'en'): Promise<Run> =>
    desk.run(approve, { stdin: terminal(keys), language })
  return { desk, approve, isSigned, answer, ada: json['signer'], digest: json['digest'] as string }
}

describe('fidecura credential order --approve', () => {
  test('says who, what, how many, since when and why before it asks', async () => {
    const since = ['--invalid-from', '2027-01-01T00:00:00Z', '--reason', 'fraud', '--expect', '3']
    const person = `${licenceClaims.registration.system}|REG-1`
    const { answer, ada, digest, desk } = await setUp(
      '--type',
      'role',
      '--person',
      person,
      ...since,
    )
    const { stderr, code } = await answer('y')
    expect(code).toBe(0)
    const asked = stderr.indexOf('Sign the same order, as the second person?')
    expect(asked).toBeGreaterThan(0)
    for (const said of [
      `Issued by: ${desk.authority}`,
      'all of the type urn:fidecura:credential:practitioner-role:1',
      `all with the number REG-1 (${licenceClaims.registration.system})`,
      'How many: 3, or nothing is revoked',
      'Why: fraud',
      'Bad since: 2027-01-01T00:00:00Z',
      'until: 2027-01-22T08:00:00Z',
      `Signed first by: ${ada}, who says at 2027-01-15T08:00:00Z`,
      digest,
    ]) {
      expect([said, stderr.indexOf(said) >= 0 && stderr.indexOf(said) < asked]).toEqual([
        said,
        true,
      ])
    }
  })

  test('says aloud that all is meant, and that the order gives no number or reason', async () => {
    const { answer, isSigned } = await setUp('--everything')
    const { stderr, code } = await answer('n')
    expect(code).toBe(1)
    expect(isSigned()).toBe(false)
    expect(stderr).toContain('EVERYTHING that was ever issued')
    expect(stderr).toContain('the order names no number')
    expect(stderr).toContain('the order gives no reason')
    const chinese = await answer('n', 'zh-CN')
    expect(chinese.stderr).toContain('该签发方签发过的一切凭证')
  })

  test('shows what somebody else wrote so that it passes for no line of ours', async () => {
    const { answer } = await setUp('--subject', 'did:web:x.example; How many: 1\u202e')
    expect((await answer('n')).stderr).toContain('all about “did:web:x.example; How many: 1”')
  })

  test('signs nothing where nobody can be asked, and still says what it is', async () => {
    const { desk, approve, isSigned } = await setUp('--everything')
    const { code, json, stderr } = await desk.run([...approve, '--json'])
    expect([code, json]).toMatchObject([2, { error: { code: 'confirmation_missing' } }])
    expect(stderr).toContain('EVERYTHING')
    expect(isSigned()).toBe(false)
  })

  test('signs by --yes only the order that was agreed to', async () => {
    const { desk, approve, isSigned, digest } = await setUp('--everything')
    const other = await setUp('--type', 'role')
    const wrong = await desk.run([...approve, '--yes', other.digest, '--json'])
    expect([wrong.code, wrong.json]).toMatchObject([
      1,
      { error: { code: 'revocation_order_mismatch', place: '--yes' } },
    ])
    expect(isSigned()).toBe(false)
    const { json } = await desk.yes([...approve, '--yes', digest, '--json'])
    expect(json).toMatchObject({ selection: { everything: true }, digest })
    expect(isSigned()).toBe(true)
  })

  test('shows nobody a signer who did not sign', async () => {
    const { desk, approve, isSigned, digest } = await setUp('--everything')
    const path = desk.path('ada-order.json')
    const kept = JSON.parse(readFileSync(path, 'utf8')) as { order: string }
    const [header, payload, signature = ''] = kept.order.split('.')
    const flipped = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
    desk.write('ada-order.json', { ...kept, order: `${header}.${payload}.${flipped}` })
    const { code, json, stderr } = await desk.run([...approve, '--yes', digest, '--json'])
    expect([code, json]).toMatchObject([1, { error: { code: 'jws_signature_invalid' } }])
    expect(stderr).not.toContain('Signed first by')
    expect(isSigned()).toBe(false)
  })

  test.each([[['--reason', 'left']], [['--expect', '1']], [['--issuer', 'did:web:board.example']]])(
    'takes no %j of its own',
    async (more) => {
      const { desk, approve } = await setUp('--everything')
      const { code, json } = await desk.run([...approve, ...more, '--json'])
      expect([code, json]).toMatchObject([2, { error: { code: 'usage', place: '--approve' } }])
    },
  )
})
