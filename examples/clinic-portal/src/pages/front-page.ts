import type { Language } from '../words/language.ts'
import { words } from '../words/words.ts'
import { html } from './html.ts'
import { button, type Page } from './page.ts'

/** Where everybody begins. */
export function frontPage(language: Language, isSignedIn: boolean): Page {
  const texts = words[language]
  const as = (value: string) => ({ name: 'as', value })
  const content = html`
<p class="lead">${texts.welcomeLead}</p>
${
  isSignedIn
    ? html`<p><a class="act" href="/me">${texts.toMyPage}</a></p>`
    : [
        button('/sign-in', texts.asPatient, as('patient')),
        button('/sign-in', texts.asPractitioner, as('practitioner'), 'second'),
      ]
}
<hr>
<p>${texts.doorLead}</p>
<p><a class="act second" href="/door">${texts.toDoor}</a></p>`
  return { title: texts.welcome, content }
}

/** Somebody who was signed in is so no longer, and learns why. */
export function signedOutPage(language: Language): Page {
  const texts = words[language]
  const content = html`<p class="lead" role="status">${texts.signedOutLead}</p>
<p><a class="act" href="/">${texts.home}</a></p>`
  return { title: texts.signedOut, content }
}

/** @param code - Of ours: nothing that anybody sent. */
export function problemPage(language: Language, code: string, place: string | undefined): Page {
  const texts = words[language]
  const isSignIn = code === 'sign_in_failed'
  const content = html`
<p class="lead">${isSignIn ? texts.signInFailedLead : texts.problemLead}</p>
<p class="code">${texts.code}: <code>${code}</code>${isSignIn && place !== undefined && html` <code>${place}</code>`}</p>
<p><a class="act" href="/">${texts.home}</a></p>`
  return { title: isSignIn ? texts.signInFailed : texts.problem, content }
}
