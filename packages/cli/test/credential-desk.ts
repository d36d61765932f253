import { createDesk, type Desk } from './support.ts'

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

export async function createCredentialDesk(): Promise<CredentialDesk> {
  const desk = createDesk()
  const authority = await desk.newKey('authority.key')
  const department = await desk.newKey('department.key', '--algorithm', 'EdDSA')
  const doctor = await desk.newKey('doctor.key')
  const all = 'licence,role,accreditation,patient-identity'
  const issue: CredentialDesk['issue'] = async (type, out, subject, claims, ...more) => {
    const claimsFile = desk.write(`${out}.claims.json`, claims as never)
    const given = new Set(more)
    const or = (option: string, value: string): readonly string[] =>
      given.has(option) ? [] : [option, value]
    const args = ['credential', 'issue', '--type', type, '--subject', subject, '--json']
    const { json } = await desk.yes([
      ...args,
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
  const trust = ['--root', `${authority}=${all}`, '--status-dir', desk.path('www')]
  return { ...desk, authority, department, doctor, trust, issue, publish }
}

/** The licence of a doctor, published as good. */
export async function issueLicence(desk: CredentialDesk): Promise<string> {
  const id = await desk.issue('licence', 'licence.jwt', desk.doctor, licenceClaims)
  await desk.publish()
  return id
}
