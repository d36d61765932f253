import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Identifier } from '@fidecura/credentials'
import { inviteFirst, issueAtClaim } from '../acts/invite-first.ts'
import { ServerError } from '../errors.ts'
import type { Hospital } from '../hospital/hospital.ts'
import { recordFolderName } from '../hospital/record-source.ts'
import { exampleCodes, exampleRegister } from './example-hospitals.ts'

/** Somebody who works in the example, and what for. All of them are invented. */
export interface ExamplePerson {
  readonly hospital: string
  readonly department: string
  readonly name: string
  readonly number: string
  /** What they do: the secretary brings people in, the approver approves, doctors read and write. */
  readonly part:
    | 'secretary'
    | 'approver'
    | 'doctor'
    | 'wallet_doctor'
    | 'remote_doctor'
    | 'administrator'
    | 'second_administrator'
}

/** The way in for one of them, once. */
export interface ExampleInvitation extends ExamplePerson {
  /** Opens the console, or the wallet of whoever shows their credentials elsewhere, with the code in the fragment. */
  readonly link: string
}

const examplePeople: readonly ExamplePerson[] = [
  { ...inCardiology(), name: 'Sam Example', number: 'C-1001', part: 'secretary' },
  { ...inCardiology(), name: 'Alex Example', number: 'C-1002', part: 'approver' },
  { ...inCardiology(), name: 'Dr Ada Example', number: 'P-2001', part: 'doctor' },
  { ...inCardiology(), name: 'Dr Wen Example', number: 'P-2003', part: 'wallet_doctor' },
  {
    ...{ hospital: 'hillside', department: 'telemedicine' },
    ...{ name: 'Dr Theo Example', number: 'P-2002', part: 'remote_doctor' },
  },
  { ...inManagement(), name: 'Robin Example', number: 'C-1003', part: 'administrator' },
  { ...inManagement(), name: 'Kim Example', number: 'C-1004', part: 'second_administrator' },
]

/** Whom the secretary can enrol: a record with something in it. */
export const examplePatient = {
  record: { system: 'urn:oid:2.999.1.1', value: 'R-4711' },
  name: 'Pat Example',
  birthDate: '1958-03-14',
} as const

/** Invites whoever of the example has not come yet: each start prints new links, and the older ones lead nowhere. */
export async function inviteExamplePeople(
  hospitals: ReadonlyMap<string, Hospital>,
): Promise<readonly ExampleInvitation[]> {
  const invitations: ExampleInvitation[] = []
  for (const person of examplePeople) {
    const hospital = hospitals.get(person.hospital)
    // A folder that an older example has left knows fewer departments.
    const isThere = hospital?.departments.has(person.department) === true
    const link = isThere ? await linkFor(hospital, person) : undefined
    if (link !== undefined) invitations.push({ ...person, link })
  }
  return invitations
}

async function linkFor(hospital: Hospital, person: ExamplePerson): Promise<string | undefined> {
  const { department, name, number, part } = person
  const isClerk = !part.endsWith('doctor')
  const profession = isClerk ? exampleCodes.clerk : exampleCodes.physician
  const row = {
    ...{ name, profession, jurisdiction: 'CN', licensedUntil: '2099-12-31' },
    registration: { system: exampleRegister, value: number },
    specialties: isClerk ? [] : [exampleCodes.cardiology],
    purposes: purposesOf(part),
  }
  try {
    const offer = await inviteFirst(hospital, { department, row, [issueAtClaim]: true })
    // Whoever made it, an offer is claimed by either app.
    return part === 'wallet_doctor' ? offer.link.replace('/console/', '/patient/') : offer.link
  } catch (error) {
    // They came when the example ran before, and have their key.
    if (ServerError.is(error) && error.code === 'staff_known') return undefined
    throw error
  }
}

/** Whoever treats here may break the glass; doctors from afar read what patients permit. */
function purposesOf(part: ExamplePerson['part']): readonly string[] {
  switch (part) {
    case 'secretary':
    case 'approver':
      return ['HSYSADMIN', 'PATADMIN']
    case 'administrator':
    case 'second_administrator':
      return ['HSYSADMIN']
    case 'wallet_doctor':
    case 'doctor':
      return ['TREAT', 'BTG']
    case 'remote_doctor':
      return ['TREAT']
    default:
      return part satisfies never
  }
}

/** Writes what the record of the example's patient holds. */
export async function writeExampleRecord(folder: string, record: Identifier): Promise<void> {
  const place = join(folder, await recordFolderName(record))
  await mkdir(place, { recursive: true, mode: 0o700 })
  for (const [name, resource] of Object.entries(resources)) {
    // A decimal as it was measured, which JavaScript could not write again.
    const text = JSON.stringify(resource).replace('"value":128', '"value":128.0')
    await writeFile(join(place, `${name}.json`), text, { mode: 0o600 })
  }
}

const subject = { reference: 'Patient/1' } as const
const loinc = 'http://loinc.org'
const snomedCt = 'http://snomed.info/sct'

const resources = {
  'blood-pressure': {
    ...{ resourceType: 'Observation', id: 'blood-pressure', status: 'final', subject },
    code: { coding: [{ system: loinc, code: '8480-6', display: 'Systolic blood pressure' }] },
    ...{
      effectiveDateTime: '2026-11-02T09:30:00+08:00',
      valueQuantity: { value: 128, unit: 'mmHg' },
    },
  },
  cholesterol: {
    ...{ resourceType: 'Observation', id: 'cholesterol', status: 'final', subject },
    code: { coding: [{ system: loinc, code: '2093-3', display: 'Cholesterol' }] },
    ...{
      effectiveDateTime: '2026-11-02T09:45:00+08:00',
      valueQuantity: { value: 5.2, unit: 'mmol/L' },
    },
  },
  medication: {
    ...{ resourceType: 'MedicationRequest', id: 'medication', status: 'active', subject },
    ...{ intent: 'order', authoredOn: '2026-11-02' },
    medicationCodeableConcept: {
      coding: [{ system: snomedCt, code: '387458008', display: 'Aspirin' }],
    },
  },
  laboratory: {
    ...{ resourceType: 'DiagnosticReport', id: 'laboratory', status: 'final', subject },
    code: { coding: [{ system: loinc, code: '11502-2', display: 'Laboratory report' }] },
    ...{ effectiveDateTime: '2026-11-02T09:45:00+08:00', conclusion: 'Cholesterol 5.2 mmol/L' },
  },
  note: documentOf('note', {
    ...{ code: '34109-9', display: 'Note', date: '2026-11-02T10:00:00+08:00' },
    description: 'Feels well, walks every day',
  }),
  discharge: documentOf('discharge', {
    ...{ code: '18842-5', display: 'Discharge summary', date: '2025-03-10T15:00:00+08:00' },
    description: 'Sent home after two days, check in a year',
  }),
}

interface Written {
  readonly code: string
  readonly display: string
  readonly date: string
  readonly description: string
}

function documentOf(id: string, { code, display, date, description }: Written): object {
  return {
    ...{ resourceType: 'DocumentReference', id, status: 'current', subject, date, description },
    type: { coding: [{ system: loinc, code, display }] },
    content: [{ attachment: { contentType: 'text/plain', title: description } }],
  }
}

function inManagement(): Pick<ExamplePerson, 'hospital' | 'department'> {
  return { hospital: 'riverside', department: 'management' }
}

function inCardiology(): Pick<ExamplePerson, 'hospital' | 'department'> {
  return { hospital: 'riverside', department: 'cardiology' }
}
