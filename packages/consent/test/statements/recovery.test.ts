import { deepFreeze, epochSeconds } from '@fidecura/base'
import {
  createMemoryWordState,
  decide,
  defaultVocabulary,
  type PatientEvidence,
  type StatementContent,
  signStatement,
  signWithdrawal,
  signWithdrawals,
  type VerifiedStatementSet,
  verifyStatementSet,
  type WithdrawalEvidence,
} from '@fidecura/consent'
import {
  createMemoryRegisterStore,
  createRegister,
  type Register,
} from '@fidecura/consent/register'
import {
  createIssuer,
  createIssuerStatusSource,
  createVerifier,
  credentialTypes,
} from '@fidecura/credentials'
import type { RecoveryContent } from '@fidecura/credentials/recovery'
import { generateSigner, type Signer } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import {
  after,
  createWorld,
  day,
  hour,
  otherRecord,
  record,
  type World,
} from '../../../credentials/test/recovery/world.ts'
import { mintRequester } from '../../src/requester.ts'
import { trusting } from '../trusting.ts'
import { terms } from './world.ts'

let world: World
let registrar: Signer
let register: Register
let old: PatientEvidence
beforeEach(async () => {
  world = await createWorld()
  registrar = await generateSigner()
  const store = createMemoryRegisterStore()
  register = createRegister({ signer: registrar, store, verifier: world.verifier })
  old = { identity: world.identity }
})

const id = (name: string): string => `urn:uuid:${name}`

async function consent(name: string, more: Partial<StatementContent> = {}, signer = world.patient) {
  const party = { did: world.hospital.did, name: 'Example Hospital' }
  const content = {
    id: id(name),
    kind: 'consent',
    record,
    grantee: party,
    controller: party,
    terms,
    language: 'en',
    validFrom: after(0),
    validUntil: after(90 * day),
    issuedAt: world.now,
    register: registrar.did,
    ...more,
  } as const
  return signStatement(deepFreeze(content), { signer })
}

async function submit(name: string, more?: Partial<StatementContent>): Promise<void> {
  await register.submit({ token: await consent(name, more), evidence: old })
}

/** At the instants of noon + 1 h and + 2 h, then the key is replaced by the desk a day later. */
async function recover(more: Partial<RecoveryContent> = {}): Promise<PatientEvidence> {
  const { id: attempt } = await world.desk.open(await world.submission('desk', more))
  world.now = epochSeconds(world.now + day)
  const { identity } = await world.desk.complete(attempt)
  world.now = epochSeconds(world.now + 2)
  return { identity }
}

async function verified(): Promise<VerifiedStatementSet> {
  const set = await register.attest(record)
  const words = createMemoryWordState()
  return verifyStatementSet(set, { register: trusting(registrar), verifier: world.verifier, words })
}

function answer(set: VerifiedStatementSet) {
  const instants = { at: world.now, now: world.now }
  const parties = [world.hospital.did]
  const requester = mintRequester({ parties, purposes: ['TREAT'], ...instants })
  const data = [{ scope: 'category' }] as const
  const request = {
    requester,
    subject: record,
    purposes: ['TREAT'],
    action: 'access',
    custodian: world.hospital.did,
    data,
    legalBasis: 'consent',
  } as const
  const policy = { maxAgeSeconds: 60, combine: 'newest', vocabulary: defaultVocabulary } as const
  return decide(request, set, { ...instants, ...policy })
}

function withdrawal(name: string, signer: Signer, issuer = world.patient.did): Promise<string> {
  const statement = { issuer, id: id(name) }
  return signWithdrawal({ statement, record, issuedAt: world.now }, { signer })
}

describe('after a recovery', () => {
  test('what the old key signed stays in force, and it signs nothing more', async () => {
    await submit('a')
    const late = await consent('late')
    const evidence = await recover()
    const set = await verified()
    expect(set.statements).toMatchObject([{ id: id('a'), issuer: world.patient.did }])
    expect(set.statements[0]).not.toHaveProperty('defeated')
    expect(answer(set).kind).toBe('permit')
    // Also one that says it was signed before: the register’s instant counts.
    await expect(register.submit({ token: late, evidence: old })).rejects.toMatchObject({
      code: 'status_revoked',
    })
    await expect(register.submit({ token: late, evidence })).rejects.toMatchObject({
      code: 'signer_not_patient',
    })
    const token = await consent('b', {}, world.fresh)
    await expect(register.submit({ token, evidence })).resolves.toBeDefined()
    expect((await verified()).statements).toHaveLength(2)
  })

  test('a compromise defeats what was registered since, and nothing before', async () => {
    await submit('before')
    world.now = after(hour)
    await submit('after')
    await submit('against', { kind: 'restriction', grantee: { did: registrar.did, name: 'Lab' } })
    const evidence = await recover({ compromisedSince: after(hour), reason: 'stolen' })
    const set = await verified()
    expect(set.statements.map(({ id: of, defeated }) => [of, defeated])).toEqual([
      [id('before'), undefined],
      [id('after'), true],
      [id('against'), true],
    ])
    // What held before the theft holds, though the thief’s is newer.
    expect(answer(set)).toMatchObject({ kind: 'permit', trace: [{ rule: { statement: 0 } }] })
    const [first, ...others] = await signWithdrawals(set, {
      signer: world.fresh,
      issuedAt: world.now,
    })
    expect(others).toHaveLength(2)
    await register.withdraw({ token: first ?? '', evidence })
    expect(answer(await verified())).toMatchObject({ kind: 'deny', code: 'consent_withdrawn' })
  })

  test('a statement of a defeated key permits nothing, and still denies', async () => {
    await submit('stolen')
    const rule = { effect: 'deny', conditions: {}, children: [] } as const
    await submit('denies', { terms: { version: terms.version, rule } })
    await recover({ compromisedSince: after(0), reason: 'stolen' })
    const set = await verified()
    expect(set.statements.map(({ defeated }) => defeated)).toEqual([true, true])
    expect(answer(set)).toMatchObject({ kind: 'deny', code: 'consent_denied' })
  })

  test('a consent of a defeated key alone is none', async () => {
    await submit('stolen')
    await recover({ compromisedSince: after(0), reason: 'stolen' })
    expect(answer(await verified())).toMatchObject({ kind: 'no_consent', code: 'consent_absent' })
  })

  test('the new key takes back whatever the old one signed, and the old key nothing', async () => {
    await submit('a')
    await submit('b')
    const evidence = await recover()
    const late = await withdrawal('a', world.patient)
    await expect(register.withdraw({ token: late, evidence: old })).rejects.toMatchObject({
      code: 'status_revoked',
    })
    await expect(register.withdraw({ token: late, evidence })).rejects.toMatchObject({
      code: 'signer_not_patient',
    })
    const tokens = await signWithdrawals(await verified(), {
      signer: world.fresh,
      issuedAt: world.now,
      reason: 'key_lost',
    })
    for (const token of tokens) await register.withdraw({ token, evidence })
    const set = await verified()
    expect(set.statements).toMatchObject([{ withdrawnAt: world.now }, { withdrawnAt: world.now }])
    expect(await signWithdrawals(set, { signer: world.fresh, issuedAt: world.now })).toEqual([])
  })
})

describe('signWithdrawals', () => {
  test('takes what verifyStatementSet returned, and nothing that looks the same', async () => {
    await submit('a')
    const copy = structuredClone(await verified())
    const options = { signer: world.patient, issuedAt: world.now }
    await expect(signWithdrawals(copy, options)).rejects.toMatchObject({
      code: 'statement_set_not_verified',
    })
  })
})

test('an accreditation that is revoked back takes the whole set, not a statement alone', async () => {
  const [signer, listUrl] = [world.stranger, 'https://authority.example/status/1']
  const authority = createIssuer({
    signer,
    store: world.issued,
    clock: () => world.now,
    listUrl,
    revocation: 'by_issuer_key',
  })
  const { patientIdentity, issuingAccreditation } = credentialTypes
  const { id: ofHospital, token } = await authority.issue(
    {
      type: issuingAccreditation,
      subject: world.hospital.did,
      claims: { name: 'Hospital', types: [patientIdentity], depth: 0, recordSystems: '*' },
      validFrom: after(-day),
      validUntil: after(90 * day),
    },
    { format: 'vc+jwt' },
  )
  const verifier = createVerifier({
    roots: [{ did: signer.did, types: [patientIdentity, issuingAccreditation] }],
    resolve: world.verifier.resolve,
    clock: () => world.now,
    status: createIssuerStatusSource([world.issuer, authority]),
    maxStatusAgeSeconds: 1,
  })
  register = createRegister({ signer: registrar, store: createMemoryRegisterStore(), verifier })
  old = { identity: world.identity, chain: [token] }
  await submit('a')
  world.now = after(10)
  await authority.revoke(ofHospital, { invalidFrom: after(-hour) })
  world.now = after(20)
  const set = await register.attest(record)
  const options = { register: trusting(registrar), verifier, words: createMemoryWordState() }
  await expect(verifyStatementSet(set, options)).rejects.toMatchObject({
    code: 'status_revoked',
    place: '/chain/0',
  })
})

describe('a guardian', () => {
  beforeEach(() => submit('a'))

  const withdraw = async (signer: Signer, evidence: WithdrawalEvidence) =>
    register.withdraw({
      token: await signWithdrawal(
        {
          statement: { issuer: world.patient.did, id: id('a') },
          record,
          issuedAt: world.now,
          by: 'court_order',
        },
        { signer },
      ),
      evidence,
    })

  test('takes back what the ward signed, if that is a power of theirs', async () => {
    const { guardianship } = world.guardianship
    await withdraw(world.guardian, { guardianship })
    expect((await verified()).statements).toMatchObject([{ withdrawnAt: world.now }])
  })

  test.each([
    ['without the power', { powers: ['recover'] }],
    ['of another ward', { ward: otherRecord }],
  ])('%s takes nothing back', async (_, claims) => {
    const evidence = await world.appoint(claims)
    await expect(withdraw(world.guardian, evidence)).rejects.toMatchObject({
      code: 'guardian_mismatch',
    })
  })

  test('is who the guardianship names', async () => {
    await expect(withdraw(world.stranger, world.guardianship)).rejects.toMatchObject({
      code: 'guardian_mismatch',
    })
  })

  test('takes nothing back once the guardianship has ended', async () => {
    const evidence = await world.appoint({}, { validUntil: after(10) })
    world.now = after(10)
    await expect(withdraw(world.guardian, evidence)).rejects.toMatchObject({
      code: 'credential_expired',
    })
    await world.courtIssuer.revoke(world.guardianship.id)
    world.now = after(12)
    await expect(withdraw(world.guardian, world.guardianship)).rejects.toMatchObject({
      code: 'status_revoked',
    })
  })

  test('consents to nothing', async () => {
    const token = await consent('b', {}, world.guardian)
    const { guardianship } = world.guardianship
    const attempt = register.submit({ token, evidence: { identity: guardianship } })
    await expect(attempt).rejects.toMatchObject({ code: 'credential_type_unexpected' })
  })
})
