import type { RequestedCategory } from '@fidecura/consent'
import {
  signAnswer,
  statementFromRequest,
  type VerifiedConsentRequest,
  verifyConsentRequest,
} from '@fidecura/consent/request'
import {
  createMemoryReplayStore,
  type PresentationBundle,
  presentCredentials,
} from '@fidecura/credentials'
import type { CarriedRequest } from '../src/client/index.ts'
import { door, origin, type Person, type World } from './world.ts'

export const laboratory: RequestedCategory = {
  ...{
    scope: 'category',
    types: [{ system: 'http://hl7.org/fhir/resource-types', code: 'Observation' }],
  },
}

/** Opens a request as the patient's app does. */
export function open(
  world: World,
  patient: Person,
  { token, evidence, link }: CarriedRequest,
  value: string,
): Promise<VerifiedConsentRequest> {
  const { verifier, site } = world.hospital()
  const record = { system: 'urn:oid:2.999.1.1', value }
  return verifyConsentRequest(token, {
    ...{ verifier, evidence, dids: [patient.signer.did], origin, ...door },
    custodians: [{ did: site.did, name: site.name, register: site.did, record }],
    ...(link === undefined ? {} : { link }),
  })
}

/** Reads, signs and hands in. @returns The statement. */
export async function consentTo(
  world: World,
  patient: Person,
  carried: CarriedRequest,
  value: string,
): Promise<string> {
  const request = await open(world, patient, carried, value)
  const id = `urn:uuid:${crypto.randomUUID()}`
  const draft = statementFromRequest(request, { id, language: 'en', channel: 'app' })
  const uses = createMemoryReplayStore()
  const issuedAt = world.clock.now()
  const token = await signAnswer(request, draft, { signer: patient.signer, issuedAt, uses })
  await patient.client.submitStatement({ token, evidence: evidenceOf(patient) })
  return token
}

export function evidenceOf({ credentials: [identity = ''], chain }: Person) {
  return { identity, chain }
}

/** Shows role and licence for one reading. */
export async function present(
  world: World,
  doctor: Person,
): Promise<{ readonly presentation: PresentationBundle; readonly nonce: string }> {
  const { audience, nonce } = await doctor.client.challenge()
  const presentation = await presentCredentials(doctor.credentials, {
    ...{
      disclose: ['specialties', 'name', 'registration'],
      signer: doctor.signer,
      audience,
      nonce,
    },
    ...{ issuedAt: world.clock.now(), chain: doctor.chain },
  })
  return { presentation, nonce }
}

export async function read(world: World, doctor: Person, value: string, data = laboratory) {
  const record = { system: 'urn:oid:2.999.1.1', value }
  const shown = await present(world, doctor)
  return doctor.client.read({ record, purpose: 'TREAT', data: [data], ...shown })
}
