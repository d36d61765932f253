import { signInTransaction } from '@fidecura/bridge'
import type { Terms } from '@fidecura/consent'
import {
  type RequesterEvidence,
  signAnswer,
  statementFromRequest,
  verifyConsentRequest,
} from '@fidecura/consent/request'
import { createMemoryReplayStore } from '@fidecura/credentials'
import { consentRequestTransaction } from '@fidecura/openid'
import {
  declineRequest,
  type OpenedRequest,
  openAuthorizationRequest,
  presentTo,
  type TransactionAnswer,
} from '@fidecura/openid/wallet'
import { createBrowser, linkIn } from '../../packages/bridge/test/world.ts'
import { type Held, type PortalWorld, record } from './portal-world.ts'

/** What somebody does with a browser and a wallet, without either. */

type Browser = ReturnType<typeof createBrowser>

export function openLink(
  world: PortalWorld,
  link: string,
  held: readonly Held[],
): Promise<OpenedRequest> {
  const { fetch, resolve, clock, door } = world
  const transactionTypes = [signInTransaction, consentRequestTransaction]
  return openAuthorizationRequest(link, { held, fetch, resolve, clock, transactionTypes, ...door })
}

export function chosenOf({ queries }: OpenedRequest) {
  return queries.flatMap(({ candidates }) => candidates.slice(0, 1))
}

/** A form of the portal, as its own pages send it. */
export async function submit(
  { origin }: PortalWorld,
  browser: Browser,
  path: string,
  form: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return await browser.go(`${origin}${path}`, form, { origin })
}

/** Signs in, by a wallet in the same device or in another, up to the page of the portal. */
export async function signInAt(
  world: PortalWorld,
  held: readonly Held[],
  { as = 'patient', device = 'same' } = {},
  browser: Browser = createBrowser(),
  onBegun: () => void = () => undefined,
): Promise<Browser> {
  const begun = await submit(world, browser, '/sign-in', { as })
  onBegun()
  const page = await browser.follow(begun.headers.get('location') ?? '')
  const asked = await (await browser.follow(`${page.url}/ask`, { device })).text()
  const link = device === 'same' ? linkIn(asked) : linkBehind(browser)
  const request = await openLink(world, link, held)
  const { redirectTo } = await presentTo(request, { chosen: chosenOf(request) })
  const back = await browser.follow(redirectTo ?? `${page.url}/wait`)
  const home = await browser.go(back.headers.get('location') ?? '')
  if (home.headers.get('location') !== '/me') throw new Error(await home.text())
  return browser
}

/** What the code on the bridge's page says: it keeps it in a cookie, too. */
function linkBehind({ jar }: Browser): string {
  const [, value = ''] =
    [...jar]
      .map(([name, one]) => [name, one.value] as const)
      .find(([name]) => name.endsWith('fidecura_wallet')) ?? []
  return decodeURIComponent(value.split('|')[2] ?? '')
}

/** What the link on a page of the portal says, or the wallet reads off its code. */
export async function linkOn(
  { origin }: PortalWorld,
  browser: Browser,
  path: string,
): Promise<string> {
  const text = await (await browser.go(`${origin}${path}`)).text()
  const [link = ''] = /(?<=href="|<code>)openid4vp:[^"<]+/.exec(text) ?? []
  return link.replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
}

/** The consent that a patient signs, having taken out what `keep` does not name. */
export async function signedConsent(
  world: PortalWorld,
  request: OpenedRequest,
  [held]: readonly Held[],
  {
    keep,
    number = record.value,
  }: { readonly keep?: readonly string[]; readonly number?: string } = {},
): Promise<TransactionAnswer> {
  const [transaction] = request.transactions
  if (transaction === undefined || held === undefined) throw new Error('nothing is asked')
  const { content } = transaction
  const { did } = world.hospital
  const { clock, door, resolve } = world
  const verified = await verifyConsentRequest(String(content['request']), {
    verifier: { ...world.verifier, resolve },
    origin: request.respondsTo,
    evidence: content['evidence'] as unknown as RequesterEvidence,
    dids: [held.signer.did],
    link: String(content['link']),
    custodians: [
      { did, name: 'Riverside Hospital', register: did, record: { ...record, value: number } },
    ],
    ...door,
  })
  const { rule } = verified.terms
  const types = rule.conditions.types?.filter(({ code }) => keep?.includes(code) ?? true) ?? []
  const terms: Terms = {
    ...verified.terms,
    rule: { ...rule, conditions: { ...rule.conditions, types } },
  }
  const id = `urn:uuid:${crypto.randomUUID()}`
  const draft = statementFromRequest(verified, { id, language: 'en', terms })
  const answering = { signer: held.signer, issuedAt: clock(), uses: createMemoryReplayStore() }
  return { transaction, answer: await signAnswer(verified, draft, answering) }
}

export { createBrowser, declineRequest, presentTo }
