import type { DeskAttestation } from '@fidecura/consent'
import { decodeJws, generateSigner, signJws } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import {
  type Clerk,
  createFamily,
  department,
  employ,
  type Family,
  nothing,
  ofAdult,
  otherRecord,
  referenceOf,
} from './family.ts'

let family: Family
let first: Clerk
let second: Clerk
let consent: string
beforeEach(async () => {
  family = await createFamily()
  first = await employ(family)
  second = await employ(family)
  consent = await family.sign(family.patient)
  const identity = await family.identity(ofAdult)
  await family.register.submit({ token: consent, evidence: { identity } })
})

const how = { by: 'desk', identified: 'in_person' } as const

async function attest(
  by: Clerk = first,
  other: Clerk = second,
  more: object = {},
): Promise<{ readonly token: string; readonly evidence: DeskAttestation }> {
  const statement = referenceOf(consent)
  const token = await family.takeBack(by.signer, { statement, ...how, ...more })
  const agreement = await family.agree(token, other.signer, 'desk')
  return { token, evidence: { desk: by.desk, second: { agreement, desk: other.desk } } }
}

const withdraw = async (attested: ReturnType<typeof attest>) =>
  family.register.withdraw(await attested)

describe('two people of a desk', () => {
  test('take a consent back for a patient without a phone, who is told', async () => {
    const attested = await attest()
    await expect(family.register.withdraw(attested)).resolves.toBeDefined()
    expect((await family.set()).statements).toMatchObject([{ withdrawnAt: family.now }])
    expect(family.notices).toMatchObject([{ kind: 'withdrawal' }])
  })

  test.each([
    ['two keys of one registration', { registration: 'REG-X' }, { registration: 'reg x' }],
    [
      'one who has a number in two registers',
      { registration: 'REG-X', system: 'https://doctors.example' },
      { registration: 'REG-Y', system: 'https://nurses.example' },
    ],
  ])('are not %s', async (_, one, other) => {
    const attested = attest(await employ(family, one), await employ(family, other))
    await expect(withdraw(attested)).rejects.toMatchObject({ code: 'desk_not_two_people' })
  })

  test('are not one key of two registrations', async () => {
    const signer = await generateSigner()
    const attested = attest(await employ(family, { signer }), await employ(family, { signer }))
    await expect(withdraw(attested)).rejects.toMatchObject({ code: 'desk_not_two_people' })
  })

  test.each([
    ['of another hospital', { organisation: department }],
    ['with a role to treat', { purposes: ['TREAT'] }],
  ])('are not people %s, neither the first nor the second', async (_, more) => {
    const other = await employ(family, more)
    const refused = { code: 'recovery_approver_refused' }
    await expect(withdraw(attest(other, second))).rejects.toMatchObject(refused)
    await expect(withdraw(attest(first, other))).rejects.toMatchObject(refused)
  })

  test('are nobody where no desk was named', async () => {
    family.register = family.newRegister({ desks: [] })
    await expect(withdraw(attest())).rejects.toMatchObject({ code: 'recovery_approver_refused' })
  })

  test('sign themselves: a stranger cannot show the roles of others', async () => {
    const { stranger } = family
    const refused = { code: 'recovery_approver_refused' }
    const borrowed = { ...first, signer: stranger }
    await expect(withdraw(attest(borrowed, second))).rejects.toMatchObject(refused)
    await expect(withdraw(attest(first, borrowed))).rejects.toMatchObject(refused)
  })

  test.each([
    [
      'another withdrawal',
      async () => (await attest(first, second, { reason: 'other' })).token,
      'desk',
    ],
    ['it as a guardian', async (token: string) => token, 'guardian'],
  ] as const)('do not agree where the second agrees to %s', async (_, which, as) => {
    const { token, evidence } = await attest()
    const agreement = await family.agree(await which(token), second.signer, as)
    const shown = { ...evidence, second: { ...evidence.second, agreement } }
    await expect(family.register.withdraw({ token, evidence: shown })).rejects.toMatchObject({
      code: 'agreement_mismatch',
    })
  })

  test('do not agree where the second speaks of another record', async () => {
    const { token, evidence } = await attest()
    const { payload, header } = decodeJws(evidence.second.agreement)
    const said = JSON.parse(new TextDecoder().decode(payload))
    const { signer } = second
    const other = { ...said, record: { ...otherRecord } }
    const agreement = await signJws(other, { signer, typ: header.typ ?? '' })
    const shown = { ...evidence, second: { ...evidence.second, agreement } }
    await expect(family.register.withdraw({ token, evidence: shown })).rejects.toMatchObject({
      code: 'agreement_mismatch',
    })
  })

  test('say how they identified the patient, and nobody else does', async () => {
    const { signer } = first
    const statement = referenceOf(consent)
    await expect(family.takeBack(signer, { statement, by: 'desk' })).rejects.toMatchObject({
      code: 'token_malformed',
      place: '/identified',
    })
    const { patient } = family
    await expect(
      family.takeBack(patient, { statement, identified: 'in_person' }),
    ).rejects.toMatchObject({ code: 'token_malformed', place: '/identified' })
  })

  test('take back nothing that forbids', async () => {
    const token = await family.sign(family.patient, { kind: 'restriction', terms: nothing })
    const identity = await family.identity(ofAdult)
    await family.register.submit({ token, evidence: { identity } })
    const statement = referenceOf(token)
    await expect(withdraw(attest(first, second, { statement }))).rejects.toMatchObject({
      code: 'withdrawal_beyond_authority',
    })
  })

  test('take back what is about the record that they name', async () => {
    await expect(withdraw(attest(first, second, { record: otherRecord }))).rejects.toMatchObject({
      code: 'withdrawal_mismatch',
    })
  })

  test('do it only where the patient is told', async () => {
    family.register = family.newRegister({ notify: async () => Promise.reject(new Error('no')) })
    await expect(withdraw(attest())).rejects.toMatchObject({ code: 'notice_failed' })
    expect((await family.set()).statements).toMatchObject([{ withdrawnAt: undefined }])
  })

  test.each([
    ['no second', { second: undefined }],
    ['a second without a role', { second: { agreement: 'x', desk: { licence: 'secret' } } }],
    ['no desk', { desk: 'secret' }],
  ])('show both what they are, and not %s', async (_, members) => {
    const { token, evidence } = await attest()
    const shown = { ...evidence, ...members } as never
    await expect(family.register.withdraw({ token, evidence: shown })).rejects.toMatchObject({
      code: 'token_malformed',
      message: expect.not.stringContaining('secret'),
    })
  })
})
