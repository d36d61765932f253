import { createDesk, createTemplateDesk, type Desk } from './support.ts'

export const listUrl = 'https://board.example/status/1'

/** An authority, a department that it accredited, and a doctor with licence and role. */
export interface CredentialDesk extends Desk {
  readonly authority: string
  readonly department: string
  readonly doctor: string
  /** What a relying party says about whom it trusts. */
  readonly trust: readonly string[]
  issue(
    type: string,
    out: string,
    subject: string,
    claims: object,
    ...more: readonly string[]
  ): Promise<string>
  publish(key?: string, list?: string): Promise<void>
}

export const licenceClaims = {
  name: 'Dr Ada Example',
  regulator: 'Riverland Health Authority',
  registration: { system: 'urn:oid:2.999.1.2', value: '12345' },
  profession: { system: 'http://snomed.info/sct', code: '309343006', display: 'Physician' },
  jurisdiction: 'CN',
  standing: 'active',
} as const

export const departmentList = 'https://cardiology.example/status/1'

/** Made once for a test file. */
let template: Promise<Template> | undefined

interface Template extends Pick<CredentialDesk, 'authority' | 'department' | 'doctor'> {
  readonly folder: string
}

export async function createCredentialDesk(): Promise<CredentialDesk> {
  template ??= makeTemplate()
  const { folder, ...people } = await template
  return furnish(createDesk(folder), people)
}

async function makeTemplate(): Promise<Template> {
  const desk = createTemplateDesk()
  const authority = await desk.newKey('authority.key')
  const department = await desk.newKey('department.key', '--algorithm', 'EdDSA')
  const doctor = await desk.newKey('doctor.key')
  return { folder: desk.folder, authority, department, doctor }
}

export function furnish(desk: Desk, people: Omit<Template, 'folder'>): CredentialDesk {
  const all = 'licence,role,accreditation,patient-identity'
  const issue: CredentialDesk['issue'] = async (type, out, subject, claims, ...more) => {
    const claimsFile = desk.write(`${out}.claims.json`, claims as never)
    const given = new Set(more)
    const or = (option: string, value: string): readonly string[] =>
      given.has(option) ? [] : [option, value]
    const { json } = await desk.yes([
      ...['credential', 'issue', '--type', type, '--subject', subject, '--json'],
      ...['--claims', claimsFile, '--out', desk.path(out)],
      ...or('--key', desk.path('authority.key')),
      ...or('--store', desk.path('authority.sqlite')),
      ...or('--list', listUrl),
      ...more,
    ])
    return json['id'] as string
  }
  const publish: CredentialDesk['publish'] = async (key = 'authority', list = listUrl) => {
    const files = ['--key', desk.path(`${key}.key`), '--store', desk.path(`${key}.sqlite`)]
    const out = ['--list', list, '--out', desk.path('www')]
    await desk.yes(['credential', 'publish', ...files, ...out])
  }
  const trust = ['--root', `${people.authority}=${all}`, '--status-dir', desk.path('www')]
  return { ...desk, ...people, trust, issue, publish }
}

/** The licence of a doctor, published as good. */
export async function issueLicence(desk: CredentialDesk): Promise<string> {
  const id = await desk.issue('licence', 'licence.jwt', desk.doctor, licenceClaims)
  await desk.publish()
  return id
}

const cardiology = { system: 'http://snomed.info/sct', code: '394579002' }

/** Everything for a role: accreditation of the department, licence and role of the doctor. */
export async function issueRole(desk: CredentialDesk): Promise<void> {
  const { authority, department, doctor } = desk
  await desk.issue('accreditation', 'accreditation.jwt', department, {
    name: 'Cardiology, Example Hospital',
    types: ['urn:fidecura:credential:practitioner-role:1'],
    depth: 0,
    organisations: [authority],
    departments: [department],
    specialties: [`${cardiology.system}|${cardiology.code}`],
    purposes: ['TREAT', 'HRESCH'],
  })
  const id = await issueLicence(desk)
  const role = {
    name: licenceClaims.name,
    organisation: { did: authority, name: 'Example Hospital' },
    department: { did: department, name: 'Cardiology, Example Hospital' },
    profession: licenceClaims.profession,
    specialties: [cardiology],
    purposes: ['TREAT', 'HRESCH'],
    licence: { issuer: authority, id },
  }
  const own = ['--key', desk.path('department.key'), '--store', desk.path('department.sqlite')]
  await desk.issue('role', 'role.jwt', doctor, role, ...own, '--list', departmentList)
  await desk.publish('department', departmentList)
}
