import { inspect } from 'node:util'
import { deepFreeze, epochSeconds, type JsonObject } from '@fidecura/base'
import {
  assertVerifiedBreakGlass,
  type BreakGlassContent,
  type BreakGlassJournal,
  createReceiptTimeProofVerifier,
  type PatientNotice,
  signBreakGlass,
  type VerifiedBreakGlass,
  type VerifyBreakGlassOptions,
  verifyBreakGlass,
} from '@fidecura/consent'
import { createMemoryReplayStore, createVerifier, credentialTypes } from '@fidecura/credentials'
import { decodeJws, digestOf, type Signer, signJws } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { trusting } from '../trusting.ts'
import {
  after,
  createWorld,
  department,
  index,
  issue,
  noon,
  organisation,
  record,
  type World,
} from './world.ts'

const audience = 'https://hospital.example'
const nonce = 'n-1'
const rules = deepFreeze({ maxSeconds: 3600, reasons: ['unconscious', 'danger_to_life'] })

const licenceId = 'urn:uuid:3b0f1b6e-0000-4000-8000-000000000001'
const profession = { system: 'https://authority.example/professions', code: 'physician' }

let world: World
let notices: PatientNotice[]
let kept: string[]
let journal: BreakGlassJournal
let common: Omit<VerifyBreakGlassOptions, 'rules'> & Pick<VerifyBreakGlassOptions, 'rules'>
beforeEach(async () => {
  world = await createWorld()
  notices = []
  kept = []
  const { registrar, resolve, register, verifier, role: evidence } = world
  journal = {
    async keep(token) {
      kept.push(token)
      return register.stamp(await digestOf(token))
    },
    verify: createReceiptTimeProofVerifier({ register: trusting(registrar), resolve }),
  }
  const notify = async (notice: PatientNotice) => void notices.push(notice)
  const asked = { audience, nonce, rules, replay: createMemoryReplayStore() }
  common = { ...asked, verifier, evidence, journal, notify }
})

function content(more: Partial<BreakGlassContent> = {}): BreakGlassContent {
  return deepFreeze({
    id: 'urn:uuid:8f0f1b6e-0000-4000-8000-000000000001',
    record,
    reason: 'unconscious',
    explanation: 'Found unconscious in the street, nobody to ask.',
    until: after(1800),
    audience,
    nonce,
    issuedAt: world.now,
    ...more,
  })
}

function sign(more: Partial<BreakGlassContent> = {}, signer = world.doctor): Promise<string> {
  return signBreakGlass(content(more), { signer, role: world.role.role })
}

async function verify(
  token: string | Promise<string>,
  more: Partial<VerifyBreakGlassOptions> = {},
): Promise<VerifiedBreakGlass> {
  return verifyBreakGlass(await token, { ...common, ...more })
}

/** What software that does not check would sign. */
async function alter(token: string, members: JsonObject, typ?: string): Promise<string> {
  const { payload, header } = decodeJws(token)
  const said = JSON.parse(new TextDecoder().decode(payload))
  return signJws({ ...said, ...members }, { signer: world.doctor, typ: typ ?? header.typ ?? '' })
}

async function roleOf(
  subject: Signer,
  more: { readonly holderKey?: Signer | undefined } = {},
  did: string = department,
) {
  return issue(world.hospital, credentialTypes.practitionerRole, {
    subject,
    index: index.role,
    claims: {
      name: 'Wen Example',
      organisation: { did: organisation, name: 'Example Hospital' },
      department: { did, name: 'Cardiology' },
      profession,
      purposes: ['TREAT'],
      licence: { issuer: world.hospital.did, id: licenceId },
    },
    ...more,
  })
}

describe('verifyBreakGlass', () => {
  test('says who answers for what, once it is written down and the patient is told', async () => {
    const token = await sign()
    const emergency = await verify(token)
    expect(emergency).toMatchObject({
      ...content(),
      issuer: world.doctor.did,
      parties: [world.doctor.did, department, organisation],
      purposes: ['TREAT'],
      keptBy: noon,
      at: noon,
      now: noon,
    })
    expect(kept).toEqual([token])
    expect(notices).toEqual([{ kind: 'break_glass', id: await digestOf(token) }])
    for (const part of [emergency, emergency.record, emergency.parties, emergency.purposes]) {
      expect(Object.isFrozen(part)).toBe(true)
    }
  })

  test('returns the one value that assertVerifiedBreakGlass lets pass', async () => {
    const emergency = await verify(sign())
    expect(() => assertVerifiedBreakGlass(emergency)).not.toThrow()
    for (const copy of [{ ...emergency }, structuredClone(emergency), undefined, 'x']) {
      expect(() => assertVerifiedBreakGlass(copy)).toThrow(
        expect.objectContaining({ code: 'token_not_verified' }),
      )
    }
  })

  test.each([
    ['no rules', undefined],
    ['rules without a time', { reasons: ['unconscious'] }],
    ['rules without an end', { reasons: ['unconscious'], maxSeconds: Number.POSITIVE_INFINITY }],
    ['rules of no time', { reasons: ['unconscious'], maxSeconds: 0 }],
    ['rules that take any reason', { maxSeconds: 3600 }],
  ])('is forbidden by %s', async (_, none) => {
    const call = verify(sign(), { rules: none as never })
    await expect(call).rejects.toMatchObject({ code: 'break_glass_forbidden' })
    expect(kept).toEqual([])
  })

  test.each([
    ['for another audience', { audience: 'https://elsewhere.example' }, 'break_glass_mismatch'],
    ['in answer to another nonce', { nonce: 'n-2' }, 'break_glass_mismatch'],
    ['for a reason that nobody knows', { reason: 'curious' }, 'break_glass_reason_refused'],
    ['for longer than the rules allow', { until: after(3601) }, 'break_glass_too_long'],
    ['signed too long ago', { issuedAt: after(-301) }, 'break_glass_expired'],
    ['that is over', { issuedAt: after(-10), until: noon }, 'break_glass_expired'],
    ['of the future', { issuedAt: after(61) }, 'token_from_future'],
  ] as const)('refuses one %s', async (_, more, code) => {
    await expect(verify(sign(more))).rejects.toMatchObject({ code, outcome: 'failed' })
    expect(kept).toEqual([])
    expect(notices).toEqual([])
  })

  test('gives no more time to a clock that is ahead', async () => {
    const ahead = { issuedAt: after(30), until: after(3630) }
    await expect(verify(sign(ahead))).rejects.toMatchObject({ code: 'break_glass_too_long' })
  })

  test('takes the longest time that is allowed, to the second', async () => {
    await expect(verify(sign({ until: after(3600) }))).resolves.toBeDefined()
  })

  test.each([
    ['ends before it begins', { until: noon - 1 }, '/until'],
    ['says nothing in words', { explanation: '' }, '/explanation'],
    ['says two lines', { explanation: 'one\ntwo' }, '/explanation'],
    ['says more than is understood', { representative: 'did:web:other.example' }, ''],
    ['is of another version', { version: 'urn:fidecura:break-glass:2' }, '/version'],
  ])('refuses one that %s', async (_, members, place) => {
    const token = await alter(await sign(), members)
    await expect(verify(token)).rejects.toMatchObject({ code: 'token_malformed', place })
  })

  test('refuses what was signed as something else', async () => {
    const token = await alter(await sign(), {}, 'fidecura-entry+jwt')
    await expect(verify(token)).rejects.toMatchObject({ code: 'jws_type_wrong' })
  })

  test('takes one once', async () => {
    const token = await sign()
    await verify(token)
    await expect(verify(token)).rejects.toMatchObject({ code: 'break_glass_replayed' })
    expect(kept).toHaveLength(1)
    // Nor another in answer to the same nonce.
    const other = sign({ id: 'urn:uuid:8f0f1b6e-0000-4000-8000-000000000002' })
    await expect(verify(other)).rejects.toMatchObject({ code: 'break_glass_replayed' })
    expect(notices).toHaveLength(1)
  })

  test.each([
    ['fails', async () => Promise.reject(new Error('R-0001'))],
    ['does not answer', async () => undefined],
  ])('does not know where the store of what was used %s', async (_, insert) => {
    const call = verify(sign(), { replay: { insert: insert as never } })
    await expect(call).rejects.toMatchObject({ code: 'break_glass_unrecorded', outcome: 'unknown' })
    expect(kept).toEqual([])
  })
})

describe('an emergency access', () => {
  test('is not used if it cannot be written down', async () => {
    const keep = async () => Promise.reject(new Error('disk full, R-0001'))
    const call = verify(sign(), { journal: { ...journal, keep } })
    await expect(call).rejects.toMatchObject({ code: 'break_glass_unrecorded', outcome: 'unknown' })
    expect(inspect(await call.catch((error) => error))).not.toContain(record.value)
    expect(notices).toEqual([])
  })

  test('is used where the second ends before it is written down', async () => {
    const keep: BreakGlassJournal['keep'] = async (token, options) => {
      world.now = after(1)
      return journal.keep(token, options)
    }
    const emergency = await verify(sign(), { journal: { ...journal, keep } })
    expect(emergency).toMatchObject({ keptBy: after(1), now: noon })
  })

  test('is not used by a receipt of an instant that is yet to come', async () => {
    const keep: BreakGlassJournal['keep'] = async (token, options) => {
      world.now = after(1)
      const receipt = await journal.keep(token, options)
      world.now = noon
      return receipt
    }
    const call = verify(sign(), { journal: { ...journal, keep } })
    await expect(call).rejects.toMatchObject({
      code: 'break_glass_unrecorded',
      cause: { code: 'time_proof_invalid' },
    })
  })

  test('is not used by a receipt of something else', async () => {
    const keep = async () => world.register.stamp(await digestOf('something else'))
    const call = verify(sign(), { journal: { ...journal, keep } })
    await expect(call).rejects.toMatchObject({
      code: 'break_glass_unrecorded',
      cause: { code: 'receipt_mismatch' },
    })
  })

  test('is not used by the receipt of a register that nobody named', async () => {
    const { stranger, resolve } = world
    const verifyProof = createReceiptTimeProofVerifier({ register: trusting(stranger), resolve })
    const call = verify(sign(), { journal: { ...journal, verify: verifyProof } })
    await expect(call).rejects.toMatchObject({
      code: 'break_glass_unrecorded',
      cause: { code: 'register_wrong' },
    })
  })

  test('is not used if the patient cannot be told', async () => {
    const notify = async () => Promise.reject(new Error('no way to reach R-0001'))
    const call = verify(sign(), { notify })
    await expect(call).rejects.toMatchObject({ code: 'notice_failed', outcome: 'unknown' })
    expect(inspect(await call.catch((error) => error))).not.toContain(record.value)
  })

  test('tells nobody on the way whose record it is', async () => {
    await verify(sign())
    expect(JSON.stringify(notices)).not.toContain(record.value)
  })
})

describe('a practitioner', () => {
  test('answers in person: a stranger cannot show the role of another', async () => {
    const call = verify(sign({}, world.stranger))
    await expect(call).rejects.toMatchObject({ code: 'signer_not_practitioner' })
  })

  test('answers for a department by the spelling that statements know it by', async () => {
    const role = await roleOf(world.doctor, {}, `${department}%3A443`)
    const token = await signBreakGlass(content(), { signer: world.doctor, role })
    const evidence = { ...world.role, role }
    await expect(verify(token, { evidence })).rejects.toMatchObject({ code: 'did_not_canonical' })
  })

  test('answers with the very key that the role names', async () => {
    const holderKey = world.stranger
    const licence = await issue(world.hospital, credentialTypes.practitionerLicence, {
      subject: world.doctor,
      holderKey,
      id: licenceId,
      index: index.licence,
      claims: {
        name: 'Wen Example',
        regulator: 'Example Health Authority',
        registration: { system: 'https://authority.example/register', value: 'REG-1' },
        profession,
        jurisdiction: 'CN',
        standing: 'active',
      },
    })
    const role = await roleOf(world.doctor, { holderKey })
    const token = await signBreakGlass(content(), { signer: world.doctor, role })
    await expect(verify(token, { evidence: { licence, role } })).rejects.toMatchObject({
      code: 'signer_not_practitioner',
    })
  })

  test('is whom the role is about, whoever holds its key', async () => {
    const { hospital, stranger: subject, doctor: holderKey } = world
    const licence = await issue(hospital, credentialTypes.practitionerLicence, {
      subject,
      holderKey,
      id: licenceId,
      index: index.licence,
      claims: {
        name: 'Wen Example',
        regulator: 'Example Health Authority',
        registration: { system: 'https://authority.example/register', value: 'REG-2' },
        profession,
        jurisdiction: 'CN',
        standing: 'active',
      },
    })
    const role = await roleOf(subject, { holderKey })
    const token = await signBreakGlass(content(), { signer: world.doctor, role })
    await expect(verify(token, { evidence: { licence, role } })).rejects.toMatchObject({
      code: 'signer_not_practitioner',
    })
  })

  test('has nobody act for them, whatever they delegated', async () => {
    const role = await issue(world.hospital, credentialTypes.delegationOfAuthority, {
      subject: world.stranger,
      index: index.role,
      claims: {
        name: 'Lin Example',
        organisation: { did: organisation, name: 'Example Hospital' },
        actions: ['request_data'],
        purposes: ['ETREAT'],
      },
    })
    const token = await signBreakGlass(content(), { signer: world.stranger, role })
    await expect(verify(token, { evidence: { role } })).rejects.toMatchObject({
      code: 'credential_type_unexpected',
    })
  })

  test('shows the role that the request names', async () => {
    const role = await roleOf(world.doctor)
    await expect(verify(sign(), { evidence: { ...world.role, role } })).rejects.toMatchObject({
      code: 'entry_role_mismatch',
    })
  })

  test('needs a licence that is shown', async () => {
    const { role } = world.role
    await expect(verify(sign(), { evidence: { role } })).rejects.toMatchObject({
      code: 'licence_missing',
    })
  })

  test.each(['role', 'licence'] as const)('whose %s is suspended opens nothing', async (name) => {
    world.now = after(5)
    world.change({ index: index[name], value: 'suspended' })
    await expect(verify(sign())).rejects.toMatchObject({ code: 'status_suspended' })
  })

  test('opens nothing by what an archive knows', async () => {
    const { hospital, resolve, clock } = world
    const verifier = createVerifier({
      roots: [{ did: hospital.did, types: Object.values(credentialTypes) }],
      resolve,
      clock,
      asKnownAt: epochSeconds(noon),
    })
    await expect(verify(sign(), { verifier })).rejects.toMatchObject({
      code: 'credential_historic',
    })
  })
})
