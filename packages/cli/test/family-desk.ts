import { type ConsentDesk, createConsentDesk } from './consent-desk.ts'
import { licenceClaims } from './credential-desk.ts'

export const record = 'urn:oid:2.999.1.1|R-4711'
const ward = { system: 'urn:oid:2.999.1.1', value: 'R-4711' }

/** A patient with two who may stand for them, two people at a desk, and what shows all that. */
export interface FamilyDesk extends ConsentDesk {
  readonly mother: string
  readonly father: string
  /** With roots for guardians and mandates. */
  readonly trusted: readonly string[]
  file(option: string, name: string): readonly string[]
  /** As the register, which knows the law of China and the desk of the authority. */
  readonly asRegister: readonly string[]
  guardian(name: string, subject: string, person: string, more?: object): Promise<string>
}

/** @param birthDate - Of the patient. */
export async function createFamilyDesk(birthDate: string): Promise<FamilyDesk> {
  const desk = await createConsentDesk()
  const mother = await desk.newKey('mother.key')
  const father = await desk.newKey('father.key')
  await desk.issue('patient-identity', 'identity-aged.jwt', desk.patient, {
    ...{ record: ward, name: 'Pat Example', method: 'in_person', birthDate },
  })
  const guardian: FamilyDesk['guardian'] = (name, subject, person, more = {}) =>
    desk.issue('guardianship', `${name}.jwt`, subject, {
      ...{ ward, basis: 'parent', powers: ['consent', 'restrict', 'withdraw'] },
      ...{ person: { system: 'urn:oid:2.999.1.9', value: person }, ...more },
    })
  await desk.publish()
  const types = 'licence,role,accreditation,patient-identity,guardianship'
  const trusted = ['--root', `${desk.authority}=${types}`, '--status-dir', desk.path('www')]
  const file: FamilyDesk['file'] = (option, name) => [option, desk.path(name)]
  const asRegister = [
    ...[...file('--register-key', 'register.key'), ...file('--store', 'register.sqlite')],
    ...['--jurisdiction', 'china', '--desk', desk.authority, ...trusted],
    ...file('--notices', 'notices.jsonl'),
  ]
  return { ...desk, mother, father, trusted, file, asRegister, guardian }
}

/** Somebody at the desk of the authority: key, licence and role, published. */
export async function addDeskPerson(desk: FamilyDesk, name: string, number: string): Promise<void> {
  const did = await desk.newKey(`${name}.key`)
  const registration = { system: 'urn:oid:2.999.1.2', value: number }
  const licence = { ...licenceClaims, registration, name: `${name} Example` }
  const id = await desk.issue('licence', `${name}-licence.jwt`, did, licence, '--format', 'vc')
  const organisation = { did: desk.authority, name: 'Example Hospital' }
  const role = {
    ...{ name: `${name} Example`, organisation, profession: licenceClaims.profession },
    ...{ department: { did: desk.department, name: 'Desk' }, purposes: ['PATADMIN'] },
    licence: { issuer: desk.authority, id },
  }
  await desk.issue('role', `${name}-role.jwt`, did, role, '--format', 'vc')
  await desk.publish()
}
