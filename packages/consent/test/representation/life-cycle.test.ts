import { epochSeconds } from '@fidecura/base'
import {
  createDecider,
  type GuardianshipEvidence,
  type StatementContent,
  signRatification,
  signWithdrawals,
  type VerifiedStatementSet,
} from '@fidecura/consent'
import { china, healthDataSpace } from '@fidecura/consent/jurisdictions'
import { CredentialError } from '@fidecura/credentials'
import { decodeJws, digestOf, type Signer, signJws } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { decide } from '../../src/decide.ts'
import { defaultVocabulary } from '../../src/default-vocabulary.ts'
import { authorityHolds } from '../../src/representation/prove-representation.ts'
import { mintRequester } from '../../src/requester.ts'
import { decodeStatement } from '../../src/statement.ts'
import { trusting } from '../trusting.ts'
import {
  after,
  ages,
  createFamily,
  day,
  department,
  type Family,
  index,
  nothing,
  ofAdult,
  organisation,
  record,
  referenceOf,
} from './family.ts'

let family: Family
let evidence: GuardianshipEvidence
beforeEach(async () => {
  family = await createFamily()
  evidence = await family.guards()
})

/** Of a child: majority begins, at the earliest, at 10:00 UTC the day before. */
const majority = epochSeconds(Date.UTC(2034, 2, 13, 10) / 1000)

async function submit(more: Partial<StatementContent> = {}, shown = evidence): Promise<string> {
  const token = await family.sign(family.mother, { by: 'guardian', ...more })
  await family.register.submit({ token, evidence: shown })
  return token
}

function answer(set: VerifiedStatementSet): string {
  const { now } = family
  const instants = { at: now, now }
  const parties = [department, organisation]
  const requester = mintRequester({ parties, purposes: ['TREAT'], ...instants } as never)
  const data = [{ scope: 'category' }] as const
  const asked = { subject: record, purposes: ['TREAT'], action: 'access', data } as const
  const custodian = organisation
  const policy = { maxAgeSeconds: 60, combine: 'newest', vocabulary: defaultVocabulary } as const
  const request = { requester, ...asked, custodian, legalBasis: 'consent' } as const
  return decide(request, set, { ...instants, ...policy }).kind
}

const decided = async (): Promise<string> => answer(await family.set())

async function ratify(token: string, birthDate = '2016-03-14', signer = family.patient) {
  const { now: issuedAt } = family
  const identity = await family.identity(birthDate)
  const ratification = await signRatification(token, { signer, issuedAt })
  return family.register.ratify({ token: ratification, evidence: { identity } })
}

describe('a consent by a guardian', () => {
  test('permits, and ends with the authority, to the second', async () => {
    await submit()
    expect(await decided()).toBe('permit')
    family.now = epochSeconds(majority - 1)
    const set = await family.set()
    expect(set.statements).toMatchObject([{ by: 'guardian', validUntil: majority }])
    expect(answer(set)).toBe('permit')
    family.now = majority
    // Also by the set of a second ago.
    expect(answer(set)).toBe('no_consent')
    expect(await decided()).toBe('no_consent')
  })

  test.each([
    ['is revoked', { index: index.mother, value: 'revoked' }],
    ['is suspended', { index: index.mother, value: 'suspended' }],
  ] as const)('ends when the guardianship %s', async (_, change) => {
    await submit()
    family.now = after(10)
    family.change(family.court, change)
    family.now = after(20)
    const set = await family.set()
    expect(set.statements).toMatchObject([{ defeated: true }])
    expect(answer(set)).toBe('no_consent')
  })

  test('ends when the guardianship expires', async () => {
    await submit({}, await family.guards({}, { validUntil: after(day) }))
    family.now = after(day)
    expect(await decided()).toBe('no_consent')
  })

  test('never was one if the guardianship turns out to have been none', async () => {
    await submit()
    family.now = after(10)
    family.change(family.court, { index: index.mother, value: 'revoked', invalidFrom: after(-60) })
    family.now = after(20)
    expect((await family.set()).statements).toMatchObject([{ defeated: true }])
  })

  test('ends if one of several who must agree may no more', async () => {
    const person = (value: string) => ({ together: 2, person: { system: 'urn:x:persons', value } })
    const token = await family.sign(family.mother, { by: 'guardian' })
    const agreement = await family.agree(token, family.father)
    const guardianship = await family.guardianship(family.father, person('P-2'))
    const shown = {
      ...(await family.guards(person('P-1'))),
      agreements: [{ agreement, guardianship }],
    }
    await family.register.submit({ token, evidence: shown })
    expect(await decided()).toBe('permit')
    family.now = after(10)
    family.change(family.court, { index: index.father, value: 'suspended' })
    family.now = after(20)
    expect(await decided()).toBe('no_consent')
  })

  test('counts for nothing where a platform has no rules about age', async () => {
    await submit()
    const set = await family.set({ ages: undefined })
    expect(set.statements).toMatchObject([{ by: 'guardian', defeated: true }])
    expect(answer(set)).toBe('no_consent')
  })

  test.each([
    ['counts by the ages of the jurisdiction that a decider names', { jurisdiction: china }, {}],
    [
      'counts for nothing by one that names none',
      { jurisdiction: healthDataSpace },
      { defeated: true },
    ],
    [
      'counts by the ages that the decider is given beside it',
      { jurisdiction: healthDataSpace, ages },
      {},
    ],
    [
      'counts for nothing by other ages than those of the jurisdiction',
      { jurisdiction: china, ages: { majorityAge: 8 } },
      { defeated: true },
    ],
  ])('%s', async (_, policy, expected) => {
    await submit()
    const decider = createDecider({
      verifier: family.verifier,
      registers: [trusting(family.registrar)],
      ...policy,
    })
    const set = await decider.verifyStatements(await family.register.attest(record))
    const [{ defeated } = {}] = set.statements
    expect(defeated === undefined ? {} : { defeated }).toEqual(expected)
  })

  test('counts for nothing where majority comes earlier', async () => {
    await submit()
    const set = await family.set({ ages: { majorityAge: 8 } })
    expect(set.statements).toMatchObject([{ by: 'guardian', defeated: true }])
  })

  test('is neither there nor gone while nobody knows how the guardianship stands', async () => {
    await submit()
    family.now = after(10)
    family.unreachable = family.court
    await expect(family.set()).rejects.toMatchObject({ outcome: 'unknown' })
  })

  test('is not taken for ended by what is not known', async () => {
    const verifyCredential = async () => {
      throw new CredentialError('status_unreachable', 'down', { outcome: 'unknown' })
    }
    const { now, verifier } = family
    const judge = { now, verifier: { ...verifier, verifyCredential } }
    await expect(authorityHolds(evidence, judge)).rejects.toMatchObject({ outcome: 'unknown' })
  })

  test('is taken by no register without rules about age', async () => {
    const register = family.newRegister({ ages: undefined as never })
    const token = await family.sign(family.mother, { by: 'guardian' })
    await expect(register.submit({ token, evidence })).rejects.toMatchObject({
      code: 'representation_not_accepted',
    })
  })

  test('does not stand against what the patient forbids', async () => {
    const token = await family.sign(family.patient, { kind: 'restriction', terms: nothing })
    const identity = await family.identity()
    await family.register.submit({ token, evidence: { identity } })
    family.now = after(10)
    await submit()
    expect(await decided()).toBe('deny')
    const powers = ['consent', 'override']
    await submit({}, await family.guards({ powers }))
    const { statements } = await family.set()
    expect(statements.map(({ overrides }) => overrides)).toEqual([undefined, undefined, true])
    expect(await decided()).toBe('permit')
  })
})

describe('a restriction by a guardian', () => {
  test.each([
    ['has ended by age', majority, undefined],
    ['was revoked', after(20), { index: index.mother, value: 'revoked' }],
  ] as const)('still denies when the authority %s', async (_, instant, change) => {
    const adult = { identity: await family.identity(ofAdult) }
    await family.register.submit({ token: await family.sign(family.patient), evidence: adult })
    await submit({ kind: 'restriction', terms: nothing })
    expect(await decided()).toBe('deny')
    family.now = epochSeconds(instant - 5)
    if (change !== undefined) family.change(family.court, change)
    family.now = instant
    expect(await decided()).toBe('deny')
  })
})

describe('a ratification', () => {
  test('keeps a consent when the authority has ended', async () => {
    const token = await submit()
    family.now = epochSeconds(majority + 3 * day)
    expect(await decided()).toBe('no_consent')
    await ratify(token)
    expect(await decided()).toBe('permit')
    const [statement] = (await family.set()).statements
    expect(statement).not.toHaveProperty('defeated')
    expect(statement?.validUntil).toBe(after(20 * 365 * day))
  })

  test('is one to be made once: the same again gets the first receipt', async () => {
    const token = await submit()
    family.now = epochSeconds(majority + 3 * day)
    const first = await ratify(token)
    family.now = epochSeconds(family.now + 10)
    expect(decodeJws(await ratify(token)).payload).toEqual(decodeJws(first).payload)
  })

  test('does not cure a guardianship that never was', async () => {
    const token = await submit()
    family.now = epochSeconds(majority + 3 * day)
    await ratify(token)
    family.change(family.court, { index: index.mother, value: 'revoked', invalidFrom: after(-60) })
    family.now = epochSeconds(family.now + 10)
    expect(await decided()).toBe('no_consent')
  })

  test('falls with the stolen key that made it', async () => {
    const token = await submit()
    family.now = epochSeconds(majority + 3 * day)
    await ratify(token)
    const stolen = { index: index.identity, value: 'revoked' } as const
    family.change(family.hospital, { ...stolen, invalidFrom: epochSeconds(family.now - 60) })
    family.now = epochSeconds(family.now + 10)
    expect(await decided()).toBe('no_consent')
  })

  test.each([
    ['by a minor', async (token: string) => ratify(token), 'patient_not_of_age'],
    [
      'by a stranger',
      async (token: string) => ratify(token, ofAdult, family.stranger),
      'signer_not_patient',
    ],
    [
      'by the guardian',
      async (token: string) => ratify(token, ofAdult, family.mother),
      'signer_not_patient',
    ],
  ])('is refused %s', async (_, attempt, code) => {
    const token = await submit()
    await expect(attempt(token)).rejects.toMatchObject({ code })
  })

  test('is of a consent that is registered, in another’s hand', async () => {
    const mismatch = { code: 'ratification_mismatch' }
    const own = await family.sign(family.patient)
    await expect(ratify(own)).rejects.toMatchObject(mismatch)
    const restriction = await submit({ kind: 'restriction', terms: nothing })
    await expect(ratify(restriction)).rejects.toMatchObject(mismatch)
    const other = await family.sign(family.mother, { by: 'guardian' })
    await expect(ratify(other, ofAdult)).rejects.toMatchObject(mismatch)
  })

  test.each([
    ['another text', { textDigest: 'A'.repeat(43) }],
    ['another token', { act: 'A'.repeat(43) }],
    ['another record', { record: { system: record.system, value: 'R-0002' } }],
  ])('is refused with %s', async (_, members) => {
    const statement = await submit()
    const ratification = await signRatification(statement, {
      signer: family.patient,
      issuedAt: family.now,
    })
    const { payload, header } = decodeJws(ratification)
    const said = JSON.parse(new TextDecoder().decode(payload))
    const typ = header.typ ?? ''
    const token = await signJws({ ...said, ...members }, { signer: family.patient, typ })
    const identity = await family.identity(ofAdult)
    await expect(family.register.ratify({ token, evidence: { identity } })).rejects.toMatchObject({
      code: 'ratification_mismatch',
    })
  })

  test('is of no statement of the patient’s own, nor of one that forbids, whatever signed it', async () => {
    const kept = await submit()
    const own = await family.sign(family.patient)
    const identity = await family.identity(ofAdult)
    await family.register.submit({ token: own, evidence: { identity } })
    const restriction = await submit({ kind: 'restriction', terms: nothing })
    const { patient: signer, now: issuedAt } = family
    const { payload, header } = decodeJws(await signRatification(kept, { signer, issuedAt }))
    const said = JSON.parse(new TextDecoder().decode(payload))
    for (const other of [own, restriction]) {
      const { textDigest } = decodeStatement(other).content
      const act = await digestOf(other)
      const forged = { ...said, statement: referenceOf(other), act, textDigest }
      const token = await signJws(forged, { signer, typ: header.typ ?? '' })
      await expect(family.register.ratify({ token, evidence: { identity } })).rejects.toMatchObject(
        { code: 'ratification_mismatch' },
      )
    }
  })

  test('counts for nothing where majority comes later, and leaves the set readable', async () => {
    const token = await submit()
    family.now = epochSeconds(majority + 3 * day)
    await ratify(token)
    const set = await family.set({ ages: { majorityAge: 30 } })
    // So the guardian still has the authority, and it ends.
    expect(set.statements[0]?.validUntil).toBe(Date.UTC(2046, 2, 13, 10) / 1000)
    const sooner = await family.set({ ages: { majorityAge: 19 } })
    expect(sooner.statements[0]?.validUntil).toBe(Date.UTC(2035, 2, 13, 10) / 1000)
  })

  test('cannot be left out of a set, or put into one', async () => {
    const token = await submit()
    family.now = epochSeconds(majority + 3 * day)
    await ratify(token)
    const { register } = family
    const set = await register.attest(record)
    const attest = async (statements: unknown) => {
      family.register = { ...register, attest: async () => ({ ...set, statements }) as never }
      return family.set()
    }
    const [one] = set.statements
    const { ratification, ...without } = one as NonNullable<typeof one>
    await expect(attest([without])).rejects.toMatchObject({ code: 'statement_set_incomplete' })
    const other = { ...ratification, token: token }
    await expect(attest([{ ...one, ratification: other }])).rejects.toMatchObject({
      code: 'statement_set_mismatch',
    })
  })
})

describe('a withdrawal for the patient', () => {
  const takeBack = async (token: string, by: Signer, as: 'guardian' | 'court_order' | 'proxy') =>
    family.takeBack(by, { statement: referenceOf(token), by: as })

  test('by a guardian says so, and is by what they show', async () => {
    const token = await submit()
    const { guardianship } = evidence
    const { register, mother } = family
    for (const as of ['court_order', 'proxy'] as const) {
      const wrong = await takeBack(token, mother, as)
      await expect(
        register.withdraw({ token: wrong, evidence: { guardianship } }),
      ).rejects.toMatchObject({ code: 'representation_mismatch' })
    }
    const unsaid = await family.takeBack(mother, { statement: referenceOf(token) })
    await expect(
      register.withdraw({ token: unsaid, evidence: { guardianship } }),
    ).rejects.toMatchObject({ code: 'representation_mismatch' })
    await register.withdraw({
      token: await takeBack(token, mother, 'guardian'),
      evidence: { guardianship },
    })
    expect(await decided()).toBe('deny')
  })

  test('is the patient’s too, of what a guardian agreed to', async () => {
    const token = await submit()
    const withdrawal = await family.takeBack(family.patient, { statement: referenceOf(token) })
    const identity = await family.identity()
    await family.register.withdraw({ token: withdrawal, evidence: { identity } })
    expect(await decided()).toBe('deny')
  })

  test('by the patient lifts what a guardian forbade', async () => {
    const token = await submit({ kind: 'restriction', terms: nothing })
    const withdrawal = await family.takeBack(family.patient, { statement: referenceOf(token) })
    const identity = await family.identity(ofAdult)
    await family.register.withdraw({ token: withdrawal, evidence: { identity } })
    expect((await family.set()).statements).toMatchObject([{ withdrawnAt: family.now }])
  })

  test('takes back consents alone, and of a proxy their own', async () => {
    await submit()
    const shown = await family.gives()
    const token = await family.sign(family.proxy, { by: 'proxy' })
    await family.register.submit({ token, evidence: shown })
    await submit({ kind: 'restriction', terms: nothing })
    const set = await family.set()
    const common = { issuedAt: family.now }
    const guardian = { signer: family.mother, by: 'guardian', ...common } as const
    expect(await signWithdrawals(set, guardian)).toHaveLength(2)
    const proxy = { signer: family.proxy, by: 'proxy', ...common } as const
    expect(await signWithdrawals(set, proxy)).toHaveLength(1)
    expect(await signWithdrawals(set, { signer: family.patient, ...common })).toHaveLength(3)
  })
})
