import { deepFreeze, type EpochSeconds, encodeUtf8 } from '@fidecura/base'
import {
  type AccessRequest,
  createJurisdiction,
  createReceiptTimeProofVerifier,
  type Decision,
  decide,
  defaultVocabulary,
  type Jurisdiction,
  type JurisdictionData,
  requesterView,
  signBreakGlass,
  type VerifiedBreakGlass,
  verifyBreakGlass,
} from '@fidecura/consent'
import { explainDecision } from '@fidecura/consent/explain'
import { healthDataSpace, optIn } from '@fidecura/consent/jurisdictions'
import { redact } from '@fidecura/consent/redact'
import { createMemoryReplayStore } from '@fidecura/credentials'
import { type Did, digestOf } from '@fidecura/identity'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { mintRequester } from '../../src/requester.ts'
import { recordReference } from '../../src/statement.ts'
import { mintStatementSet, type RegisteredStatement } from '../../src/statement-set.ts'
import { deny, statement } from '../setting.ts'
import { trusting } from '../trusting.ts'
import { after, createWorld, department, noon, organisation, record, type World } from './world.ts'

let world: World
let breakGlass: VerifiedBreakGlass
beforeAll(async () => {
  world = await createWorld()
  const { registrar, resolve, register, verifier, doctor, role: evidence } = world
  const audience = 'https://hospital.example'
  const token = await signBreakGlass(
    {
      id: 'urn:uuid:8f0f1b6e-0000-4000-8000-000000000001',
      record,
      reason: 'unconscious',
      explanation: 'Found unconscious in the street, nobody to ask.',
      until: after(1800),
      audience,
      nonce: 'n-1',
      issuedAt: noon,
    },
    { signer: doctor, role: evidence.role },
  )
  breakGlass = await verifyBreakGlass(token, {
    audience,
    nonce: 'n-1',
    rules: healthDataSpace.breakGlass,
    replay: createMemoryReplayStore(),
    verifier,
    evidence,
    journal: {
      keep: async (kept) => register.stamp(await digestOf(kept)),
      verify: createReceiptTimeProofVerifier({ register: trusting(registrar), resolve }),
    },
    notify: async () => {},
  })
})

interface Asked {
  readonly at?: EpochSeconds
  readonly person?: Did
  readonly mayAsk?: readonly string[]
  readonly list?: readonly RegisteredStatement[]
  readonly jurisdiction?: Jurisdiction
  readonly request?: Partial<AccessRequest>
}

function ask(asked: Asked = {}): Decision {
  const { at = noon, person = world.doctor.did, mayAsk = ['TREAT', 'BTG'], list = [] } = asked
  const parties = [person, department, organisation]
  const request: AccessRequest = {
    requester: mintRequester({ parties, purposes: mayAsk, at, now: at }),
    subject: record,
    purposes: ['BTG'],
    action: 'access',
    custodian: organisation,
    data: [{ scope: 'category' }],
    legalBasis: 'vital_interest',
    breakGlass,
    ...asked.request,
  }
  const statements = list.map((each) => ({ ...each, controller: organisation }))
  const set = mintStatementSet({
    record: request.subject,
    asOf: at,
    register: world.registrar.did,
    statements,
  })
  const { jurisdiction = healthDataSpace } = asked
  const instants = { at, now: at, maxAgeSeconds: 60, vocabulary: defaultVocabulary }
  return decide(request, set, { ...instants, jurisdiction })
}

const restriction = () =>
  statement(deny(), {
    kind: 'restriction',
    grantee: { did: department, name: 'Cardiology' },
    registeredAt: after(-60),
    validFrom: after(-60),
    validUntil: after(86_400),
  })

function with_(breakGlassRule: object): Jurisdiction {
  const data = {
    ...healthDataSpace,
    breakGlass: { ...healthDataSpace.breakGlass, ...breakGlassRule },
  }
  return createJurisdiction(data as unknown as JurisdictionData)
}

describe('decide, where the glass was broken,', () => {
  test('permits what can be released until the emergency is over, however young the permit', () => {
    const decision = ask({ at: after(1799) })
    const bytes = encodeUtf8(
      JSON.stringify({ resourceType: 'Observation', id: '1', subject: { reference: 'Patient/1' } }),
    )
    const references = { 'Patient/1': recordReference(record) }
    const release = (now: EpochSeconds) => redact(bytes, decision, { references, now })
    expect(release(after(1799)).kept).toBe(1)
    expect(() => release(after(1800))).toThrow(
      expect.objectContaining({ code: 'emergency_over', outcome: 'failed' }),
    )
  })

  test('permits in the emergency, against a restriction, and has the patient told', () => {
    const decision = ask({ list: [restriction()] })
    expect(decision).toMatchObject({
      kind: 'permit_emergency',
      basis: 'vital_interest',
      reason: 'unconscious',
      until: after(1800),
      obligations: [{ kind: 'notify_patient', withinSeconds: 86_400 }],
    })
    expect(Object.isFrozen(decision)).toBe(true)
    expect(requesterView(decision)).toMatchObject({ answer: 'permitted' })
    const set = { statements: [] }
    expect(explainDecision(decision, { set, language: 'zh-CN' }).split('\n')).toEqual([
      '紧急调阅：允许',
      '紧急事由：患者意识丧失 (unconscious)；允许至2026-11-22 12:30:00 UTC止。',
      '所问访问时间2026-11-22 12:00:00 UTC；登记处的证明截至2026-11-22 12:00:00 UTC。',
      '使用限制与义务：',
      '- 须在访问后1天内告知患者。',
    ])
  })

  test('obeys what the jurisdiction does not override', () => {
    const jurisdiction = with_({ overrides: ['objection'] })
    expect(ask({ list: [restriction()], jurisdiction })).toMatchObject({ code: 'consent_denied' })
  })

  test.each<[string, () => Asked, string]>([
    ['a jurisdiction that is silent', () => ({ jurisdiction: optIn }), 'emergency_forbidden'],
    [
      'nothing proven',
      () => ({ request: { breakGlass: undefined as never } }),
      'emergency_unproven',
    ],
    [
      'somebody else of the same department',
      () => ({ person: world.stranger.did }),
      'emergency_mismatch',
    ],
    [
      'another patient',
      () => ({ request: { subject: { ...record, value: 'R-0002' } } }),
      'emergency_mismatch',
    ],
    [
      'another register of patients',
      () => ({ request: { subject: { ...record, system: 'urn:x' } } }),
      'emergency_mismatch',
    ],
    ['the second at which it ends', () => ({ at: after(1800) }), 'emergency_over'],
    ['a time before', () => ({ at: after(-1) }), 'emergency_over'],
    [
      'a reason that does not count here',
      () => ({ jurisdiction: with_({ reasons: ['fire'] }) }),
      'emergency_mismatch',
    ],
    [
      'longer than may be here',
      () => ({ jurisdiction: with_({ maxSeconds: 1799 }) }),
      'emergency_mismatch',
    ],
    [
      'another purpose',
      () => ({ request: { purposes: ['BTG', 'HRESCH'] } }),
      'basis_beyond_purpose',
    ],
    ['another action', () => ({ request: { action: 'disclose' } }), 'basis_beyond_purpose'],
    ['a role that does not name it', () => ({ mayAsk: ['PurposeOfUse'] }), 'purpose_beyond_role'],
  ])('denies under %s', (_, asked, code) => {
    expect(ask(asked())).toMatchObject({ kind: 'deny', code })
    expect(ask().kind).toBe('permit_emergency')
  })

  test('permits to the last second, and not without a word of the register', () => {
    expect(ask({ at: after(1799) }).kind).toBe('permit_emergency')
  })

  test('does not let it serve another legal basis', () => {
    expect(ask({ request: { legalBasis: 'consent' } }).kind).toBe('no_consent')
    expect(ask({ request: { legalBasis: 'care' } })).toMatchObject({ code: 'basis_beyond_purpose' })
  })

  test('refuses what nobody has verified', () => {
    const forged = deepFreeze(structuredClone(breakGlass)) as VerifiedBreakGlass
    expect(() => ask({ request: { breakGlass: forged } })).toThrow(
      expect.objectContaining({ code: 'token_not_verified' }),
    )
  })
})
