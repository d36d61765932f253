import { describe, expect, test } from '@jest/globals'
import { type ConsentDesk, createConsentDesk } from './consent-desk.ts'
import { departmentList, licenceClaims } from './credential-desk.ts'
import { createFamilyDesk } from './family-desk.ts'
import type { Run } from './support.ts'

const given = async (birthDate?: string): Promise<ConsentDesk> => {
  const desk = await (birthDate === undefined ? createConsentDesk() : createFamilyDesk(birthDate))
  const identity = birthDate === undefined ? 'identity.jwt' : 'identity-aged.jwt'
  const registered = [...desk.registerArgs, '--identity', desk.path(identity)]
  await desk.yes([...desk.signArgs, ...registered, '--out', desk.path('consent.jwt'), '--yes'])
  return desk
}

/** As `decideArgs`, without the combiner. */
async function asking(desk: ConsentDesk, nonce: string): Promise<readonly string[]> {
  const args = desk.decideArgs(await desk.present(nonce), nonce)
  const at = args.indexOf('--combine')
  return [...args.slice(0, at), ...args.slice(at + 2), '--data-type', 'Observation', '--json']
}

describe('fidecura consent decide --jurisdiction', () => {
  test('decides by rules that it names, and by what the request relies on', async () => {
    const desk = await given('1990-05-01')
    const china = ['--jurisdiction', 'china']
    const consent = await desk.run([...(await asking(desk, 'n1')), ...china])
    expect([consent.code, consent.json]).toMatchObject([
      0,
      { decision: { kind: 'permit', jurisdiction: 'urn:fidecura:jurisdiction:china:1' } },
    ])
    const law = [...china, '--basis', 'secondary_use']
    const other = await desk.run([...(await asking(desk, 'n2')), ...law])
    expect([other.code, other.json]).toMatchObject([
      1,
      { decision: { kind: 'deny', code: 'basis_unavailable' } },
    ])
  })

  test.each([
    ['neither rules nor a combiner', [], '--jurisdiction'],
    ['both', ['--jurisdiction', 'china', '--combine', 'newest'], '--combine'],
    ['rules that nobody has', ['--jurisdiction', 'mars'], '--jurisdiction'],
    ['a basis that nobody has', ['--jurisdiction', 'china', '--basis', 'whim'], '--basis'],
    ['notices without an emergency', ['--combine', 'newest', '--notices', 'x'], '--break-glass'],
    ['an emergency without rules', ['--combine', 'newest', '--break-glass', 'x'], '--jurisdiction'],
    [
      'an emergency that nobody hears of',
      ['--jurisdiction', 'china', '--break-glass', 'x'],
      '--notices',
    ],
    [
      'an emergency by another basis',
      ['--jurisdiction', 'china', '--break-glass', 'x', '--notices', 'y', '--basis', 'care'],
      '--basis',
    ],
  ])('calls %s wrong use', async (_, more, place) => {
    const desk = await given()
    const { code, json } = await desk.run([...(await asking(desk, 'n1')), ...more])
    expect([code, json]).toMatchObject([2, { error: { code: 'usage', place } }])
  })

  test('names the three where none is meant', async () => {
    const desk = await given()
    const { json } = await desk.run([...(await asking(desk, 'n1')), '--jurisdiction', 'CN'])
    expect(json).toMatchObject({ error: { takes: ['opt-in', 'health-data-space', 'china'] } })
  })

  test('answers the five questions, in the language that is asked for', async () => {
    const desk = await given()
    const args = await asking(desk, 'n1')
    const explain = ['--combine', 'newest', '--explain', '--lang', 'zh-CN']
    const { json } = await desk.run([...args, ...explain])
    expect(json).toMatchObject({ decision: { kind: 'permit' }, trace: { answers: {} } })
    expect((json['why'] as string[]).length).toBeGreaterThan(5)
    expect((json['why'] as string[]).join('')).toMatch(/\p{Script=Han}/u)
  })
})

/** A role that names emergencies, whose issuer may name them. */
async function allowEmergencies(desk: ConsentDesk): Promise<void> {
  const { authority, department, doctor } = desk
  const purposes = ['TREAT', 'BTG']
  await desk.issue('accreditation', 'wide.jwt', department, {
    ...{ name: 'Cardiology', types: ['urn:fidecura:credential:practitioner-role:1'], depth: 0 },
    ...{ organisations: [authority], departments: [department], specialties: '*', purposes },
  })
  const id = await desk.issue('licence', 'licence-2.jwt', doctor, licenceClaims)
  await desk.publish()
  const role = {
    ...{ name: licenceClaims.name, organisation: { did: authority, name: 'Example Hospital' } },
    ...{ department: { did: department, name: 'Cardiology' }, purposes },
    ...{ profession: licenceClaims.profession, licence: { issuer: authority, id } },
  }
  const own = ['--key', desk.path('department.key'), '--store', desk.path('department.sqlite')]
  await desk.issue('role', 'role-2.jwt', doctor, role, ...own, '--list', departmentList)
  await desk.publish('department', departmentList)
  for (const name of ['role', 'licence']) desk.write(`${name}.jwt`, desk.read(`${name}-2.jwt`))
  desk.write('accreditation.jwt', desk.read('wide.jwt'))
}

describe('fidecura consent break-glass', () => {
  const request = (desk: ConsentDesk, ...more: readonly string[]): Promise<Run> =>
    desk.run([
      ...['consent', 'break-glass', 'request', '--key', desk.path('doctor.key')],
      ...['--role', desk.path('role.jwt'), '--licence', desk.path('licence.jwt')],
      ...['--record', 'urn:oid:2.999.1.1|R-4711', '--reason', 'unconscious'],
      ...['--explanation', 'Found in the street', '--audience', 'https://lab.example'],
      ...['--nonce', 'n9', '--out', desk.path('emergency.json'), ...more],
    ])

  const decide = async (desk: ConsentDesk, nonce: string, ...more: readonly string[]) => {
    const args = await asking(desk, nonce)
    const emergency = [
      ...['--jurisdiction', 'china', '--break-glass', desk.path('emergency.json')],
      ...['--notices', desk.path('notices.jsonl'), ...more],
    ]
    return desk.run([...args.map((arg) => (arg === 'TREAT' ? 'BTG' : arg)), ...emergency])
  }

  test('opens a record once, for as long as was asked, and tells the patient', async () => {
    const desk = await given()
    await allowEmergencies(desk)
    const signed = await request(desk, '--yes', '--minutes', '30')
    expect([signed.code, signed.stderr]).toEqual([0, expect.stringContaining(desk.doctor)])
    const { code, json } = await decide(desk, 'n9')
    const until = desk.clock.now() + 1800
    expect([code, json]).toMatchObject([0, { decision: { kind: 'permit_emergency', until } }])
    expect(JSON.parse(desk.read('notices.jsonl'))).toMatchObject({ kind: 'break_glass' })
    const acting = desk.registerArgs.slice(0, 4)
    const about = ['--record', 'urn:oid:2.999.1.1|R-4711']
    const notices = await desk.yes(['consent', 'notices', ...about, ...acting])
    expect(notices.stdout).toContain('In their own words: Found in the street')
    const again = await decide(desk, 'n9')
    expect(again.json).toMatchObject({ error: { code: 'presentation_replayed' } })
    const other = await decide(desk, 'n8')
    const place = desk.path('emergency.json')
    expect([other.code, other.json]).toMatchObject([
      1,
      { error: { code: 'break_glass_mismatch', place } },
    ])
  })

  test('opens nothing by a set of others, who write nothing down', async () => {
    const desk = await given()
    await request(desk, '--yes')
    const attest = ['consent', 'attest', '--record', 'urn:oid:2.999.1.1|R-4711']
    const acting = desk.registerArgs.slice(0, 4)
    await desk.yes([...attest, ...acting, '--out', desk.path('set.json')])
    const args = await asking(desk, 'n9')
    const at = args.indexOf('--register-key')
    const set = ['--set', desk.path('set.json'), '--register', desk.register]
    const emergency = [
      ...['--jurisdiction', 'china', '--break-glass', desk.path('emergency.json')],
      ...['--notices', desk.path('notices.jsonl')],
    ]
    const rest = [...args.slice(0, at), ...args.slice(at + 2), ...set, ...emergency]
    const { code, json } = await desk.run(rest)
    expect([code, json]).toMatchObject([2, { error: { place: '--register-key' } }])
  })

  test('is asked for, and signed by nobody who does not say yes', async () => {
    const desk = await given()
    const { code, stderr } = await request(desk)
    expect([code, stderr]).toEqual([2, expect.stringContaining('(confirmation_missing)')])
    expect(() => desk.read('emergency.json')).toThrow()
    const long = await request(desk, '--minutes', '1441', '--json')
    expect(long.json).toMatchObject({ error: { code: 'usage', place: '--minutes' } })
  })
})

describe('fidecura consent what-if and diff', () => {
  const own = (desk: ConsentDesk): readonly string[] => [
    ...[...desk.registerArgs, '--combine', 'deny_overrides', '--purpose', 'TREAT'],
    ...['--data-type', 'Observation', '--json'],
  ]

  test('says before anything is signed what it would change, for whom', async () => {
    const desk = await createConsentDesk()
    await desk.yes([
      ...[...desk.signArgs, ...desk.registerArgs, '--identity', desk.path('identity.jwt')],
      ...['--kind', 'restriction', '--yes', '--grantee', 'did:web:other.example=Other'],
    ])
    const draft = ['consent', 'what-if', ...desk.signArgs.slice(4)]
    const { code, json } = await desk.run([...draft, ...own(desk)])
    expect([code, json]).toMatchObject([
      0,
      { changed: true, before: { outcome: 'no_consent' }, after: { outcome: 'permit' } },
    ])
    const stranger = ['--requester', 'did:web:stranger.example']
    const none = await desk.run([...draft, ...own(desk), ...stranger])
    expect([none.code, none.json]).toMatchObject([1, { changed: false }])
  })

  test('tells when the answer changed, and by what', async () => {
    const desk = await given()
    desk.clock.advance(600)
    await desk.publish()
    const withdraw = ['consent', 'withdraw', desk.path('consent.jwt')]
    const patient = ['--key', desk.path('patient.key'), '--identity', desk.path('identity.jwt')]
    await desk.yes([...withdraw, ...patient, ...desk.registerArgs])
    const diff = ['consent', 'diff', '--from', '2027-01-15T08:00:10Z', ...own(desk)]
    const about = ['--record', 'urn:oid:2.999.1.1|R-4711', '--requester', desk.department]
    const custodian = ['--custodian', 'did:web:hospital.example']
    const { code, json } = await desk.run([...diff, ...about, ...custodian])
    expect([code, json]).toMatchObject([
      1,
      { before: { outcome: 'permit' }, changes: [{ causes: [{ event: 'withdrawn' }] }] },
    ])
    const nobody = await desk.run([...diff, ...about.slice(0, 2), ...custodian])
    expect(nobody.json).toMatchObject({ error: { code: 'usage', place: '--requester' } })
  })
})
