import type { Coding } from '@fidecura/credentials'
import type { Choice, Staffing } from '../api/bodies.ts'

/** A hospital of the example. All of it is invented. */
export interface ExampleHospital {
  readonly id: string
  readonly name: string
  readonly recordSystem: string
  readonly departments: readonly { readonly id: string; readonly name: string }[]
  readonly specialties: readonly Coding[]
  /** Who gives orders: numbers in the register of the example. */
  readonly administration?: { readonly department: string; readonly first: readonly string[] }
}

const snomedCt = 'http://snomed.info/sct'

type ExampleCode = 'cardiology' | 'orthopaedics' | 'general' | 'physician' | 'nurse' | 'clerk'

export const exampleCodes: Readonly<Record<ExampleCode, Coding>> = {
  cardiology: { system: snomedCt, code: '394579002', display: 'Cardiology' },
  orthopaedics: { system: snomedCt, code: '394801008', display: 'Trauma and orthopaedics' },
  general: { system: snomedCt, code: '394814009', display: 'General practice' },
  physician: { system: snomedCt, code: '309343006', display: 'Physician' },
  nurse: { system: snomedCt, code: '106292003', display: 'Professional nurse' },
  clerk: { system: snomedCt, code: '159561009', display: 'Medical secretary' },
}

/** Numbers people of both hospitals. */
export const exampleRegister = 'urn:oid:2.999.1.2'

export const exampleHospitals: readonly ExampleHospital[] = [
  {
    ...{ id: 'riverside', name: 'Riverside Hospital', recordSystem: 'urn:oid:2.999.1.1' },
    departments: [
      { id: 'cardiology', name: 'Cardiology, Riverside Hospital' },
      { id: 'orthopaedics', name: 'Orthopaedics, Riverside Hospital' },
      { id: 'management', name: 'Management, Riverside Hospital' },
    ],
    administration: { department: 'management', first: ['C-1003', 'C-1004'] },
    specialties: [exampleCodes.cardiology, exampleCodes.orthopaedics],
  },
  {
    ...{ id: 'hillside', name: 'Hillside Hospital', recordSystem: 'urn:oid:2.999.2.1' },
    departments: [{ id: 'telemedicine', name: 'Telemedicine, Hillside Hospital' }],
    specialties: [exampleCodes.general, exampleCodes.cardiology],
  },
]

/** What the example's people may be given a role for. */
export const examplePurposes: readonly string[] = [
  'TREAT',
  'BTG',
  'HRESCH',
  'HSYSADMIN',
  'PATADMIN',
]

const choice = (code: ExampleCode, en: string, chinese: string): Choice => ({
  coding: exampleCodes[code],
  labels: { en, 'zh-CN': chinese },
})

/** What lists of staff may say. */
export const exampleStaffing: Staffing = {
  jurisdiction: 'CN',
  register: { system: exampleRegister, name: 'Riverland register of health professions' },
  purposes: ['TREAT'],
  professions: [
    choice('physician', 'Physician', '医师'),
    choice('nurse', 'Nurse', '护士'),
    choice('clerk', 'Medical secretary', '医务秘书'),
  ],
  specialties: [
    choice('cardiology', 'Cardiology', '心血管内科'),
    choice('orthopaedics', 'Orthopaedics', '骨科'),
    choice('general', 'General practice', '全科医学'),
  ],
}
