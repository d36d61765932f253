import type { Language } from '@fidecura/app-kit'
import { consentCodeSystems, type RequestedCategory } from '@fidecura/consent'
import { plainNameOf } from '@fidecura/consent/explain'

/** Something that can be asked for, as the consent package calls it. */
export interface Requestable {
  readonly id: string
  readonly label: string
  readonly category: RequestedCategory
}

const { actReason, loinc, resourceTypes } = consentCodeSystems

const byCode = ['11502-2', '34109-9', '18842-5'] as const
const byType = [
  'Observation',
  'Condition',
  'MedicationRequest',
  'DiagnosticReport',
  'ImagingStudy',
  'Procedure',
  'Immunization',
] as const

/** The kinds of data that are asked for most. */
export function requestableData(language: Language): readonly Requestable[] {
  return [
    ...byCode.map((code) => {
      const coding = { system: loinc, code }
      const category = { scope: 'category', codes: [coding] } as const
      return { id: code, label: labelOf(coding, language), category }
    }),
    ...byType.map((code) => {
      const coding = { system: resourceTypes, code }
      const category = { scope: 'category', types: [coding] } as const
      return { id: code, label: labelOf(coding, language), category }
    }),
  ]
}

// Of roles that run the console itself, and what no patient is asked for: nothing that a record is read for here.
const ofOthers = ['HSYSADMIN', 'PATADMIN', 'BTG']

export function readingPurposes(
  purposes: readonly string[],
  language: Language,
): readonly { readonly id: string; readonly label: string }[] {
  return purposes
    .filter((code) => !ofOthers.includes(code))
    .map((id) => ({ id, label: labelOf({ system: actReason, code: id }, language) }))
}

/** Begins with a capital, since it stands by itself. */
export function labelOf(coding: Parameters<typeof plainNameOf>[0], language: Language): string {
  const name = plainNameOf(coding, language)
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1)
}
