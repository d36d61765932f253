import { type StatementContent, signStatement, verifyStatement } from '@fidecura/consent'
import {
  consentReceiptOf,
  type Processing,
  receiptCodesOf,
  verifyReceiptCodes,
} from '@fidecura/consent/consent-receipt'
import { digestOf } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { createFamily } from '../representation/family.ts'
import { notice, platformDid } from '../request/platform.ts'
import {
  consentContent,
  consentOf,
  createWorld,
  organisation,
  type World,
} from '../statements/world.ts'
import { trusting } from '../trusting.ts'
import { processing, receiptIn } from './setting.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})

const actReason = 'http://terminology.hl7.org/CodeSystem/v3-ActReason'
const types = [{ system: 'http://hl7.org/fhir/resource-types', code: 'Observation' }]
const codes = [{ system: 'http://loinc.org', code: '11502-2' }]

describe('consentReceiptOf', () => {
  test('has the fields of ISO/IEC TS 27560, from what was signed and registered', async () => {
    const receipt = await receiptIn(world)
    const { evidence, text, ...fields } = receipt
    const common = {
      lawful_basis: 'consent',
      pii_information: 'all',
      processing_method: ['access', 'use'],
      pii_controllers: [organisation],
      recipient_third_parties: [platformDid],
    }
    expect(fields).toEqual({
      schema_version: 'urn:fidecura:consent-receipt:1',
      record_id: 'urn:uuid:af0f1b6e-0000-4000-8000-000000000001',
      pii_principal_id: world.patient.did,
      kind: 'consent',
      privacy_notice: { url: 'https://study.example/notice', digest: await digestOf(notice) },
      language: 'en',
      purposes: ['TREAT', 'HRESCH'].map((code) => ({
        purpose: { system: actReason, code },
        ...common,
      })),
      party_identification: [
        {
          party_id: organisation,
          party_name: 'Example Hospital',
          party_url: 'https://hospital.example',
          party_role: 'pii_controller',
        },
        {
          party_id: platformDid,
          party_name: 'Example Study',
          party_url: 'https://study.example',
          party_role: 'recipient',
        },
      ],
      jurisdictions: ['CN'],
      storage_locations: ['Example City'],
      retention_period: 'Ten years after the study ends',
      withdrawal_method: 'In the app under Consents, or at any desk of the hospital.',
      privacy_rights: 'To see, correct and have deleted what is held about you.',
      events: [
        {
          event_type: 'explicit',
          event_state: 'given',
          event_time: '2026-11-22T12:00:00Z',
          entity_id: world.patient.did,
          channel: 'app',
          valid_from: '2026-11-22T12:00:00Z',
          valid_until: '2027-02-20T12:00:00Z',
        },
        {
          event_type: 'registered',
          event_state: 'given',
          event_time: '2026-11-22T12:00:00Z',
          entity_id: world.registrar.did,
        },
      ],
      register_number: 1,
    })
    expect(text).toContain('Consent to share\n')
    expect(JSON.stringify(fields)).not.toContain('R-0001')
    expect(evidence.statement.split('.')).toHaveLength(3)
  })

  test('tells what each purpose may see, and that one says nothing of it means everything', async () => {
    const terms: StatementContent['terms'] = {
      version: 'urn:fidecura:terms:1',
      rule: {
        effect: 'deny',
        conditions: { actions: ['access'] },
        children: [
          { effect: 'permit', conditions: { purposes: ['TREAT'], types }, children: [] },
          { effect: 'permit', conditions: { purposes: ['TREAT', 'HRESCH'], codes }, children: [] },
          { effect: 'permit', conditions: { purposes: ['HPAYMT'] }, children: [] },
          { effect: 'permit', conditions: { purposes: ['HPAYMT'], codes }, children: [] },
        ],
      },
    }
    const { purposes } = await receiptIn(world, 'en', { terms, request: undefined })
    expect(purposes).toMatchObject([
      {
        purpose: { code: 'TREAT' },
        pii_information: [...types, ...codes],
        processing_method: ['access'],
      },
      { purpose: { code: 'HRESCH' }, pii_information: codes },
      { purpose: { code: 'HPAYMT' }, pii_information: 'all' },
    ])
  })

  test('is of a restriction too, which has no purposes and rests on no consent', async () => {
    const receipt = await receiptIn(world, 'en', { kind: 'restriction', request: undefined })
    expect(receipt).toMatchObject({ kind: 'restriction', purposes: [] })
    expect(receipt.events[0]).toMatchObject({ event_state: 'restricted' })
    expect(receipt).not.toHaveProperty('privacy_notice')
  })

  test('does not take a guardian for the patient', async () => {
    const family = await createFamily()
    const evidence = await family.guards()
    const token = await family.sign(family.mother, { by: 'guardian' })
    const statement = await family.verify(token, evidence)
    const { verifier } = family
    const register = trusting(family.registrar)
    const receipt = await family.register.submit({ token, evidence })
    const made = await consentReceiptOf(statement, { verifier, register, receipt, processing })
    expect(made).not.toHaveProperty('pii_principal_id')
    expect(made.events[0]).toMatchObject({ entity_id: family.mother.did, capacity: 'guardian' })
    const { statement: scanned } = await verifyReceiptCodes(await receiptCodesOf(made), {
      verifier,
      register,
    })
    expect(scanned).toMatchObject({ by: 'guardian', issuer: family.mother.did })
  })

  test.each(['verifier', 'receipt', 'register', 'processing'])(
    'is not made without %s',
    async (place) => {
      const { verifier, identity: evidence, register: own, registrar } = world
      const token = await consentOf(world)
      const statement = await verifyStatement(token, { verifier, evidence })
      const receipt = await own.submit({ token, evidence })
      const all = { verifier, register: trusting(registrar), receipt, processing }
      await expect(
        consentReceiptOf(statement, { ...all, [place]: undefined } as never),
      ).rejects.toMatchObject({ code: 'option_missing', place })
    },
  )

  test('is not of a statement that the register has only stamped', async () => {
    const { verifier, identity: evidence, register } = world
    const token = await consentOf(world, { kind: 'restriction' })
    const statement = await verifyStatement(token, { verifier, evidence })
    const receipt = await register.stamp(await digestOf(token))
    await expect(
      consentReceiptOf(statement, {
        verifier,
        register: trusting(world.registrar),
        receipt,
        processing,
      }),
    ).rejects.toMatchObject({ code: 'receipt_mismatch' })
  })

  test('is not of a statement that another receipt is about', async () => {
    const { receipt } = (await receiptIn(world)).evidence
    const { verifier, identity: evidence } = world
    const statement = await verifyStatement(await consentOf(world), { verifier, evidence })
    await expect(
      consentReceiptOf(statement, {
        verifier,
        register: trusting(world.registrar),
        receipt,
        processing,
      }),
    ).rejects.toMatchObject({ code: 'receipt_mismatch' })
  })

  test('takes the receipt of the register that the statement names, and of its pinned keys', async () => {
    const content = { ...consentContent(world), register: world.stranger.did }
    const token = await signStatement(content, { signer: world.patient })
    const { verifier, identity: evidence } = world
    const statement = await verifyStatement(token, { verifier, evidence })
    const receipt = await world.register.stamp(await digestOf(token))
    const options = { verifier, receipt, processing }
    for (const whose of [world.stranger, world.registrar]) {
      const register = trusting(whose)
      await expect(consentReceiptOf(statement, { ...options, register })).rejects.toMatchObject({
        code: 'register_wrong',
      })
    }
    const register = trusting(world.registrar, [])
    await expect(receiptIn(world, 'en', {}, { register })).rejects.toMatchObject({
      code: 'key_not_pinned',
    })
  })

  test('names no notice of a request that the statement does not answer', async () => {
    const answered = receiptIn(world, 'en', { request: undefined }, { request: 'x.y.z' })
    await expect(answered).rejects.toThrow()
    const { verifier, identity: evidence, register } = world
    const token = await consentOf(world, { id: 'urn:uuid:other' })
    const receipt = await register.submit({ token, evidence })
    const statement = await verifyStatement(token, { verifier, evidence })
    await expect(
      consentReceiptOf(
        { ...statement },
        { verifier, register: trusting(world.registrar), receipt, processing },
      ),
    ).rejects.toMatchObject({ code: 'token_not_verified' })
  })

  test.each<[string, Partial<Processing>, string]>([
    ['a line of its own', { withdrawalMethod: 'x\nConsent to share' }, 'withdrawalMethod'],
    ['another direction', { retentionPeriod: 'a\u202eb' }, 'retentionPeriod'],
    ['too much', { privacyRights: 'a'.repeat(513) }, 'privacyRights'],
    ['nothing', { storageLocations: [''] }, 'storageLocations'],
    ['no law', { jurisdictions: [] }, 'jurisdictions'],
  ])('refuses a controller who tells %s', async (_, more, name) => {
    const told = receiptIn(world, 'en', {}, { processing: { ...processing, ...more } })
    await expect(told).rejects.toMatchObject({
      code: 'token_malformed',
      place: `/processing/${name}`,
    })
  })
})
