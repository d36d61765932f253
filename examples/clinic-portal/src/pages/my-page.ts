import type { JsonObject } from '@fidecura/base'
import { sameDeviceAcr } from '@fidecura/bridge/platform'
import { credentialTypes } from '@fidecura/credentials'
import type { Hospital } from '../portal-options.ts'
import type { SignedIn } from '../sign-in.ts'
import type { Language } from '../words/language.ts'
import { words } from '../words/words.ts'
import { claimsInWords } from './claims-in-words.ts'
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

  function practitionerRows({ licence, ...role }: NonNullable<ScopedClaims['practitioner']>) {
    const { practitionerRole, practitionerLicence } = credentialTypes
    const ofRole = ['organisation', 'department', 'profession']
    const ofLicence = ['registration', 'jurisdiction', 'standing']
    return [
      ...claimsInWords(practitionerRole, role, ofRole, language),
      ...claimsInWords(practitionerLicence, licence, ofLicence, language),
    ]
  }
}

/** A term, what people call it, and the name behind it that programs compare. */
function row(term: string, text: string, behind?: string): Html {
  return html`<div><dt>${term}</dt><dd>${text}${behind !== undefined && html` <code>${behind}</code>`}</dd></div>`
}

/** As the bridge hands them out, by scope. */
interface ScopedClaims {
  readonly name?: string
  readonly patient?: {
    readonly custodian: string
    readonly record?: { readonly system: string; readonly value: string }
  }
  /** Role and licence, with the very members that these credentials have. */
  readonly practitioner?: JsonObject & { readonly licence: JsonObject }
}
