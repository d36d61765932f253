import {
  createDecider,
  createReceiptTimeProofVerifier,
  type DeciderRequest,
  type Policy,
  type StatementContent,
  signBreakGlass,
  type VerifiedBreakGlass,
  verifyBreakGlass,
} from '@fidecura/consent'
import { explainTrace, type Language } from '@fidecura/consent/explain'
import { china } from '@fidecura/consent/jurisdictions'
import {
  createMemoryReplayStore,
  credentialTypes,
  presentCredentials,
  type VerifiedPresentation,
} from '@fidecura/credentials'
import {
  createResolver,
  digestOf,
  generateSigner,
  resolveDidJwk,
  resolveDidKey,
  type Signer,
} from '@fidecura/identity'
import type { StatementEvidence } from '../../src/representation/representation.ts'
import {
  after,
  ages,
  createFamily,
  day,
  department,
  type Family,
  laboratory,
  ofAdult,
  organisation,
  record,
} from '../representation/family.ts'
import { trusting } from '../trusting.ts'

const audience = 'https://hospital.example'
const nonce = 'one-request'
const profession = { system: 'https://authority.example/professions', code: 'physician' }
const licenceId = 'urn:uuid:3b0f1b6e-0000-4000-8000-000000000001'

const namesOf = {
  en: { doctor: 'Wen Example', department: 'Cardiology', organisation: 'Example Hospital' },
  'zh-CN': { doctor: '文示例', department: '心内科', organisation: '示例医院' },
} as const

/** What is asked for, by which policy; who asks, and of what statements, the scene knows. */
interface Question {
  readonly request?: Partial<DeciderRequest>
  readonly policy?: Policy
  /** Of the doctor's role. */
  readonly purposes?: readonly string[]
  /** How long before the access the register gave its word. */
  readonly wordAgeSeconds?: number
  /** The doctor declares one first. */
  readonly isEmergency?: boolean
}

/** A hospital with a patient of full age, a doctor and a register, on the day the consent is given. */
export interface Hospital {
  readonly family: Family
  /** Signs as the patient, or somebody else, and registers it. */
  submit(
    more?: Partial<StatementContent>,
    by?: Signer,
    evidence?: StatementEvidence,
  ): Promise<string>
  ownEvidence(): Promise<StatementEvidence>
  /** Ten days later: the summary, in lines. */
  ask(question?: Question): Promise<readonly string[]>
}

export async function createHospital(language: Language): Promise<Hospital> {
  const family = await createFamily()
  const doctor = await generateSigner()
  const names = namesOf[language]
  const ownEvidence = async () => ({ identity: await family.identity(ofAdult) })
  return {
    family,
    ownEvidence,
    async submit(more = {}, by = family.patient, evidence) {
      const grantee = { did: department, name: names.department }
      const controller = { did: organisation, name: names.organisation }
      const validUntil = after(90 * day)
      const content = { grantee, controller, validUntil, language, ...more }
      const token = await family.sign(by, content)
      await family.register.submit({ token, evidence: evidence ?? (await ownEvidence()) })
      return token
    },
    async ask({ request, policy, purposes = ['TREAT'], wordAgeSeconds = 0, isEmergency } = {}) {
      const { verifier, registrar, register } = family
      const decider = createDecider({
        ...(policy ?? { combine: 'newest' }),
        verifier,
        ages,
        registers: [trusting(registrar)],
      })
      family.now = after(10 * day - wordAgeSeconds)
      const set = await decider.verifyStatements(await register.attest(record))
      family.now = after(10 * day)
      const evidence = await employ(family, doctor, purposes, names)
      const presentation = await present(family, doctor, evidence)
      const trace = decider.trace(presentation, set, {
        subject: record,
        purposes: ['TREAT'],
        action: 'access',
        custodian: organisation,
        data: [{ scope: 'category', codes: [laboratory] }],
        ...(isEmergency && { breakGlass: await declare(family, doctor, evidence) }),
        ...request,
      })
      const text = explainTrace(trace, {
        set,
        language,
        names: {
          [doctor.did]: names.doctor,
          [department]: names.department,
          [organisation]: names.organisation,
        },
      })
      const [summary = ''] = text.split('\n\n')
      // Keys are new in every run.
      const shown = summary
        .replaceAll(doctor.did, 'did:key:zDoctorImaginary')
        .replaceAll(family.proxy.did, 'did:key:zProxyImaginary')
      return shown.split('\n')
    },
  }
}

interface Employed {
  readonly role: string
  readonly licence: string
}

async function employ(
  family: Family,
  doctor: Signer,
  purposes: readonly string[],
  names: (typeof namesOf)[Language],
): Promise<Employed> {
  const common = { by: family.hospital, to: doctor, format: 'dc+sd-jwt' } as const
  const licence = await family.issue({
    ...common,
    id: licenceId,
    type: credentialTypes.practitionerLicence,
    claims: {
      name: names.doctor,
      regulator: 'Example Health Authority',
      registration: { system: 'https://authority.example/register', value: 'REG-1' },
      profession,
      jurisdiction: 'CN',
      standing: 'active',
    },
  })
  const role = await family.issue({
    ...common,
    type: credentialTypes.practitionerRole,
    claims: {
      name: names.doctor,
      organisation: { did: organisation, name: names.organisation },
      department: { did: department, name: names.department },
      profession,
      purposes: [...purposes],
      licence: { issuer: family.hospital.did, id: licenceId },
    },
  })
  return { role, licence }
}

async function present(
  { verifier, now }: Family,
  doctor: Signer,
  { role, licence }: Employed,
): Promise<VerifiedPresentation> {
  const asked = { disclose: [], signer: doctor, audience, nonce, issuedAt: now } as const
  const presented = await presentCredentials([role, licence], asked)
  return verifier.verifyPresentation(presented, { audience, nonce })
}

/** A minute before the access, for half an hour. */
async function declare(
  { register, registrar, verifier, now }: Family,
  doctor: Signer,
  evidence: Employed,
): Promise<VerifiedBreakGlass> {
  const token = await signBreakGlass(
    {
      id: 'urn:uuid:8f0f1b6e-0000-4000-8000-000000000001',
      record,
      reason: 'unconscious',
      explanation: 'Found unconscious in the street, nobody to ask.',
      until: after(10 * day + 1800),
      audience,
      nonce,
      issuedAt: now,
    },
    { signer: doctor, role: evidence.role },
  )
  const resolve = createResolver({ methods: { key: resolveDidKey, jwk: resolveDidJwk } })
  return verifyBreakGlass(token, {
    audience,
    nonce,
    rules: china.breakGlass,
    replay: createMemoryReplayStore(),
    verifier,
    evidence,
    journal: {
      keep: async (kept) => register.stamp(await digestOf(kept)),
      verify: createReceiptTimeProofVerifier({ register: trusting(registrar), resolve }),
    },
    notify: async () => {},
  })
}
