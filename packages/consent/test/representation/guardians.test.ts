import { encodeBase64url, encodeUtf8, epochSeconds, type JsonObject } from '@fidecura/base'
import type { GuardianshipEvidence } from '@fidecura/consent'
import { credentialTypes } from '@fidecura/credentials'
import { decodeJws, generateSigner, parseDid, type Signer, signJws } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { decodeStatement } from '../../src/statement.ts'
import {
  after,
  createFamily,
  day,
  type Family,
  noon,
  nothing,
  ofAdult,
  otherRecord,
  record,
  treatment,
} from './family.ts'

let family: Family
let evidence: GuardianshipEvidence
beforeEach(async () => {
  family = await createFamily()
  evidence = await family.guards()
})

const by = { by: 'guardian' } as const

const consent = (signer: Signer = family.mother): Promise<string> => family.sign(signer, by)

/** What software that does not check would sign. */
async function alter(token: string, signer: Signer, members: JsonObject): Promise<string> {
  const { payload, header } = decodeJws(token)
  const said = JSON.parse(new TextDecoder().decode(payload))
  const credentialSubject = { ...said.credentialSubject, ...members }
  return signJws({ ...said, credentialSubject }, { signer, typ: header.typ ?? '' })
}

describe('a statement by a guardian', () => {
  test('is proven, with where the authority ends and what it is not', async () => {
    const statement = await family.verify(await consent(), evidence)
    expect(statement).toMatchObject({
      by: 'guardian',
      issuer: family.mother.did,
      record,
      authority: { by: 'guardian', overrides: false },
    })
    // 2034-03-14, where the day begins first on earth.
    expect(statement.authority?.until).toBe(Date.UTC(2034, 2, 13, 10) / 1000)
  })

  test.each([
    ['en', 'guardian', 'Signed on behalf of the patient by: a guardian ('],
    ['zh-CN', 'guardian', '代患者签署：监护人（'],
    [
      'en',
      'court_order',
      'Signed on behalf of the patient by: a guardian whom a court appointed (',
    ],
    ['zh-CN', 'court_order', '代患者签署：法院指定的监护人（'],
    ['en', 'proxy', 'Signed on behalf of the patient by: a proxy, by the mandate of the patient ('],
    ['zh-CN', 'proxy', '代患者签署：受托人，依据患者的授权委托（'],
  ] as const)('says in its text who signs for whom: %s, %s', async (language, as, line) => {
    const token = await family.sign(family.mother, { language, by: as })
    const { text } = decodeStatement(token).content
    expect(text.split('\n').filter((each) => each.includes(line))).toEqual([
      expect.stringContaining(family.mother.did),
    ])
  })

  test.each([
    ['that says it is the patient’s', { by: undefined }],
    ['that calls itself a proxy’s', { by: 'proxy' }],
    ['that calls itself a court’s', { by: 'court_order' }],
  ])('is refused under a text %s', async (_, members) => {
    const token = await alter(await consent(), family.mother, members as JsonObject)
    await expect(family.verify(token, evidence)).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:representation_mismatch|statement_text_mismatch)$/),
    })
  })

  test('is refused as the patient’s own, by whatever is shown', async () => {
    const token = await family.sign(family.mother)
    await expect(family.verify(token, evidence)).rejects.toMatchObject({
      code: 'representation_mismatch',
    })
    const { identity } = evidence
    await expect(family.verify(token, { identity })).rejects.toMatchObject({
      code: 'signer_not_patient',
    })
  })

  test('is refused by the patient’s identity alone', async () => {
    const { identity } = evidence
    for (const as of ['guardian', 'proxy', 'court_order'] as const) {
      const token = await family.sign(family.patient, { by: as })
      await expect(family.verify(token, { identity })).rejects.toMatchObject({
        code: 'representation_mismatch',
      })
    }
  })

  test('is refused without rules about age', async () => {
    const none = { ages: undefined }
    await expect(family.verify(await consent(), evidence, none)).rejects.toMatchObject({
      code: 'representation_not_accepted',
    })
    for (const majorityAge of [Number.NaN, 0, 17.5, 1000]) {
      const call = family.verify(await consent(), evidence, { ages: { majorityAge } })
      await expect(call).rejects.toMatchObject({ code: 'representation_not_accepted' })
    }
  })

  test.each([
    ['of a stranger', async () => consent(family.stranger), 'representation_mismatch'],
    ['of the patient', async () => consent(family.patient), 'representation_mismatch'],
    [
      'about another record',
      async () => family.sign(family.mother, { ...by, record: otherRecord }),
      'representation_mismatch',
    ],
    [
      'of the mother to herself',
      async () =>
        family.sign(family.mother, { ...by, grantee: { did: family.mother.did, name: 'Lin' } }),
      'representative_is_grantee',
    ],
  ])('is refused as one %s', async (_, token, code) => {
    await expect(family.verify(await token(), evidence)).rejects.toMatchObject({ code })
  })

  test('is refused as one to herself, by a DID that is no key', async () => {
    const did = parseDid('did:web:parent.example')
    const parent = await generateSigner({ did, fragment: 'k' })
    family.host(parent)
    const guardianship = await family.guardianship(parent)
    const token = await family.sign(parent, { ...by, grantee: { did, name: 'Somebody' } })
    await expect(family.verify(token, { ...evidence, guardianship })).rejects.toMatchObject({
      code: 'representative_is_grantee',
    })
    const fair = await family.sign(parent, by)
    await expect(family.verify(fair, { ...evidence, guardianship })).resolves.toBeDefined()
  })

  test('is refused where a rule of it names the guardian', async () => {
    const { did } = family.mother
    const actors = [{ role: 'recipient', did }] as const
    const rule = { effect: 'permit', conditions: { actors }, children: [] } as const
    const inner = { ...treatment.rule, children: [{ ...nothing.rule, children: [rule] }] }
    for (const each of [rule, inner]) {
      const token = await family.sign(family.mother, {
        ...by,
        terms: { version: treatment.version, rule: each },
      })
      await expect(family.verify(token, evidence)).rejects.toMatchObject({
        code: 'representative_is_grantee',
      })
    }
  })

  test('is refused where the grantee is another DID of the guardian’s key', async () => {
    const { publicKey } = family.mother
    const jwk = encodeBase64url(encodeUtf8(JSON.stringify(publicKey)))
    const grantee = { did: parseDid(`did:jwk:${jwk}`), name: 'Somebody' }
    const token = await family.sign(family.mother, { ...by, grantee })
    await expect(family.verify(token, evidence)).rejects.toMatchObject({
      code: 'representative_is_grantee',
    })
  })

  test.each([
    ['consent', { powers: ['restrict', 'withdraw', 'recover', 'override'] }],
    ['restriction', { powers: ['consent', 'withdraw', 'recover', 'override'] }],
    ['objection', { powers: ['consent'] }],
    ['consent', { powers: ['consent'] }],
  ] as const)('is refused as a %s without the power', async (kind, claims) => {
    const token = await family.sign(family.mother, { ...by, kind, terms: nothing })
    const weak = await family.guards({ ...claims, powers: [...claims.powers] })
    await expect(family.verify(token, weak)).rejects.toMatchObject({
      code: 'representation_beyond_power',
    })
  })

  test.each([
    ['of another ward', { ward: { ...otherRecord } }, {}, 'representation_mismatch'],
    ['by a court', { basis: 'court' }, {}, 'representation_mismatch'],
    ['that has ended', {}, { validUntil: noon }, 'credential_expired'],
  ] as const)('is refused with a guardianship %s', async (_, claims, more, code) => {
    const other = await family.guards(claims as JsonObject, more)
    await expect(family.verify(await consent(), other)).rejects.toMatchObject({ code })
  })

  test('is refused with a guardianship that is bound to another key', async () => {
    const other = await family.guards({}, { key: family.stranger })
    await expect(family.verify(await consent(), other)).rejects.toMatchObject({
      code: 'representation_mismatch',
    })
  })

  test('is refused with the guardianship of another that names the same key', async () => {
    const guardianship = await family.guardianship(family.father, {}, { key: family.mother })
    await expect(
      family.verify(await consent(), { ...evidence, guardianship }),
    ).rejects.toMatchObject({ code: 'representation_mismatch' })
  })

  test('is refused with a guardianship that nobody entitled issued', async () => {
    const other = await family.guards({}, { by: family.hospital })
    await expect(family.verify(await consent(), other)).rejects.toMatchObject({
      code: 'authority_type_not_granted',
    })
  })

  test('is refused with the identity of another record', async () => {
    const identity = await family.issue({
      by: family.hospital,
      to: family.patient,
      type: credentialTypes.patientIdentity,
      claims: { record: { ...otherRecord }, method: 'in_person', birthDate: '2016-03-14' },
    })
    await expect(family.verify(await consent(), { ...evidence, identity })).rejects.toMatchObject({
      code: 'representation_mismatch',
    })
  })

  test('cannot be the ward’s own, by a guardianship over themself', async () => {
    const guardianship = await family.guardianship(family.patient)
    await expect(
      family.verify(await consent(family.patient), { ...evidence, guardianship }),
    ).rejects.toMatchObject({ code: 'representation_mismatch' })
  })

  test('says nothing about how the patient was identified', async () => {
    const assurance = { identified: 'in_person' } as const
    const token = await family.sign(family.mother, { ...by, assurance })
    await expect(family.verify(token, evidence)).rejects.toMatchObject({
      code: 'statement_assurance_mismatch',
    })
  })
})

describe('a guardian’s authority', () => {
  const at = async (instant: number, birthDate: string | undefined, claims: JsonObject = {}) => {
    const identity =
      birthDate === undefined
        ? await family.issue({
            by: family.hospital,
            to: family.patient,
            type: credentialTypes.patientIdentity,
            claims: { record: { ...record }, method: 'in_person' },
          })
        : await family.identity(birthDate)
    const guardianship = await family.guardianship(family.mother, claims)
    family.now = epochSeconds(instant)
    return family.verify(await consent(), { guardianship, identity })
  }

  test.each([
    ['a whole date', '2016-03-14', Date.UTC(2034, 2, 13, 10)],
    ['a month, at the earliest', '2016-03', Date.UTC(2034, 1, 28, 10)],
    ['a year, at the earliest', '2016', Date.UTC(2033, 11, 31, 10)],
    ['29 February, a day earlier', '2016-02-29', Date.UTC(2034, 1, 27, 10)],
  ])('ends with majority, of %s, and a second before it holds', async (_, birthDate, end) => {
    await expect(at(end / 1000 - 1, birthDate)).resolves.toBeDefined()
    await expect(at(end / 1000, birthDate)).rejects.toMatchObject({ code: 'authority_ended' })
  })

  test('is nothing over an adult by birth', async () => {
    await expect(at(noon, ofAdult)).rejects.toMatchObject({ code: 'authority_ended' })
  })

  test('is not known without a date of birth', async () => {
    await expect(at(noon, undefined)).rejects.toMatchObject({ code: 'birth_date_missing' })
  })

  test('over an adult is given when they are one, and ends as it says', async () => {
    const identity = await family.identity(ofAdult)
    const guardianship = await family.guardianship(
      family.mother,
      { basis: 'court' },
      { validUntil: after(day) },
    )
    const token = await family.sign(family.mother, { by: 'court_order' })
    const statement = await family.verify(token, { guardianship, identity })
    expect(statement.authority).toEqual({
      by: 'court_order',
      until: after(day),
      overrides: false,
    })
  })

  test('by a court over a child ends with majority, too', async () => {
    const identity = await family.identity('2008-11-24')
    const guardianship = await family.guardianship(family.mother, { basis: 'court' })
    const token = await family.sign(family.mother, { by: 'court_order' })
    const { authority } = await family.verify(token, { guardianship, identity })
    expect(authority?.until).toBe(Date.UTC(2026, 10, 23, 10) / 1000)
  })
})

describe('several guardians', () => {
  const joint = (value: string, more: JsonObject = {}): JsonObject => ({
    together: 2,
    person: { system: 'urn:example:persons', value },
    ...more,
  })

  async function both(
    mothers: JsonObject = joint('P-1'),
    fathers: JsonObject = joint('P-2'),
    father: Signer = family.father,
  ) {
    const token = await consent()
    const agreement = await family.agree(token, father)
    const guardianship = await family.guardianship(father, fathers)
    const agreements = [{ agreement, guardianship }]
    return { token, shown: { ...(await family.guards(mothers)), agreements } }
  }

  test('agree, each with a key and a guardianship of their own', async () => {
    const { token, shown } = await both()
    const { authority } = await family.verify(token, shown)
    expect(authority).toMatchObject({ by: 'guardian', overrides: false })
  })

  test('must be as many as their guardianships say', async () => {
    const { token, shown } = await both()
    const { agreements: _, ...alone } = shown
    await expect(family.verify(token, alone)).rejects.toMatchObject({ code: 'guardians_missing' })
    const three = await both(joint('P-1'), joint('P-2', { together: 3 }))
    await expect(family.verify(three.token, three.shown)).rejects.toMatchObject({
      code: 'guardians_missing',
    })
  })

  test.each([
    ['two keys of one number', joint('P-1'), joint(' p-1 ')],
    [
      'numbers of two registers',
      joint('P-1'),
      joint('P-2', { person: { system: 'urn:x', value: 'P-2' } }),
    ],
    ['a number that is not shown', joint('P-1'), { together: 2 }],
  ])('are not two by %s', async (_, mothers, fathers) => {
    const { token, shown } = await both(mothers, fathers)
    await expect(family.verify(token, shown)).rejects.toMatchObject({
      code: 'guardians_not_distinct',
    })
  })

  test('are not two by one key and two numbers', async () => {
    const { token, shown } = await both(joint('P-1'), joint('P-2'), family.mother)
    await expect(family.verify(token, shown)).rejects.toMatchObject({
      code: 'guardians_not_distinct',
    })
  })

  test.each([
    ['to another statement', async () => family.agree(await consent(), family.father)],
    ['as somebody of a desk', async (token: string) => family.agree(token, family.father, 'desk')],
  ])('agree to nothing %s', async (_, agreed) => {
    const { token, shown } = await both()
    const [first] = shown.agreements
    const agreements = [{ ...first, agreement: await agreed(token) }]
    await expect(family.verify(token, { ...shown, agreements } as never)).rejects.toMatchObject({
      code: 'agreement_mismatch',
    })
  })

  test('agree to nothing about another record', async () => {
    const { token, shown } = await both()
    const [first] = shown.agreements
    const { payload, header } = decodeJws(first?.agreement ?? '')
    const said = JSON.parse(new TextDecoder().decode(payload))
    const signer = family.father
    const other = { ...said, record: { ...otherRecord } }
    const agreement = await signJws(other, { signer, typ: header.typ ?? '' })
    const agreements = [{ ...first, agreement }]
    await expect(family.verify(token, { ...shown, agreements } as never)).rejects.toMatchObject({
      code: 'agreement_mismatch',
    })
  })

  test.each([
    ['without the power', { powers: ['restrict'] }, 'representation_beyond_power'],
    ['of another ward', { ward: { ...otherRecord } }, 'representation_mismatch'],
  ] as const)('are not two where one is a guardian %s', async (_, claims, code) => {
    const { token, shown } = await both(joint('P-1'), joint('P-2', claims as never))
    await expect(family.verify(token, shown)).rejects.toMatchObject({ code })
  })

  test('are not two where a stranger agrees by the guardianship of the other', async () => {
    const { token, shown } = await both()
    const [first] = shown.agreements
    const agreement = await family.agree(token, family.stranger)
    const agreements = [{ ...first, agreement }]
    await expect(family.verify(token, { ...shown, agreements } as never)).rejects.toMatchObject({
      code: 'representation_mismatch',
    })
  })

  test('cannot permit one of them to read', async () => {
    const grantee = { did: family.father.did, name: 'Example' }
    const token = await family.sign(family.mother, { ...by, grantee })
    const agreement = await family.agree(token, family.father)
    const guardianship = await family.guardianship(family.father, joint('P-2'))
    const shown = {
      ...(await family.guards(joint('P-1'))),
      agreements: [{ agreement, guardianship }],
    }
    await expect(family.verify(token, shown)).rejects.toMatchObject({
      code: 'representative_is_grantee',
    })
  })

  test('override the patient if each of them may', async () => {
    const may = { powers: ['consent', 'override'] }
    const one = await both(joint('P-1', may), joint('P-2'))
    expect((await family.verify(one.token, one.shown)).authority?.overrides).toBe(false)
    const two = await both(joint('P-1', may), joint('P-2', may))
    expect((await family.verify(two.token, two.shown)).authority?.overrides).toBe(true)
  })
})

describe('signAgreement', () => {
  test('agrees to nothing whose text is not that of the terms', async () => {
    const token = await alter(await consent(), family.mother, { text: 'Something harmless' })
    await expect(family.agree(token, family.father)).rejects.toMatchObject({
      code: 'statement_text_mismatch',
    })
  })
})

describe('a patient’s own consent', () => {
  const own = async (
    birthDate: string,
    purpose: string,
    kind: 'consent' | 'restriction' = 'consent',
  ) => {
    const conditions = { purposes: [purpose] }
    const rule = {
      effect: kind === 'consent' ? 'permit' : 'deny',
      conditions,
      children: [],
    } as const
    const terms = { version: treatment.version, rule } as const
    const token = await family.sign(family.patient, { terms, kind })
    return family.verify(token, { identity: await family.identity(birthDate) })
  }

  test('is an adult’s, from the end of the birthday everywhere', async () => {
    family.now = epochSeconds(Date.UTC(2026, 11, 2, 12) / 1000)
    await expect(own('2008-12-01', 'TREAT')).resolves.toMatchObject({ authority: undefined })
    await expect(own('2008', 'TREAT')).rejects.toMatchObject({ code: 'patient_not_of_age' })
    family.now = epochSeconds(family.now - 1)
    await expect(own('2008-12-01', 'TREAT')).rejects.toMatchObject({ code: 'patient_not_of_age' })
  })

  test('of somebody born on 29 February is an adult’s a day later', async () => {
    family.now = epochSeconds(Date.UTC(2030, 2, 2, 12) / 1000)
    await expect(own('2012-02-29', 'TREAT')).resolves.toBeDefined()
    family.now = epochSeconds(family.now - 1)
    await expect(own('2012-02-29', 'TREAT')).rejects.toMatchObject({ code: 'patient_not_of_age' })
  })

  test('is a minor’s for what minors may agree to, at their age', async () => {
    await expect(own('2010-05-01', 'FAMRQT')).resolves.toBeDefined()
    await expect(own('2010-05-01', 'TREAT')).rejects.toMatchObject({ code: 'patient_not_of_age' })
    await expect(own('2010-11-22', 'FAMRQT')).rejects.toMatchObject({ code: 'patient_not_of_age' })
    await expect(own('2010', 'FAMRQT')).rejects.toMatchObject({ code: 'patient_not_of_age' })
  })

  test('asks for no age to forbid', async () => {
    await expect(own('2016', 'TREAT', 'restriction')).resolves.toBeDefined()
  })

  test('is not known without a date of birth, where there are rules about it', async () => {
    const identity = await family.issue({
      by: family.hospital,
      to: family.patient,
      type: credentialTypes.patientIdentity,
      claims: { record: { ...record }, method: 'in_person' },
    })
    const token = await family.sign(family.patient)
    await expect(family.verify(token, { identity })).rejects.toMatchObject({
      code: 'birth_date_missing',
    })
    await expect(family.verify(token, { identity }, { ages: undefined })).resolves.toBeDefined()
  })
})
