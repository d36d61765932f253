import { cleanText } from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import type { RepresentedBy } from '../representation/representation.ts'
import type { Language } from './catalogue.ts'

const words: Readonly<
  Record<
    Language,
    { readonly line: (who: string, did: string) => string } & Record<RepresentedBy, string>
  >
> = {
  en: {
    line: (who, did) => `Signed on behalf of the patient by: ${who} (${did})`,
    guardian: 'a guardian',
    court_order: 'a guardian whom a court appointed',
    proxy: 'a proxy, by the mandate of the patient',
  },
  'zh-CN': {
    line: (who, did) => `代患者签署：${who}（${did}）`,
    guardian: '监护人',
    court_order: '法院指定的监护人',
    proxy: '受托人，依据患者的授权委托',
  },
}

/** Who signs in the patient's place. Part of what is signed, see renderTerms. */
export function behalfLine(by: RepresentedBy, issuer: Did, language: Language): string {
  const { line, [by]: who } = words[language]
  return line(who, cleanText(issuer))
}
