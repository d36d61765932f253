import { nameText } from '@fidecura/base'
import { codeSystems } from '../code-systems.ts'
import { quoted } from './value-labels.ts'

/** As people know them, in either language. */
const names: Readonly<Record<string, string>> = {
  [codeSystems.nucc]: 'NUCC',
  [codeSystems.snomedCt]: 'SNOMED CT',
  [codeSystems.degree]: 'HL7 v2 0360',
  [codeSystems.actReason]: 'HL7 ActReason',
  [codeSystems.roleCode]: 'HL7 RoleCode',
  [codeSystems.loinc]: 'LOINC',
}

/**
 * A code system for people. Issuers write any text there: one that is no URI could be a name from our
 * list, and stands between quotation marks.
 */
export function nameOfSystem(system: string): string {
  const known = Object.hasOwn(names, system) ? names[system] : undefined
  if (known !== undefined) return known
  const shown = nameText(system)
  return isUri.test(shown) ? shown : quoted(shown)
}

const isUri = /^[a-z][a-z\d+.-]*:\S+$/i
