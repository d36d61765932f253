import { expect } from '@jest/globals'
import { createShell } from './shell.ts'
import type { Run } from './support.ts'

/**
 * Every party has a key file and a store of its own, and hands files to the others. Organisations are
 * known by did:key; their lists lie in a folder, as they would be fetched from their hosts.
 */
export const shell = createShell()
const { fidecura, variables } = shell
export const record = '"urn:oid:2.999.1.1|R-4711"'

const cardiologist = { system: 'http://snomed.info/sct', code: '394579002' }
const orthopaedist = { system: 'http://snomed.info/sct', code: '394801008' }
const physician = { system: 'http://snomed.info/sct', code: '309343006' }
const tokenOf = ({ system, code }: typeof physician): string => `${system}|${code}`
const types = ['practitioner-role', 'patient-identity', 'issuing-accreditation'].map(
  (name) => `urn:fidecura:credential:${name}:1`,
)

/** The exit code, with what was said if it is another one than was expected. */
export async function expectCode(code: number, line: string): Promise<Run> {
  const run = await fidecura(line)
  expect([run.code, run.code === code ? '' : run.stdout + run.stderr]).toEqual([code, ''])
  return run
}

async function issue(
  by: string,
  type: string,
  to: string,
  file: string,
  claims: object,
): Promise<void> {
  shell.write(`${file}.json`, JSON.stringify(claims))
  const { json } = await expectCode(
    0,
    `credential issue --key ./${by}.key --store ./${by}.sqlite --list https://${by}.example/1
      --type ${type} --subject $${to} --claims ./${file}.json --out ./${file}.jwt --json`,
  )
  variables.set(file, json['id'] as string)
}

export async function publish(...issuers: readonly string[]): Promise<void> {
  for (const name of issuers) {
    await expectCode(
      0,
      `credential publish --key ./${name}.key --store ./${name}.sqlite
        --list https://${name}.example/1 --out ./www`,
    )
  }
}

export const everybody = ['authority', 'hospital', 'cardiology', 'orthopaedics'] as const
export const did = (name: string): string => variables.get(name) as string

/** What the platform knows: the authority, and files that hold its lists and those of others. */
export const trust =
  '--root $authority=licence,role,accreditation,patient-identity --status-dir ./www'
export const register = '--register-key ./hospital.key --store ./register.sqlite'

/** The doctor presents what the platform asked for. Returns the options of that request. */
export async function present(doctor: 'a' | 'b', department: string): Promise<string> {
  const { json } = await expectCode(0, 'credential nonce --json')
  const { nonce } = json as { readonly nonce: string }
  const out = `./presented-${nonce}.json`
  await expectCode(
    0,
    `credential present ./role_${doctor}.jwt ./licence_${doctor}.jwt --key ./doctor_${doctor}.key
      --audience https://lab.example --nonce ${nonce} --disclose specialties
      --chain ./hospital_accredited.jwt ./${department}_accredited.jwt --out ${out}`,
  )
  return `--presentation ${out} --audience https://lab.example --nonce ${nonce}`
}

/** The platform decides from files: what was presented, what the register said, the lists. */
export function decide(
  code: number,
  presented: string,
  set: string,
  purpose = 'TREAT',
): Promise<Run> {
  return expectCode(
    code,
    `consent decide ${presented} --set ${set} --register $hospital --store ./lab.sqlite
      --record ${record} --purpose ${purpose} --combine deny_overrides ${trust} --json
      --custodian $hospital
      --data-type "http://loinc.org|11502-2" "http://loinc.org|34109-9"`,
  )
}

export function attest(set: string): Promise<Run> {
  return expectCode(0, `consent attest --record ${record} ${register} --out ${set}`)
}

/** Steps 1 and 2: keys, identification, accreditations, licences and roles. */
export async function vouch(): Promise<void> {
  for (const name of [...everybody, 'doctor_a', 'doctor_b', 'patient']) {
    const { json } = await expectCode(0, `keys create --out ./${name}.key --json`)
    variables.set(name, json['did'] as string)
  }
  await issue('authority', 'accreditation', 'hospital', 'hospital_accredited', {
    name: 'Example Hospital',
    types,
    depth: 1,
    organisations: [did('hospital')],
    departments: [did('cardiology'), did('orthopaedics')],
    specialties: [tokenOf(cardiologist), tokenOf(orthopaedist)],
    purposes: ['TREAT', 'HRESCH'],
    recordSystems: ['urn:oid:2.999.1.1'],
  })
  await issue('hospital', 'patient-identity', 'patient', 'patient_identity', {
    record: { system: 'urn:oid:2.999.1.1', value: 'R-4711' },
    name: 'Pat Example',
    method: 'in_person',
  })
  for (const [doctor, department, specialty] of [
    ['a', 'cardiology', cardiologist],
    ['b', 'orthopaedics', orthopaedist],
  ] as const) {
    const name = `Dr ${doctor.toUpperCase()} Example`
    await issue('hospital', 'accreditation', department, `${department}_accredited`, {
      name: department,
      types: types.slice(0, 1),
      depth: 0,
      organisations: [did('hospital')],
      departments: [did(department)],
      specialties: [tokenOf(specialty)],
      purposes: ['TREAT', 'HRESCH'],
    })
    await issue('authority', 'licence', `doctor_${doctor}`, `licence_${doctor}`, {
      name,
      regulator: 'Riverland Health Authority',
      registration: { system: 'urn:oid:2.999.1.2', value: `1234${doctor}` },
      profession: physician,
      specialties: [specialty],
      jurisdiction: 'CN',
      standing: 'active',
    })
    await issue(department, 'role', `doctor_${doctor}`, `role_${doctor}`, {
      name,
      organisation: { did: did('hospital'), name: 'Example Hospital' },
      department: { did: did(department), name: department },
      profession: physician,
      specialties: [specialty],
      purposes: ['TREAT', 'HRESCH'],
      licence: { issuer: did('authority'), id: did(`licence_${doctor}`) },
    })
  }
  await publish(...everybody)
}
