import { describe, expect, test } from '@jest/globals'
import { type ConsentDesk, createConsentDesk, wish } from './consent-desk.ts'
import type { Run } from './support.ts'

const given = async (): Promise<ConsentDesk> => {
  const desk = await createConsentDesk()
  const registered = [...desk.registerArgs, '--identity', desk.path('identity.jwt')]
  await desk.yes([...desk.signArgs, ...registered, '--out', desk.path('consent.jwt'), '--yes'])
  return desk
}

function narrow(desk: ConsentDesk, ...more: readonly string[]): Promise<Run> {
  const own = ['--key', desk.path('patient.key'), '--yes', '--json']
  return desk.run(['consent', 'narrow', desk.path('consent.jwt'), ...own, ...more])
}

const registering = (desk: ConsentDesk): readonly string[] => [
  ...desk.registerArgs,
  ...['--identity', desk.path('identity.jwt')],
]

async function decided(desk: ConsentDesk, nonce: string, type: string): Promise<unknown> {
  const args = desk.decideArgs(await desk.present(nonce), nonce)
  const { json } = await desk.run([...args, '--data-type', type, '--json'])
  return json['decision']
}

describe('fidecura consent narrow', () => {
  test('takes a part out, and leaves the rest as it was', async () => {
    const desk = await given()
    expect(await decided(desk, 'n1', 'Observation')).toMatchObject({ kind: 'permit' })
    const without = ['--without-type', 'Observation']
    const { code, json } = await narrow(desk, ...without, ...registering(desk))
    expect([code, json]).toMatchObject([0, { signed: true, receipt: expect.any(String) }])
    expect(await decided(desk, 'n2', 'Observation')).toMatchObject({ kind: 'deny' })
    expect(await decided(desk, 'n3', 'DocumentReference')).toMatchObject({ kind: 'permit' })
  })

  test('lets it end sooner, and no later', async () => {
    const desk = await given()
    const sooner = await narrow(desk, '--until', '2027-02-01T00:00:00Z', ...registering(desk))
    expect(sooner.code).toBe(0)
    const later = await narrow(desk, '--until', '2030-01-01T00:00:00Z')
    const place = desk.path('consent.jwt')
    const expected = { error: { code: 'statement_not_narrower', place } }
    expect([later.code, later.json]).toMatchObject([1, expected])
  })

  test('takes a FHIR Consent that allows less, and none that allows more', async () => {
    const desk = await given()
    const [permit] = wish.provision.provision
    const one = { ...permit, class: permit.class.slice(0, 1) }
    const less = { ...wish, provision: { provision: [one] } }
    const fhir = ['--fhir', desk.write('less.json', less)]
    expect((await narrow(desk, ...fhir)).json).toMatchObject({ signed: true })
    const more = { ...wish, provision: { provision: [{ ...permit, provision: undefined }] } }
    const all = ['--fhir', desk.write('more.json', JSON.stringify(more))]
    const { code, json } = await narrow(desk, ...all)
    expect([code, json]).toMatchObject([1, { error: { code: 'statement_not_narrower' } }])
  })

  test('signs nothing with a key that is not the patient’s', async () => {
    const desk = await given()
    const stranger = ['--key', desk.path('doctor.key'), '--out', desk.path('narrowed.jwt')]
    const { code, json } = await narrow(desk, '--without-type', 'Observation', ...stranger)
    expect([code, json]).toMatchObject([1, { error: { code: 'signer_not_patient' } }])
    expect(() => desk.read('narrowed.jwt')).toThrow()
  })

  test.each([
    ['nothing to take out', [], '--without-code'],
    ['a code without system', ['--without-code', '1'], '--without-code'],
    ['an action nobody has', ['--without-action', 'read'], '--without-action'],
    ['two ways at once', ['--without-type', 'Observation', '--fhir', 'x'], '--fhir'],
  ])('calls %s wrong use', async (_, more, place) => {
    const desk = await given()
    const { code, json } = await narrow(desk, ...more)
    expect([code, json]).toMatchObject([2, { error: { code: 'usage', place } }])
  })
})

describe('fidecura consent sign --supersedes', () => {
  test('takes the place of the one before, which ends', async () => {
    const desk = await given()
    const before = ['--supersedes', desk.path('consent.jwt'), '--yes', '--json']
    const refusal = { ...wish, provision: { type: 'deny' } }
    const fhir = ['--fhir', desk.write('refusal.json', JSON.stringify(refusal))]
    const { code } = await desk.run([...desk.signArgs, ...fhir, ...before, ...registering(desk)])
    expect(code).toBe(0)
    expect(await decided(desk, 'n1', 'Observation')).toMatchObject({ kind: 'deny' })
  })

  test.each([
    ['about another grantee', ['--grantee', 'did:web:other.example=Other']],
    ['about another custodian', ['--controller', 'did:web:other.example=Other']],
    ['about another record', ['--record', 'urn:oid:2.999.1.1|R-1']],
  ])('signs nothing %s', async (_, more) => {
    const desk = await given()
    const before = ['--supersedes', desk.path('consent.jwt'), '--yes', '--json']
    const register = ['--register', desk.register]
    const { code, json } = await desk.run([...desk.signArgs, ...before, ...register, ...more])
    const expected = { error: { code: 'supersede_refused', place: desk.path('consent.jwt') } }
    expect([code, json]).toMatchObject([1, expected])
  })
})
