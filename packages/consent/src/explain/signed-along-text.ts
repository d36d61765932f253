import { cleanText, literalText } from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import { policyAsWritten } from '../fhir/policies.ts'
import type { ReferenceMap } from '../fhir/source.ts'
import type { StatementReference } from '../withdrawal.ts'
import type { Language } from './catalogue.ts'

interface SignedAlongWords {
  readonly register: string
  readonly replaced: (id: string, issuer: string) => string
  readonly source: string
  readonly standsFor: (name: string, target: string) => string
  readonly asWritten: (name: string) => string
}

const words: Readonly<Record<Language, SignedAlongWords>> = {
  en: {
    register: 'Registered with: ',
    replaced: (id, issuer) =>
      `Ends, and takes the place of, the earlier statement: ${id}, signed by ${issuer}`,
    source: 'Made from a FHIR Consent, in which:',
    standsFor: (name, target) => `  ${name} stands for ${target}`,
    asWritten: (name) => `  ${name} is a policy that limits nothing beyond what is written here`,
  },
  'zh-CN': {
    register: '登记处：',
    replaced: (id, issuer) => `取代并终止此前的声明：${id}（由${issuer}签署）`,
    source: '依据一份 FHIR Consent 写成，其中：',
    standsFor: (name, target) => `  ${name} 指 ${target}`,
    asWritten: (name) => `  ${name} 是一项政策，除此处所写之外不作其他限制`,
  },
}

/** Where it goes, which alone may keep it. */
export function registerLine(register: Did, language: Language): string {
  return `${words[language].register}${cleanText(register)}`
}

/** What ends with it: an id is unique for its signer alone. */
export function replacedLine({ id, issuer }: StatementReference, language: Language): string {
  return words[language].replaced(cleanText(id), cleanText(issuer))
}

/** What the names in its source stand for, which a verifier reads the terms by. */
export function sourceLines(references: ReferenceMap, language: Language): readonly string[] {
  const { source, standsFor, asWritten } = words[language]
  // By code unit, so that every verifier sorts alike.
  const names = Object.keys(references).sort()
  if (names.length === 0) return []
  return [
    source,
    ...names.map((name) => {
      const target = references[name] ?? ''
      const shown = literalText(name)
      return target === policyAsWritten ? asWritten(shown) : standsFor(shown, literalText(target))
    }),
  ]
}
