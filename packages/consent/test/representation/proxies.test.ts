import type { JsonObject } from '@fidecura/base'
import type { ConsentCoding, MandateEvidence, Rule, Terms } from '@fidecura/consent'
import { renderMandate } from '@fidecura/consent/explain'
import { credentialTypes, type ProxyMandateClaims } from '@fidecura/credentials'
import { digestOf } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import {
  after,
  createFamily,
  day,
  type Family,
  index,
  laboratory,
  noon,
  notes,
  nothing,
  otherRecord,
  record,
} from './family.ts'

let family: Family
let evidence: MandateEvidence
beforeEach(async () => {
  family = await createFamily()
  evidence = await family.gives()
})

const by = { by: 'proxy' } as const
const consent = (more: object = {}): Promise<string> =>
  family.sign(family.proxy, { ...by, ...more })

function termsOf(effect: Rule['effect'], conditions: Rule['conditions']): Terms {
  return { version: 'urn:fidecura:terms:1', rule: { effect, conditions, children: [] } }
}

const about = (code: ConsentCoding, purposes = ['TREAT']) =>
  termsOf('permit', { purposes, codes: [code] })

describe('a statement by a proxy', () => {
  test('is proven by the mandate and the identity of whoever gave it', async () => {
    const statement = await family.verify(await consent(), evidence)
    expect(statement.authority).toEqual({
      by: 'proxy',
      until: after(40 * 365 * day),
      overrides: false,
    })
  })

  test.each([
    [
      'the patient took back',
      async () => family.change(family.patient, revoked(index.mandate)),
      'status_revoked',
    ],
    [
      'of a patient whose identity is gone',
      async () => family.change(family.hospital, revoked(index.identity)),
      'status_revoked',
    ],
  ] as const)('is refused with a mandate %s', async (_, change, code) => {
    await change()
    await expect(family.verify(await consent(), evidence)).rejects.toMatchObject({ code })
  })

  test('is proven by a mandate that was shown as the text that it says', async () => {
    const claims = { patient: { ...record }, powers: ['consent'], purposes: ['TREAT'], data: '*' }
    const text = renderMandate({
      ...{ claims: claims as unknown as ProxyMandateClaims, language: 'zh-CN' },
      ...{ issuer: family.patient.did, subject: family.proxy.did },
      ...{ validFrom: after(-day), validUntil: after(40 * 365 * day) },
    })
    const shown = { language: 'zh-CN', digest: await digestOf(text) }
    const told = await family.gives({ ...claims, shown })
    await expect(family.verify(await consent(), told)).resolves.toBeDefined()
    // One word more than what the patient has read.
    const widened = await family.gives({ ...claims, powers: ['consent', 'restrict'], shown })
    await expect(family.verify(await consent(), widened)).rejects.toMatchObject({
      code: 'representation_mismatch',
    })
  })

  test('is refused with a mandate that has ended', async () => {
    const ended = await family.gives({}, { validUntil: noon })
    await expect(family.verify(await consent(), ended)).rejects.toMatchObject({
      code: 'credential_expired',
    })
  })

  test('is refused with a mandate that the proxy wrote', async () => {
    const { identity } = evidence
    const mandate = await family.mandate({}, { by: family.proxy })
    await expect(family.verify(await consent(), { mandate, identity })).rejects.toMatchObject({
      code: 'credential_issuer_untrusted',
    })
  })

  test('is refused with a mandate that the hospital wrote', async () => {
    const { identity } = evidence
    const mandate = await family.mandate({}, { by: family.hospital })
    await expect(family.verify(await consent(), { mandate, identity })).rejects.toMatchObject({
      code: 'representation_mismatch',
    })
  })

  test.each([
    ['of another record', { patient: { ...otherRecord } }, {}, 'credential_issuer_untrusted'],
    ['of another proxy', {}, { to: 'stranger' }, 'representation_mismatch'],
    ['that is bound to another key', {}, { key: 'stranger' }, 'representation_mismatch'],
  ])('is refused with a mandate %s', async (_, claims, more, code) => {
    const who = Object.fromEntries(Object.keys(more).map((name) => [name, family.stranger]))
    const other = await family.gives(claims as JsonObject, who)
    await expect(family.verify(await consent(), other)).rejects.toMatchObject({ code })
  })

  test('is refused with the mandate of another that names the same key', async () => {
    const other = await family.gives({}, { to: family.stranger, key: family.proxy })
    await expect(family.verify(await consent(), other)).rejects.toMatchObject({
      code: 'representation_mismatch',
    })
  })

  test('is refused with a mandate of another record, also by a patient who is a root', async () => {
    const roots = [{ did: family.patient.did, types: [credentialTypes.proxyMandate] }]
    const other = await family.gives({ patient: { ...otherRecord } })
    const verifier = family.newVerifier(roots)
    await expect(family.verify(await consent(), other, { verifier })).rejects.toMatchObject({
      code: 'representation_mismatch',
    })
  })

  test('cannot be the patient’s own, by a mandate to themself', async () => {
    const own = await family.gives({}, { to: family.patient })
    const token = await family.sign(family.patient, by)
    await expect(family.verify(token, own)).rejects.toMatchObject({
      code: 'representation_mismatch',
    })
  })

  test('is refused as one of another record', async () => {
    const token = await consent({ record: otherRecord })
    await expect(family.verify(token, evidence)).rejects.toMatchObject({
      code: 'representation_mismatch',
    })
  })

  test('cannot permit the proxy to read', async () => {
    const token = await consent({ grantee: { did: family.proxy.did, name: 'Chen' } })
    await expect(family.verify(token, evidence)).rejects.toMatchObject({
      code: 'representative_is_grantee',
    })
  })

  test.each([
    ['of no adult', '2016'],
    ['of somebody who may be no adult yet', '2008'],
  ])('is refused with a mandate %s', async (_, birthDate) => {
    const identity = await family.identity(birthDate)
    await expect(family.verify(await consent(), { ...evidence, identity })).rejects.toMatchObject({
      code: 'patient_not_of_age',
    })
  })

  test('is refused with a mandate that was given by a minor, who is one no more', async () => {
    family.now = after(30 * day)
    const identity = await family.identity('2008-11-21', { validUntil: after(60 * day) })
    await expect(family.verify(await consent(), { ...evidence, identity })).rejects.toMatchObject({
      code: 'patient_not_of_age',
    })
    const { mandate } = await family.gives({}, { validFrom: after(2 * day) })
    await expect(family.verify(await consent(), { mandate, identity })).resolves.toBeDefined()
  })

  test('is not known where the identity shows no date of birth', async () => {
    const identity = await family.issue({
      by: family.hospital,
      to: family.patient,
      type: credentialTypes.patientIdentity,
      claims: { record: { ...record }, method: 'in_person' },
    })
    await expect(family.verify(await consent(), { ...evidence, identity })).rejects.toMatchObject({
      code: 'birth_date_missing',
    })
  })

  test('is refused with what guardians show, and a guardian’s with what proxies show', async () => {
    const mismatch = { code: 'representation_mismatch' }
    const called = await family.sign(family.mother, by)
    await expect(family.verify(called, await family.guards())).rejects.toMatchObject(mismatch)
    const calls = await family.sign(family.proxy, { by: 'guardian' })
    await expect(family.verify(calls, evidence)).rejects.toMatchObject(mismatch)
  })
})

const revoked = (at: number) => ({ index: at, value: 'revoked' }) as const

describe('a mandate', () => {
  const data = [{ ...laboratory }]
  const withMandate = async (claims: JsonObject, more: object) =>
    family.verify(await consent(more), await family.gives(claims))
  const beyond = { code: 'representation_beyond_power' }

  test.each([
    ['of other purposes', { purposes: ['HPAYMT'] }, {}],
    ['of no purpose', { purposes: [] }, {}],
    ['of other data', { data }, { terms: about(notes) }],
    ['of some data, for all', { data }, {}],
    ['of no data', { data: [] }, { terms: about(laboratory) }],
    ['of one purpose, for two', {}, { terms: about(laboratory, ['TREAT', 'HPAYMT']) }],
    ['of one purpose, for any', {}, { terms: termsOf('permit', { codes: [laboratory] }) }],
    ['without the power', { powers: ['restrict', 'withdraw', 'view'] }, {}],
    ['under a condition in words', { conditions: ['Only while I am abroad.'] }, {}],
  ])('%s permits nothing', async (_, claims, more) => {
    await expect(withMandate(claims as JsonObject, more)).rejects.toMatchObject(beyond)
  })

  test('permits what lies within it, by code or by type', async () => {
    const type = { system: 'http://hl7.org/fhir/resource-types', code: 'Observation' }
    await expect(withMandate({ data }, { terms: about(laboratory) })).resolves.toBeDefined()
    const terms = termsOf('permit', { purposes: ['TREAT'], types: [type], codes: [notes] })
    await expect(withMandate({ data: [type] }, { terms })).resolves.toBeDefined()
    const exceptions = { ...about(laboratory).rule, children: [nothing.rule] }
    const narrower = { ...about(laboratory), rule: exceptions }
    await expect(withMandate({ data }, { terms: narrower })).resolves.toBeDefined()
  })

  test('looks at what is permitted below a denial', async () => {
    const below = (code: ConsentCoding): Terms => ({
      ...nothing,
      rule: { ...nothing.rule, children: [about(code).rule] },
    })
    await expect(withMandate({ data }, { terms: below(laboratory) })).resolves.toBeDefined()
    await expect(withMandate({ data }, { terms: below(notes) })).rejects.toMatchObject(beyond)
  })

  test('to consent closes nothing: what denies by its root needs the power to restrict, too', async () => {
    const rule = { ...nothing.rule, children: [about(laboratory).rule] }
    const terms = { ...nothing, rule }
    const alone = { powers: ['consent'], data }
    await expect(withMandate(alone, { terms })).rejects.toMatchObject(beyond)
    await expect(withMandate({ powers: ['consent'] }, { terms: nothing })).rejects.toMatchObject(
      beyond,
    )
    const both = { powers: ['consent', 'restrict'], data }
    await expect(withMandate(both, { terms })).resolves.toBeDefined()
    // It only forbids, so it is about the data of the mandate.
    await expect(withMandate(both, { terms: nothing })).rejects.toMatchObject(beyond)
  })

  test('to restrict is about its data, whatever the purpose', async () => {
    const kind = 'restriction'
    const deny = (code: ConsentCoding) => termsOf('deny', { codes: [code] })
    const claims = { powers: ['restrict'], purposes: [], data }
    await expect(withMandate(claims, { kind, terms: deny(laboratory) })).resolves.toBeDefined()
    for (const terms of [deny(notes), nothing]) {
      await expect(withMandate(claims, { kind, terms })).rejects.toMatchObject(beyond)
    }
    const below = { ...about(laboratory).rule, children: [deny(notes).rule] }
    const hidden = { version: nothing.version, rule: below }
    await expect(withMandate(claims, { kind, terms: hidden })).rejects.toMatchObject(beyond)
    await expect(
      withMandate({ ...claims, powers: ['consent'] }, { kind, terms: deny(laboratory) }),
    ).rejects.toMatchObject(beyond)
  })
})
