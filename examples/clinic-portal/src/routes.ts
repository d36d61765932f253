import { epochSeconds } from '@fidecura/base'
import { mayAuthorise } from '@fidecura/bridge/platform'
import { askForConsent } from './ask-for-consent.ts'
import { outcomeOf } from './consent-outcome.ts'
import { askAtTheDoor, lookAtTheDoor } from './door.ts'
import { consentPage, notEnoughPage } from './pages/consent-page.ts'
import { doorPage, receptionOnlyPage } from './pages/door-page.ts'
import { frontPage, signedOutPage } from './pages/front-page.ts'
import { myPage } from './pages/my-page.ts'
import type { Page } from './pages/page.ts'
import { PortalError } from './portal-error.ts'
import type { Parts } from './portal-parts.ts'
import { isReception } from './reception.ts'
import { type SignedIn, signInFailed } from './sign-in.ts'
import type { Visit } from './visits.ts'
import type { Language } from './words/language.ts'

/** A request of a browser. */
export interface Call extends Parts {
  readonly url: URL
  readonly language: Language
  readonly visit: Visit | undefined
  /** Of a form; empty otherwise. */
  readonly form: URLSearchParams
}

/** What a browser gets: a page, or another address, or a value for our script. */
export type Answer =
  | { readonly page: Page }
  | { readonly goTo: string; readonly visit?: Visit | 'none' }
  | { readonly json: object }

type Route = (call: Call) => Promise<Answer>

/** What browsers ask for. Whatever changes something is a POST of a page of ours. */
export const routes: Readonly<Record<string, Route>> = {
  async 'GET /'({ language, visit }) {
    return { page: frontPage(language, visit?.person !== undefined) }
  },

  async 'POST /sign-in'({ form, language, signIn, visits }) {
    const as = form.get('as') === 'practitioner' ? 'practitioner' : 'patient'
    const sameDevice = form.get('as') === 'patient-here'
    const { url, pending } = await signIn.begin({ as, sameDevice, language })
    const visit = visits.open()
    visit.pending = pending
    return { goTo: url, visit }
  },

  async 'GET /signed-in'({ url, visit, signIn, visits }) {
    const pending = visit?.pending
    // Somebody else may have sent this browser here with an answer to what they began.
    if (visit === undefined || pending === undefined) throw signInFailed('not_begun')
    visit.pending = undefined
    const person = await signIn.finish(url, pending)
    return { goTo: '/me', visit: visits.enter(visit, person) }
  },

  async 'GET /me'(call) {
    const { language, hospital, visit } = call
    if (visit?.wasEnded === true) return { page: signedOutPage(language) }
    const { version } = visit ?? { version: 0 }
    return { page: myPage(personOf(call), { language, hospital, version }) }
  },

  async 'POST /sign-out'({ visit, visits }) {
    if (visit !== undefined) visits.drop(visit)
    return { goTo: '/', visit: 'none' }
  },

  async 'GET /consent'(call) {
    const { language, visit, clock } = call
    if (visit?.wasEnded === true) return { page: signedOutPage(language) }
    const person = personOf(call)
    const now = epochSeconds(Math.floor(clock()))
    const isEnough = visit?.consent !== undefined || mayAuthorise(person.proven, { now })
    if (!isEnough) return { page: notEnoughPage(language) }
    return { page: consentPage(visit?.consent, language, visit?.version ?? 0) }
  },

  async 'POST /consent'(call) {
    const { form, visit } = call
    const person = personOf(call)
    const device = form.get('device') === 'other' ? 'other' : 'same'
    const asked = await askForConsent(device, person, call)
    if (visit !== undefined) change(visit, { consent: asked })
    return { goTo: '/consent' }
  },

  /** Where the wallet of this device sends people back to. The code does not stay in the address. */
  async 'GET /consent/return'(call) {
    const code = call.url.searchParams.get('response_code') ?? undefined
    await takeConsent(call, code)
    return { goTo: '/consent' }
  },

  async 'GET /door'(call) {
    const { language, visit } = call
    if (!isReception(call, visit)) return { page: receptionOnlyPage(language, visit?.person) }
    return { page: doorPage(visit?.door, language, visit?.version ?? 0) }
  },

  async 'POST /door'(call) {
    const { openid, visit, visits } = call
    if (!isReception(call, visit)) throw new PortalError('reception_only', 'Not of the clinic')
    const found = visit ?? visits.open()
    const door = await askAtTheDoor(openid)
    change(found, { door })
    return { goTo: '/door', visit: found }
  },

  /** For a page that waits: looks what has come, and says whether anything is new. */
  async 'GET /state'(call) {
    const { visit, openid } = call
    if (visit === undefined) return { json: { version: 0 } }
    const { consent, door } = visit
    if (consent?.device === 'other') await takeConsent(call, undefined)
    if (door !== undefined && !door.isOver) {
      const before = JSON.stringify(door.report)
      await lookAtTheDoor(door, openid)
      if (JSON.stringify(door.report) !== before) change(visit, {})
    }
    return { json: { version: visit.version } }
  },
}

async function takeConsent(call: Call, responseCode: string | undefined): Promise<void> {
  const { visit } = call
  const person = personOf(call)
  const asked = visit?.consent
  // Once taken out it stays as it is: the page may be asked for again with the same code.
  if (visit === undefined || asked === undefined || asked.outcome !== undefined) return
  const outcome = await outcomeOf(asked, responseCode, person, call)
  if (outcome === undefined) return
  asked.outcome = outcome
  change(visit, {})
}

function change(visit: Visit, to: Pick<Visit, 'consent' | 'door'>): void {
  Object.assign(visit, to)
  visit.version++
}

/** @throws PortalError `sign_in_missing`. */
function personOf({ visit }: Pick<Call, 'visit'>): SignedIn {
  if (visit?.person !== undefined) return visit.person
  throw missing()
}

function missing(): PortalError {
  return new PortalError('sign_in_missing', 'Nobody is signed in here')
}
