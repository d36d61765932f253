import { describe, expect, test } from '@jest/globals'
import { type ConsentDesk, createConsentDesk } from './consent-desk.ts'
import { type Run, terminal } from './support.ts'

const own = (desk: ConsentDesk): readonly string[] => [
  ...['--record', 'urn:oid:2.999.1.1|R-4711', '--origin', 'in_person', '--yes', '--json'],
  ...['--controller', 'did:web:hospital.example=Example Hospital', '--register', desk.register],
  ...['--store', desk.path('app.sqlite'), ...desk.trust],
]

function ask(desk: ConsentDesk, ...more: readonly string[]): Promise<Run> {
  return desk.run([
    ...['consent', 'request', 'sign', '--key', desk.path('doctor.key'), '--json'],
    ...['--role', desk.path('role.jwt'), '--licence', desk.path('licence.jwt')],
    ...['--chain', desk.path('accreditation.jwt'), '--fhir', desk.path('consent.json')],
    ...['--grantee', desk.department, '--controller', 'did:web:hospital.example'],
    ...['--register', desk.register, '--notice', desk.path('note.html')],
    ...['--notice-url', 'https://lab.example/notice', '--out', desk.path('request.json'), ...more],
  ])
}

const asked = async (...more: readonly string[]): Promise<ConsentDesk> => {
  const desk = await createConsentDesk()
  desk.write('note.html', '<p>What we do with it.</p>')
  const signed = await ask(desk, '--patient', desk.patient, ...more)
  expect([signed.code, signed.stdout]).toEqual([0, expect.stringContaining('expiresAt')])
  return desk
}

function answer(desk: ConsentDesk, verb: string, ...more: readonly string[]): Promise<Run> {
  const key = ['--key', desk.path('patient.key'), '--out', desk.path('answer.jwt')]
  const plain = verb === 'refuse' ? own(desk).filter((arg) => arg !== '--yes') : own(desk)
  return desk.run([
    'consent',
    'request',
    verb,
    desk.path('request.json'),
    ...key,
    ...plain,
    ...more,
  ])
}

function verify(desk: ConsentDesk): Promise<Run> {
  const about = [desk.path('request.json'), '--answer', desk.path('answer.jwt'), '--json']
  const identity = ['--identity', desk.path('identity.jwt'), ...desk.trust]
  return desk.run(['consent', 'request', 'verify', ...about, ...identity])
}

describe('fidecura consent request', () => {
  test('is shown, answered once, and known by who asked', async () => {
    const desk = await asked('--words', 'For your heart')
    const { code, json, stderr } = await answer(desk, 'answer')
    expect([code, json]).toMatchObject([0, { signed: true }])
    expect(stderr).toContain('“For your heart”')
    expect(stderr).toContain('Dr Ada Example')
    expect((await verify(desk)).json).toMatchObject({ verdict: 'passed' })
    const taken = await desk.run([
      ...['consent', 'register', desk.path('answer.jwt'), ...desk.registerArgs],
      ...['--identity', desk.path('identity.jwt'), '--json'],
    ])
    expect([taken.code, taken.json]).toMatchObject([0, { kind: 'statement' }])
    const again = await answer(desk, 'refuse', '--out', desk.path('refusal.jwt'))
    expect([again.code, again.json]).toMatchObject([1, { error: { code: 'request_answered' } }])
  })

  test('is agreed to in part, and for less long', async () => {
    const desk = await asked()
    const less = ['--without-type', 'Observation', '--until', '2027-02-01T00:00:00Z']
    const { code, json } = await answer(desk, 'answer', ...less)
    expect([code, json['text']]).toEqual([0, expect.stringContaining('2027-02-01')])
    expect((await verify(desk)).json).toMatchObject({ verdict: 'passed' })
    const longer = await asked()
    const late = await answer(longer, 'answer', '--until', '2030-01-01T00:00:00Z')
    expect(late.json).toMatchObject({ error: { code: 'statement_wider_than_request' } })
  })

  test('is refused, which its verifier tells by its exit code', async () => {
    const desk = await asked()
    const { code, json } = await answer(desk, 'refuse', '--reason', 'not_now')
    expect([code, json]).toMatchObject([0, { refused: true }])
    const verified = await verify(desk)
    const said = { verdict: 'refused', issuer: desk.patient, reason: 'not_now' }
    expect([verified.code, verified.json]).toMatchObject([1, said])
  })

  test.each([
    ['made for another patient', ['--key', 'stranger.key'], 'request_audience_wrong'],
    ['passed on by somebody', ['--origin', 'https://evil.example'], 'request_relayed'],
    [
      'of a custodian that the patient does not know',
      ['--controller', 'did:web:other.example=Other'],
      'request_custodian_unknown',
    ],
  ])('is not opened where it is %s', async (_, more, expected) => {
    const desk = await asked()
    await desk.newKey('stranger.key')
    const given = more.map((arg) => (arg === 'stranger.key' ? desk.path(arg) : arg))
    const { code, json } = await answer(desk, 'answer', ...given)
    const place = desk.path('request.json')
    expect([code, json]).toMatchObject([1, { error: { code: expected, place } }])
    expect(() => desk.read('answer.jwt')).toThrow()
  })

  test('stays open where the patient says no to the question', async () => {
    const desk = await asked()
    const key = ['--key', desk.path('patient.key'), '--out', desk.path('answer.jwt')]
    const args = own(desk).filter((arg) => arg !== '--yes')
    const about = ['consent', 'request', 'answer', desk.path('request.json'), ...key, ...args]
    const no = await desk.run(about, { stdin: terminal('n') })
    expect([no.code, no.json]).toMatchObject([1, { signed: false }])
    expect((await answer(desk, 'answer')).code).toBe(0)
  })

  test.each([
    ['nobody who is asked', ['--accreditation', 'x'], '--role'],
    ['a link beside a patient', ['--link', 'abcdefghijklmnopqrstuvwxyz'], '--link'],
    ['an answer in years', ['--answer-days', '365'], '--answer-days'],
    ['a notice without https', ['--notice-url', 'ftp://lab.example'], '--notice-url'],
  ])('calls %s wrong use', async (_, more, place) => {
    const desk = await createConsentDesk()
    desk.write('note.html', '<p>What we do with it.</p>')
    const { code, json } = await ask(desk, '--patient', desk.patient, ...more)
    expect([code, json]).toMatchObject([2, { error: { code: 'usage', place } }])
  })
})
