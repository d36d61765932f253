import { useLanguage } from '@fidecura/app-kit'
import { cleanText, type JsonObject, nameText } from '@fidecura/base'
import type { Coding } from '@fidecura/credentials'
import { displayClaims, displayType, placeOfDid } from '@fidecura/credentials/display'
import type { ShownCredential } from '../../model/openid/shown-log.ts'
import { usePatient } from '../../patient.tsx'

/** A credential, or the part of one that would be shown. */
interface Describable {
  readonly types: readonly string[]
  readonly issuer: string
  readonly claims: JsonObject
}

/** Puts credentials into the words of the packages, in the language of the screen. */
export interface Describe {
  credential(of: Describable): ShownCredential
  type(type: string): string
}

export function useDescribe(): Describe {
  const { language } = useLanguage()
  const { configuration } = usePatient()
  const { custodian, departments = [], staffing } = configuration ?? {}
  const parties = [...departments, ...(custodian === undefined ? [] : [custodian])]
  const { professions = [], specialties = [] } = staffing ?? {}
  const nameOfCode = ({ system, code }: Pick<Coding, 'system' | 'code'>) =>
    [...professions, ...specialties].find(
      ({ coding }) => coding.system === system && coding.code === code,
    )?.labels[language]
  const typeName = (type: string) => displayType(type, language) ?? nameText(type)
  return {
    type: typeName,
    credential({ types, issuer, claims }) {
      const lines = displayClaims({ types, claims }, language, { nameOfCode })
      return {
        name: types.map(typeName).join(' · '),
        issuer: parties.find(({ did }) => did === issuer)?.name ?? placeOfDid(issuer),
        // Types of others have no words of ours: what they say is shown as it stands.
        lines: lines.length > 0 ? lines : Object.entries(claims).map(plainLine),
      }
    },
  }
}

function plainLine([claim, value]: readonly [string, JsonObject[string]]) {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return { label: nameText(claim), values: [cleanText(text)] }
}
