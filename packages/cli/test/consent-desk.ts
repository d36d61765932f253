import type { JsonObject } from '@fidecura/base'
import { presentationVersion, presentCredential } from '@fidecura/credentials'
import { openKeyFile } from '@fidecura/identity/node'
import { type CredentialDesk, furnish, issueRole } from './credential-desk.ts'
import { createDesk, createTemplateDesk, passphrase } from './support.ts'

const record = 'urn:oid:2.999.1.1|R-4711'
const audience = 'https://lab.example'

const act = 'http://terminology.hl7.org/CodeSystem/v3-ActReason'

/** R4: everything is denied but what cardiology may see for treatment; notes of psychiatry excluded. */
export const wish = {
  resourceType: 'Consent',
  status: 'active',
  scope: {
    coding: [
      {
        system: 'http://terminology.hl7.org/CodeSystem/consentscope',
        code: 'patient-privacy',
      },
    ],
  },
  category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
  patient: { reference: 'Patient/1' },
  policyRule: {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'OPTOUT' }],
  },
  provision: {
    provision: [
      {
        type: 'permit',
        purpose: [{ system: act, code: 'TREAT' }],
        class: [
          { system: 'http://hl7.org/fhir/resource-types', code: 'Observation' },
          { system: 'http://hl7.org/fhir/resource-types', code: 'DocumentReference' },
        ],
        provision: [
          {
            type: 'deny',
            code: [{ coding: [{ system: 'http://loinc.org', code: '34788-0' }] }],
          },
        ],
      },
    ],
  },
} as const satisfies JsonObject

/** A patient who was identified, a doctor who may ask, and a register. */
export interface ConsentDesk extends CredentialDesk {
  readonly patient: string
  readonly register: string
  /** The id of the patient's identity. */
  readonly identity: string
  /** What registering and deciding say about the register and its trust. */
  readonly registerArgs: readonly string[]
  readonly signArgs: readonly string[]
  /** Role and licence of the doctor, presented to the platform. */
  present(nonce: string): Promise<string>
  decideArgs(presentation: string, nonce: string): readonly string[]
}

/** Made once for a test file. */
let template: Promise<Template> | undefined

type Template = Pick<
  ConsentDesk,
  'folder' | 'authority' | 'department' | 'doctor' | 'patient' | 'register' | 'identity'
>

export async function createConsentDesk(): Promise<ConsentDesk> {
  template ??= makeTemplate()
  const { folder, patient, register, identity, ...people } = await template
  return asked(furnish(createDesk(folder), people), { patient, register, identity })
}

async function makeTemplate(): Promise<Template> {
  const plain = createTemplateDesk()
  const authority = await plain.newKey('authority.key')
  const department = await plain.newKey('department.key')
  const doctor = await plain.newKey('doctor.key')
  const desk = furnish(plain, { authority, department, doctor })
  const patient = await desk.newKey('patient.key')
  const register = await desk.newKey('register.key')
  const identity = await desk.issue('patient-identity', 'identity.jwt', patient, {
    record: { system: 'urn:oid:2.999.1.1', value: 'R-4711' },
    name: 'Pat Example',
    method: 'in_person',
  })
  await issueRole(desk)
  const { folder } = desk
  return { folder, authority, department, doctor, patient, register, identity }
}

function asked(
  desk: CredentialDesk,
  more: Pick<ConsentDesk, 'patient' | 'register' | 'identity'>,
): ConsentDesk {
  const registerArgs = [
    ...['--register-key', desk.path('register.key'), '--store', desk.path('register.sqlite')],
    ...desk.trust,
  ]
  const fhir = desk.write('consent.json', JSON.stringify(wish))
  const signArgs = [
    ...['consent', 'sign', '--key', desk.path('patient.key'), '--fhir', fhir],
    ...['--record', record, '--grantee', `${desk.department}=Cardiology, Example Hospital`],
    ...['--controller', 'did:web:hospital.example=Example Hospital'],
  ]
  const present: ConsentDesk['present'] = async (nonce) => {
    const signer = await openKeyFile(desk.path('doctor.key'), { passphrase })
    const issuedAt = desk.clock.now()
    const one = (name: string): Promise<string> =>
      presentCredential(desk.read(name).trim(), {
        ...{ disclose: 'all', signer, audience, nonce, issuedAt },
      })
    const credentials = [await one('role.jwt'), await one('licence.jwt')]
    const text = JSON.stringify({ version: presentationVersion, credentials })
    return desk.write(`presented-${nonce}.json`, text)
  }
  const decideArgs: ConsentDesk['decideArgs'] = (presentation, nonce) => [
    ...['consent', 'decide', ...registerArgs, '--chain', desk.path('accreditation.jwt')],
    ...['--presentation', presentation, '--audience', audience, '--nonce', nonce],
    ...['--record', record, '--purpose', 'TREAT', '--combine', 'deny_overrides'],
    ...['--custodian', 'did:web:hospital.example'],
  ]
  return { ...desk, ...more, registerArgs, signArgs, present, decideArgs }
}
