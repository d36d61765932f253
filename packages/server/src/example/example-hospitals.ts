import type { Coding } from '@fidecura/credentials'

/** A hospital of the example. All of it is invented. */
export interface ExampleHospital {
  readonly id: string
  readonly name: string
  readonly recordSystem: string
  readonly departments: readonly { readonly id: string; readonly name: string }[]
  readonly specialties: readonly Coding[]
}

const snomedCt = 'http://snomed.info/sct'

type ExampleCode = 'cardiology' | 'orthopaedics' | 'general' | 'physician' | 'clerk'

export const exampleCodes: Readonly<Record<ExampleCode, Coding>> = {
  cardiology: { system: snomedCt, code: '394579002', display: 'Cardiology' },
  orthopaedics: { system: snomedCt, code: '394801008', display: 'Trauma and orthopaedics' },
  general: { system: snomedCt, code: '394814009', display: 'General practice' },
  physician: { system: snomedCt, code: '309343006', display: 'Physician' },
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
    ],
    specialties: [exampleCodes.cardiology, exampleCodes.orthopaedics],
  },
  {
    ...{ id: 'hillside', name: 'Hillside Hospital', recordSystem: 'urn:oid:2.999.2.1' },
    departments: [{ id: 'telemedicine', name: 'Telemedicine, Hillside Hospital' }],
    specialties: [exampleCodes.general, exampleCodes.cardiology],
  },
]

/** What the example's people may be given a role for. */
export const examplePurposes: readonly string[] = ['TREAT', 'HRESCH', 'HSYSADMIN', 'PATADMIN']
