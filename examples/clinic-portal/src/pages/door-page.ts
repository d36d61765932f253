import { credentialTypes } from '@fidecura/credentials'
import type { DoorCheck, DoorCredential, DoorReport, DoorRow } from '../door.ts'
import type { SignedIn } from '../sign-in.ts'
import { checkInWords, reasonInWords } from '../words/checks.ts'
import type { Language } from '../words/language.ts'
import { words } from '../words/words.ts'
import { claimsInWords } from './claims-in-words.ts'
import { type Html, html } from './html.ts'
import { button, type Page } from './page.ts'
import { walletLink } from './wallet-link.ts'

/** For whoever does not work here: what is missing, and by which number the clinic would know them. */
export function receptionOnlyPage(language: Language, person: SignedIn | undefined): Page {
  const texts = words[language]
  const content =
    person === undefined
      ? html`<p class="lead">${texts.receptionSignIn}</p>
${button('/sign-in', texts.asPractitioner, { name: 'as', value: 'practitioner' })}
${button('/sign-in', texts.asPatient, { name: 'as', value: 'patient' }, 'second')}`
      : html`<p class="lead">${texts.receptionOnly}</p><p><code>${person.subject}</code></p>
<p><a class="act" href="/">${texts.home}</a></p>`
  return { title: texts.door, content }
}

/** Asks whoever stands at the door, and shows every check of what they showed. */
export function doorPage(door: DoorCheck | undefined, language: Language, version: number): Page {
  const texts = words[language]
  if (door === undefined) {
    const content = html`<p class="lead">${texts.doorAsk}</p>${button('/door', texts.showCode)}`
    return { title: texts.door, content, version }
  }
  const { report, isOver, link } = door
  if (report === undefined) {
    return {
      title: texts.door,
      content: walletLink('other', link, language, texts.doorScan),
      version,
    }
  }
  const content = html`${reportIn(report, language)}${button('/door', texts.nextPerson, undefined, 'second')}`
  const page = { title: headline(report, language), content }
  // A wallet that was refused may try again, while the code is good.
  return isOver ? page : { ...page, version }
}

function headline({ verdict, credentials }: DoorReport, language: Language): string {
  const { doorPassed, doorFailed, doorUnknown, doorNothing } = words[language]
  if (credentials.length === 0) return doorNothing
  return { passed: doorPassed, failed: doorFailed, unknown: doorUnknown }[verdict]
}

function reportIn({ verdict, checks, credentials, code }: DoorReport, language: Language): Html {
  const texts = words[language]
  if (credentials.length === 0) {
    return html`<p class="lead">${texts.doorNothingLead}</p>${code !== undefined && html`<p class="code">${texts.code}: <code>${code}</code></p>`}`
  }
  const titled = credentials.map((each) => ({ title: titleOf(each, language), ...each }))
  const problems = titled.flatMap(({ title, checks: rows }) =>
    rows.filter(({ outcome }) => outcome !== 'passed').map((row) => rowOf(row, language, title)),
  )
  return html`<div class="verdict ${verdict}">
${problems.length > 0 && html`<h2>${texts.notHolding}</h2><ul class="checks">${problems}</ul>`}
${verdict !== 'passed' && html`<p>${texts.unproven}</p>`}
${credentials.map((each) => factsOf(each, language))}
</div>
${titled.map(({ title, checks: rows }) => tableOf(title, rows, language))}
${tableOf(texts.together, checks, language)}`
}

function titleOf({ is }: DoorCredential, language: Language): string {
  return words[language][is]
}

/** What matters at a door. */
const facts = {
  role: [credentialTypes.practitionerRole, ['name', 'organisation', 'department', 'profession']],
  licence: [credentialTypes.practitionerLicence, ['registration', 'jurisdiction', 'standing']],
} as const

function factsOf({ is, claims }: DoorCredential, language: Language): Html {
  const [type, names] = is === 'other' ? ['', []] : facts[is]
  return html`<dl>${claimsInWords(type, claims, names, language)}</dl>`
}

function tableOf(title: string, rows: readonly DoorRow[], language: Language): Html {
  return html`<section><h2>${title}</h2><ul class="checks">${rows.map((row) => rowOf(row, language))}</ul></section>`
}

function rowOf({ check, outcome, code }: DoorRow, language: Language, of?: string): Html {
  const { holds, fails, unknown } = words[language]
  const said = { passed: holds, failed: fails, unknown }[outcome]
  const why = code === undefined ? undefined : reasonInWords(code, language)
  const whose = of === undefined ? '' : `${of}${language === 'en' ? ': ' : '：'}`
  return html`<li class="${outcome}"><span>${whose}${checkInWords(check, language)} <code>${check}</code></span>
<strong>${said}</strong>${code !== undefined && html`<small>${why} <code>${code}</code></small>`}</li>`
}
