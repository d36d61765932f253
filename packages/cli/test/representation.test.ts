import { describe, expect, test } from '@jest/globals'
import { addDeskPerson, createFamilyDesk, type FamilyDesk, record } from './family-desk.ts'
import type { Run } from './support.ts'

/** Signs as one of the family, for the register of the desk. */
function sign(
  desk: FamilyDesk,
  key: string,
  out: string,
  ...more: readonly string[]
): Promise<Run> {
  const args = desk.signArgs.map((arg) =>
    arg === desk.path('patient.key') ? desk.path(`${key}.key`) : arg,
  )
  const rest = ['--register', desk.register, '--yes', ...desk.file('--out', out), '--json']
  return desk.run([...args, ...rest, ...more])
}

function register(desk: FamilyDesk, name: string, ...more: readonly string[]): Promise<Run> {
  const args = ['consent', 'register', desk.path(name), ...desk.asRegister, '--json']
  return desk.run([...args, ...more])
}

const child = '2020-02-29'
const adult = '1990-05-01'
const guardian = ['--as', 'guardian']

describe('fidecura consent sign --as guardian', () => {
  test('is taken in once both guardians who must agree have signed', async () => {
    const desk = await createFamilyDesk(child)
    await desk.guardian('mother', desk.mother, '1', { together: 2 })
    await desk.guardian('father', desk.father, '2', { together: 2 })
    await desk.publish()
    const mother = desk.file('--guardianship', 'mother.jwt')
    const signed = await sign(desk, 'mother', 'consent.jwt', ...guardian, ...mother)
    expect([signed.code, signed.json['text']]).toEqual([0, expect.stringContaining(desk.mother)])
    const identity = desk.file('--identity', 'identity-aged.jwt')
    const alone = await register(desk, 'consent.jwt', ...identity, ...mother)
    expect([alone.code, alone.json]).toMatchObject([1, { error: { code: 'guardians_missing' } }])

    const agree = ['consent', 'agree', desk.path('consent.jwt'), ...guardian]
    const father = [
      ...desk.file('--key', 'father.key'),
      ...desk.file('--guardianship', 'father.jwt'),
    ]
    const out = desk.file('--out', 'agreed.json')
    const agreed = await desk.run([...agree, ...father, ...out, '--yes'])
    expect([agreed.code, agreed.stderr]).toEqual([0, expect.stringContaining('R-4711')])
    const both = [...mother, ...desk.file('--agreement', 'agreed.json')]
    const { code, json } = await register(desk, 'consent.jwt', ...identity, ...both)
    expect([code, json]).toMatchObject([0, { kind: 'statement', receipt: expect.any(String) }])
    const verify = ['consent', 'verify', desk.path('consent.jwt'), ...identity, ...both, '--json']
    const trust = [...desk.trusted, '--jurisdiction', 'china']
    expect((await desk.run([...verify, ...trust])).json).toMatchObject({ verdict: 'passed' })
  })

  test('agrees with no key that has signed, and with no guardianship of another', async () => {
    const desk = await createFamilyDesk(child)
    await desk.guardian('mother', desk.mother, '1')
    await desk.guardian('father', desk.father, '2')
    const mother = desk.file('--guardianship', 'mother.jwt')
    await sign(desk, 'mother', 'consent.jwt', ...guardian, ...mother)
    const agree = ['consent', 'agree', desk.path('consent.jwt'), ...guardian, '--yes', '--json']
    const self = await desk.run([...agree, ...desk.file('--key', 'mother.key'), ...mother])
    expect([self.code, self.json]).toMatchObject([1, { error: { code: 'guardians_not_distinct' } }])
    const other = await desk.run([...agree, ...desk.file('--key', 'father.key'), ...mother])
    const place = desk.path('mother.jwt')
    const expected = { error: { code: 'representation_mismatch', place } }
    expect([other.code, other.json]).toMatchObject([1, expected])
    const nobody = agree.filter((arg) => arg !== '--yes')
    const father = [
      ...desk.file('--key', 'father.key'),
      ...desk.file('--guardianship', 'father.jwt'),
    ]
    const asked = await desk.run([...nobody, ...father])
    expect([asked.code, asked.json]).toMatchObject([2, { error: { code: 'confirmation_missing' } }])
  })

  test('signs nothing with somebody else’s guardianship, or for another record', async () => {
    const desk = await createFamilyDesk(child)
    await desk.guardian('father', desk.father, '2')
    const claims = { ward: { system: 'urn:oid:2.999.1.1', value: 'R-1' } }
    await desk.guardian('mother', desk.mother, '1', claims)
    for (const name of ['father.jwt', 'mother.jwt']) {
      const shown = desk.file('--guardianship', name)
      const { code, json } = await sign(desk, 'mother', `${name}-out.jwt`, ...guardian, ...shown)
      const expected = { error: { code: 'representation_mismatch', place: desk.path(name) } }
      expect([code, json]).toMatchObject([1, expected])
      expect(() => desk.read(`${name}-out.jwt`)).toThrow()
    }
  })

  test.each([
    ['nothing that shows it', ['--as', 'guardian'], '--guardianship'],
    ['nothing that shows a proxy', ['--as', 'proxy'], '--mandate'],
    ['a name that nobody has', ['--as', 'aunt'], '--as'],
  ])('calls %s wrong use', async (_, more, place) => {
    const desk = await createFamilyDesk(child)
    const { code, json } = await sign(desk, 'mother', 'consent.jwt', ...more)
    expect([code, json]).toMatchObject([2, { error: { code: 'usage', place } }])
  })
})

describe('fidecura consent sign --as proxy', () => {
  test('is taken in by mandate, and the patient reads of it', async () => {
    const desk = await createFamilyDesk(adult)
    const claims = {
      ...{ patient: { system: 'urn:oid:2.999.1.1', value: 'R-4711' }, data: '*' },
      ...{ powers: ['consent', 'restrict', 'withdraw'], purposes: ['TREAT'] },
    }
    const list = 'https://patient.example/status/1'
    const own = [...desk.file('--key', 'patient.key'), ...desk.file('--store', 'patient.sqlite')]
    await desk.issue('proxy-mandate', 'mandate.jwt', desk.father, claims, ...own, '--list', list)
    await desk.publish('patient', list)
    const mandate = desk.file('--mandate', 'mandate.jwt')
    const signed = await sign(desk, 'father', 'consent.jwt', '--as', 'proxy', ...mandate)
    expect(signed.code).toBe(0)
    const shown = [...desk.file('--identity', 'identity-aged.jwt'), ...mandate]
    const silent = await desk.run([
      ...['consent', 'register', desk.path('consent.jwt'), '--json', ...shown],
      ...desk.asRegister.slice(0, -2),
    ])
    expect(silent.json).toMatchObject({ error: { code: 'representation_not_accepted' } })
    const { code, json } = await register(desk, 'consent.jwt', ...shown)
    expect([code, json]).toMatchObject([0, { kind: 'statement' }])
    expect(JSON.parse(desk.read('notices.jsonl').trim())).toMatchObject({ kind: 'statement' })
    const acting = desk.asRegister.slice(0, 4)
    const notices = ['consent', 'notices', '--record', record, ...acting]
    const read = await desk.yes(notices, { language: 'zh-CN' })
    expect(read.stdout).toContain('受托人依据您的授权委托')

    const withdraw = ['consent', 'withdraw', desk.path('consent.jwt'), '--as', 'proxy', ...mandate]
    const father = desk.file('--key', 'father.key')
    const back = await desk.run([...withdraw, ...father, ...shown.slice(0, 2), ...desk.asRegister])
    expect([back.code, back.stderr]).toEqual([0, expect.stringContaining('Registering')])
  })
})

describe('fidecura consent withdraw', () => {
  const withdraw = (desk: FamilyDesk, ...more: readonly string[]): Promise<Run> =>
    desk.run(['consent', 'withdraw', desk.path('consent.jwt'), ...more])

  const given = async (birthDate = adult): Promise<FamilyDesk> => {
    const desk = await createFamilyDesk(birthDate)
    await sign(desk, 'patient', 'consent.jwt')
    await register(desk, 'consent.jwt', ...desk.file('--identity', 'identity-aged.jwt'))
    return desk
  }

  test('signs nothing with a key that is not the patient’s, and says so', async () => {
    const desk = await given()
    const doctor = desk.file('--key', 'doctor.key')
    const out = desk.file('--out', 'withdrawal.jwt')
    const { code, stdout, stderr } = await withdraw(desk, ...doctor, ...out)
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain('no register takes it')
    expect(stderr).toContain('(signer_not_patient)')
    expect(() => desk.read('withdrawal.jwt')).toThrow()
    const identity = desk.file('--identity', 'identity-aged.jwt')
    const shown = await withdraw(desk, ...doctor, ...identity, ...out, '--json')
    expect([shown.code, shown.json]).toMatchObject([1, { error: { code: 'signer_not_patient' } }])
  })

  test('says that it counts once the register has it', async () => {
    const desk = await given()
    const patient = desk.file('--key', 'patient.key')
    const file = desk.path('withdrawal.jwt')
    const { stdout } = await withdraw(desk, ...patient, '--out', file)
    expect(stdout).toContain(`It counts once its register has it: consent register ${file}`)
    const { json, stderr } = await withdraw(desk, ...patient, '--json')
    expect([json, stderr]).toMatchObject([{ counts: false }, ''])
  })

  test('takes a key that the identity names since, too', async () => {
    const desk = await given()
    const key = await desk.newKey('new.key')
    const claims = { record: { system: 'urn:oid:2.999.1.1', value: 'R-4711' }, method: 'in_person' }
    await desk.issue('patient-identity', 'new.jwt', key, claims)
    await desk.publish()
    const own = [...desk.file('--key', 'new.key'), ...desk.file('--identity', 'new.jwt')]
    const { code, json } = await withdraw(desk, ...own, ...desk.asRegister, '--json')
    expect([code, json]).toMatchObject([0, { receipt: expect.any(String) }])
  })

  test('at a desk counts on the word of two people, and not of one', async () => {
    const desk = await given()
    await addDeskPerson(desk, 'Wen', '1')
    await addDeskPerson(desk, 'Li', '2')
    const shows = (name: string) => [
      ...[...desk.file('--key', `${name}.key`), ...desk.file('--role', `${name}-role.jwt`)],
      ...desk.file('--licence', `${name}-licence.jwt`),
    ]
    const asDesk = ['--as', 'desk', '--identified', 'in_person']
    const out = desk.file('--out', 'withdrawal.jwt')
    const first = await withdraw(desk, ...asDesk, ...shows('Wen'), ...out)
    expect([first.code, first.stdout]).toEqual([0, expect.stringContaining('--as desk; it counts')])
    const agree = ['consent', 'agree', desk.path('withdrawal.jwt'), '--as', 'desk', '--yes']
    const self = await desk.run([...agree, ...shows('Wen'), '--json'])
    expect([self.code, self.json]).toMatchObject([1, { error: { code: 'desk_not_two_people' } }])
    const agreement = desk.file('--out', 'agreed.json')
    const second = await desk.run([...agree, ...shows('Li'), ...agreement])
    expect([second.code, second.stderr]).toEqual([
      0,
      expect.stringContaining('Patient identified: in_person'),
    ])
    const person = shows('Wen').slice(2)
    const alone = await register(desk, 'withdrawal.jwt', ...person)
    expect(alone.json).toMatchObject({ error: { code: 'usage', place: '--agreement' } })
    const both = [...person, ...desk.file('--agreement', 'agreed.json')]
    const { code, json } = await register(desk, 'withdrawal.jwt', ...both)
    expect([code, json]).toMatchObject([0, { kind: 'withdrawal' }])
    expect(json).not.toHaveProperty('ahead')
    expect(JSON.parse(desk.read('notices.jsonl').trim())).toMatchObject({ kind: 'withdrawal' })
    const args = desk.decideArgs(await desk.present('n1'), 'n1')
    const denied = await desk.run([...args, '--json'])
    expect(denied.json).toMatchObject({ decision: { code: 'consent_withdrawn' } })
  })

  test.each([
    [
      'a desk that does not say how',
      ['--as', 'desk', '--role', 'x', '--licence', 'y'],
      '--identified',
    ],
    ['a desk without a role', ['--as', 'desk', '--identified', 'in_person'], '--role'],
    ['how, of no desk', ['--identified', 'in_person'], '--identified'],
    [
      'a desk of one that registers',
      ['--as', 'desk', '--identified', 'in_person', '--register-key', 'x'],
      '--register-key',
    ],
  ])('calls %s wrong use', async (_, more, place) => {
    const desk = await given()
    const { code, json } = await withdraw(
      desk,
      ...desk.file('--key', 'patient.key'),
      ...more,
      '--json',
    )
    expect([code, json]).toMatchObject([2, { error: { code: 'usage', place } }])
  })

  test('as a guardian takes back what a guardian gave', async () => {
    const desk = await createFamilyDesk(child)
    await desk.guardian('mother', desk.mother, '1')
    await desk.publish()
    const mother = [...guardian, ...desk.file('--guardianship', 'mother.jwt')]
    await sign(desk, 'mother', 'consent.jwt', ...mother)
    const shown = [...desk.file('--identity', 'identity-aged.jwt'), ...mother.slice(2)]
    expect((await register(desk, 'consent.jwt', ...shown)).code).toBe(0)
    const key = desk.file('--key', 'mother.key')
    const patient = await withdraw(desk, ...key, '--json')
    expect(patient.json).toMatchObject({ error: { code: 'signer_not_patient' } })
    const { code, json } = await withdraw(desk, ...key, ...mother, ...desk.asRegister, '--json')
    expect([code, json]).toMatchObject([0, { receipt: expect.any(String) }])
  })
})

describe('fidecura consent ratify', () => {
  test('lets stay what a guardian agreed to, for a patient who is of age', async () => {
    const desk = await createFamilyDesk(adult)
    await desk.guardian('mother', desk.mother, '1', { basis: 'court' })
    await desk.publish()
    const court = ['--as', 'court_order', ...desk.file('--guardianship', 'mother.jwt')]
    await sign(desk, 'mother', 'consent.jwt', ...court)
    const identity = desk.file('--identity', 'identity-aged.jwt')
    const ratify = ['consent', 'ratify', desk.path('consent.jwt'), ...identity, '--yes', '--json']
    const stranger = await desk.run([...ratify, ...desk.file('--key', 'father.key')])
    expect([stranger.code, stranger.json]).toMatchObject([
      1,
      { error: { code: 'signer_not_patient' } },
    ])
    const own = [...desk.file('--key', 'patient.key'), ...desk.file('--out', 'ratified.jwt')]
    expect((await desk.run([...ratify, ...own])).code).toBe(0)
    const early = await register(desk, 'ratified.jwt', ...identity)
    expect(early.json).toMatchObject({ error: { code: 'ratification_mismatch' } })
    const taken = await register(desk, 'consent.jwt', ...identity, ...court.slice(2))
    expect([taken.code, taken.json]).toMatchObject([0, { kind: 'statement' }])
    const { code, json } = await register(desk, 'ratified.jwt', ...identity)
    expect([code, json]).toMatchObject([0, { kind: 'ratification' }])
  })

  test('is not for what the patient said anyway', async () => {
    const desk = await createFamilyDesk(adult)
    await sign(desk, 'patient', 'consent.jwt')
    const own = [
      ...desk.file('--key', 'patient.key'),
      ...desk.file('--identity', 'identity-aged.jwt'),
    ]
    const ratify = ['consent', 'ratify', desk.path('consent.jwt'), ...own, '--yes', '--json']
    const { code, json } = await desk.run(ratify)
    expect([code, json]).toMatchObject([1, { error: { code: 'ratification_mismatch' } }])
  })
})

describe('fidecura consent agree --as clinician and witness', () => {
  test('is proven beside the patient, each another person', async () => {
    const desk = await createFamilyDesk(adult)
    await sign(desk, 'patient', 'consent.jwt')
    const claims = { record: { system: 'urn:oid:2.999.1.1', value: 'R-9' }, method: 'in_person' }
    await desk.issue('patient-identity', 'father.jwt', desk.father, claims)
    await desk.publish()
    const agree = ['consent', 'agree', desk.path('consent.jwt'), '--yes', '--json']
    const doctor = [
      ...[...desk.file('--key', 'doctor.key'), ...desk.file('--role', 'role.jwt')],
      ...[...desk.file('--licence', 'licence.jwt'), ...desk.file('--chain', 'accreditation.jwt')],
    ]
    const father = [...desk.file('--key', 'father.key'), ...desk.file('--identity', 'father.jwt')]
    const out = (name: string) => desk.file('--out', name)
    await desk.yes([...agree, '--as', 'clinician', ...doctor, ...out('doctor.json')])
    await desk.yes([...agree, '--as', 'witness', ...father, ...out('father.json')])
    const identity = desk.file('--identity', 'identity-aged.jwt')
    const verify = ['consent', 'verify', desk.path('consent.jwt'), ...identity, ...desk.trusted]
    const both = ['--agreement', desk.path('doctor.json'), desk.path('father.json')]
    const { json } = await desk.yes([...verify, ...both, '--json'])
    expect(json['beside']).toEqual([
      { as: 'clinician', issuer: desk.doctor },
      { as: 'witness', issuer: desk.father },
    ])
    const kept = await register(desk, 'consent.jwt', ...identity, ...both)
    expect([kept.code, kept.json]).toMatchObject([0, { kind: 'statement' }])
    const acting = desk.asRegister.slice(0, 4)
    const set = await desk.yes(['consent', 'attest', '--record', record, ...acting, '--json'])
    const [{ signatures }] = set.json['statements'] as [{ signatures: { agreement: string }[] }]
    expect(signatures.map(({ agreement }) => agreement).sort()).toEqual(
      ['doctor.json', 'father.json'].map((name) => JSON.parse(desk.read(name)).agreement).sort(),
    )
    const twice = ['--agreement', desk.path('father.json'), desk.path('father.json')]
    const same = await desk.run([...verify, ...twice, '--json'])
    expect([same.code, same.json]).toMatchObject([1, { error: { code: 'co_signer_not_distinct' } }])
    const other = [...desk.file('--key', 'mother.key'), ...father.slice(2)]
    const wrong = await desk.run([...agree, '--as', 'witness', ...other])
    expect([wrong.code, wrong.json]).toMatchObject([1, { error: { code: 'co_signer_not_proven' } }])
    const nobody = await desk.run([...agree, '--as', 'clinician', ...father])
    expect([nobody.code, nobody.json]).toMatchObject([2, { error: { place: '--role' } }])
  })
})
