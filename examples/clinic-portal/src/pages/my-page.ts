import { sameDeviceAcr } from '@fidecura/bridge/platform'
import type { Hospital } from '../portal-options.ts'
import type { SignedIn } from '../sign-in.ts'
import type { Language } from '../words/language.ts'
import { words } from '../words/words.ts'
import { type Html, html } from './html.ts'
import { instantIn } from './instant.ts'
import { button, type Page } from './page.ts'

/** What was proven of whoever is signed in, and what they may do here. */
export function myPage(
  { subject, proven, claims }: SignedIn,
  { language, hospital, version }: { language: Language; hospital: Hospital; version: number },
): Page {
  const texts = words[language]
  const { name, patient, practitioner } = claims as ScopedClaims
  const isHere = proven['acr'] === sameDeviceAcr
  const rows = [
    ...(name === undefined ? [] : [row(texts.nameOf, name)]),
    ...(patient === undefined ? [] : patientRows(patient)),
    ...(practitioner === undefined ? [] : practitionerRows(practitioner)),
    row(texts.how, isHere ? texts.sameDevice : texts.otherDevice, String(proven['acr'] ?? '')),
    row(texts.when, instantIn(Number(proven['auth_time']), language)),
  ]
  const content = html`
<h2>${texts.proven}</h2>
<dl>${rows}</dl>
${
  patient !== undefined &&
  html`<section><h2>${texts.consent}</h2><p>${texts.consentLead}</p>
<p><a class="act" href="/consent">${texts.toConsent}</a></p></section>`
}
<details><summary>${texts.subject}</summary><p>${texts.subjectNote}</p><p><code>${subject}</code></p></details>
${button('/sign-out', texts.signOut, undefined, 'quiet')}`
  const title = name === undefined ? texts.myPage : texts.hello(name)
  return { title, content, version }

  function patientRows({ custodian, record }: NonNullable<ScopedClaims['patient']>): Html[] {
    const whose = custodian === hospital.did ? hospital.name : ''
    return [
      row(texts.patientOf, whose, custodian),
      ...(record === undefined ? [] : [row(texts.recordNumber, record.value, record.system)]),
    ]
  }

  function practitionerRows(found: NonNullable<ScopedClaims['practitioner']>): Html[] {
    const { organisation, department, profession, licence } = found
    return [
      row(texts.organisation, organisation.name, organisation.did),
      row(texts.department, department.name, department.did),
      row(texts.profession, profession.display ?? '', profession.code),
      row(texts.licence, licence.registration.value, licence.registration.system),
      row(texts.standing, standingIn(licence.standing, language), licence.jurisdiction),
    ]
  }
}

/** Other words than the usual one stand there as they are. */
export function standingIn(standing: string, language: Language): string {
  return standing === 'active' ? words[language].active : standing
}

/** A term, what people call it, and the name behind it that programs compare. */
function row(term: string, text: string, behind?: string): Html {
  return html`<div><dt>${term}</dt><dd>${text}${behind !== undefined && html` <code>${behind}</code>`}</dd></div>`
}

interface Named {
  readonly did: string
  readonly name: string
}

/** As the bridge hands them out, by scope. */
interface ScopedClaims {
  readonly name?: string
  readonly patient?: {
    readonly custodian: string
    readonly record?: { readonly system: string; readonly value: string }
  }
  readonly practitioner?: {
    readonly organisation: Named
    readonly department: Named
    readonly profession: { readonly code: string; readonly display?: string }
    readonly licence: {
      readonly registration: { readonly system: string; readonly value: string }
      readonly jurisdiction: string
      readonly standing: string
    }
  }
}
