import { gistOfTerms } from '@fidecura/consent/explain'
import type { AskedConsent } from '../ask-for-consent.ts'
import type { ConsentOutcome } from '../consent-outcome.ts'
import type { Language } from '../words/language.ts'
import { words } from '../words/words.ts'
import { type Html, html } from './html.ts'
import { dayIn } from './instant.ts'
import { button, type Page } from './page.ts'
import { walletLink } from './wallet-link.ts'

const device = (value: 'same' | 'other') => ({ name: 'device', value })

/** Asks, waits for the wallet, or shows what came of it. */
export function consentPage(
  asked: AskedConsent | undefined,
  language: Language,
  version: number,
): Page {
  const texts = words[language]
  if (asked?.outcome !== undefined) return outcomePage(asked, asked.outcome, language)
  if (asked !== undefined) {
    const content = html`<p class="lead">${texts.consentLead}</p>
${walletLink(asked.device, asked.link, language)}
${button('/consent', texts.askAnew, device(asked.device), 'quiet')}`
    return { title: texts.consent, content, version }
  }
  const content = html`<p class="lead">${texts.consentLead}</p>
${button('/consent', texts.askHere, device('same'))}
${button('/consent', texts.askThere, device('other'), 'second')}`
  return { title: texts.consent, content, version }
}

/** Whoever signed in elsewhere, or long ago, may look at their page and not agree to anything. */
export function notEnoughPage(language: Language): Page {
  const texts = words[language]
  const content = html`<p class="lead">${texts.notEnoughLead}</p>
${button('/sign-in', texts.signInHere, { name: 'as', value: 'patient-here' })}`
  return { title: texts.notEnough, content }
}

function outcomePage(
  { content: asked }: AskedConsent,
  outcome: ConsentOutcome,
  language: Language,
): Page {
  const texts = words[language]
  const home = html`<p><a class="act second" href="/me">${texts.toMyPage}</a></p>`
  const again = button('/consent', texts.askAnew, device('same'), 'second')
  switch (outcome.kind) {
    case 'declined':
      return {
        title: texts.declined,
        content: html`<p class="lead">${texts.declinedLead}</p>${again}${home}`,
      }
    case 'refused':
      return {
        title: texts.notCounted,
        content: html`<p class="lead">${texts.notCountedLead}</p>
<p class="code">${texts.code}: <code>${outcome.code}</code></p>${again}${home}`,
      }
    case 'agreed':
    case 'narrowed': {
      const { statement } = outcome
      const isAll = outcome.kind === 'agreed'
      const { data } = gistOfTerms(statement.terms, { language })
      const left = new Set(data.map(({ code }) => code))
      const item = ({ code, name }: { readonly code: string; readonly name: string }): Html => {
        const isIn = left.has(code)
        return html`<li class="${isIn ? 'in' : 'out'}"><span>${name}</span> <small>${isIn ? texts.isIn : texts.isOut}</small></li>`
      }
      return {
        title: isAll ? texts.agreed : texts.narrowed,
        content: html`<p class="lead">${isAll ? texts.agreedLead : texts.narrowedLead}</p>
<h2>${texts.mayWeSee}</h2>
<ul class="kinds">${gistOfTerms(asked.terms, { language }).data.map(item)}</ul>
<p>${texts.validUntil} ${dayIn(statement.validUntil, language)}</p>
<p>${texts.checkedText}</p>
<details><summary>${texts.signedText}</summary><p class="signed" lang="${statement.language}">${statement.text}</p></details>
<p>${texts.atHospital}</p>${home}`,
      }
    }
    default:
      outcome satisfies never
      throw new Error('no such outcome')
  }
}
