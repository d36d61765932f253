import { CodedError } from '@fidecura/base'
import { cookiesFor } from './cookies.ts'
import { noticeOf } from './notice.ts'
import { notEnoughPage } from './pages/consent-page.ts'
import { problemPage } from './pages/front-page.ts'
import { drawPage, type Page, policyOf } from './pages/page.ts'
import { icon, styleSheet } from './pages/style.ts'
import { watchScript } from './pages/watch.ts'
import { PortalError } from './portal-error.ts'
import type { PortalOptions } from './portal-options.ts'
import type { Parts } from './portal-parts.ts'
import { secondsEach } from './rate-limit.ts'
import { assertOwnForm, readForm } from './read-form.ts'
import { type Answer, type Call, routes } from './routes.ts'
import { documentOf } from './trust.ts'
import { isLanguage, type Language } from './words/language.ts'

/** Answers everybody: browsers, wallets, and the provider of sign-ins. */
export function createAnswer(
  { signIn: { issuer } }: PortalOptions,
  parts: Parts,
): (request: Request, client: string) => Promise<Response> {
  const { origin, name, signer, visits, openid, signIn } = parts
  const cookies = cookiesFor(origin)
  const policy = policyOf(issuer)
  const files: Readonly<Record<string, readonly [type: string, text: string]>> = {
    '/portal.css': ['text/css', styleSheet],
    '/icon.svg': ['image/svg+xml', icon],
    '/watch.js': ['text/javascript', watchScript],
    '/notice.txt': ['text/plain', noticeOf(parts).text],
    '/.well-known/did.json': ['application/did+json', JSON.stringify(documentOf(signer))],
  }

  async function answer(request: Request, client: string): Promise<Response> {
    const url = new URL(request.url)
    const { pathname } = url
    const [type, text] = files[pathname] ?? []
    // Wallets are pages of other origins, and nothing of this is anybody's.
    if (type !== undefined) return respond(text, 200, { 'content-type': type, ...forEverybody })
    if (pathname.startsWith('/openid/')) return await openid.handle(request)
    if (`${request.method} ${pathname}` === 'POST /signed-out') return await endSignIn(request)
    const route = routes[`${request.method} ${pathname}`]
    const language = cookies.languageIn(request)
    const isForm = request.method === 'POST'
    try {
      if (isForm) assertOwnForm(request, origin)
      const form = isForm ? await readForm(request) : new URLSearchParams()
      if (isForm && pathname === '/language') return changeLanguage(form)
      if (route === undefined) throw new PortalError('page_unknown', 'No such page')
      if (limited.includes(pathname) && isForm) parts.limit.take(client)
      const visit = visits.find(cookies.visitIn(request))
      const call: Call = { ...parts, url, language, visit, form }
      return send(await route(call), { language, path: pathname })
    } catch (error) {
      const { code, place, status } = problemOf(error)
      parts.log?.(`${request.method} ${route === undefined ? '?' : pathname} ${code}`)
      if (code === 'sign_in_missing') return send({ goTo: '/' }, { language, path: '/' })
      const page =
        code === 'sign_in_not_enough' ? notEnoughPage(language) : problemPage(language, code, place)
      const refusal = send({ page: { ...page, status } }, { language, path: '/' })
      if (status === 429) refusal.headers.set('retry-after', `${secondsEach}`)
      return refusal
    }
  }

  function send(
    found: Answer,
    frame: { readonly language: Language; readonly path: string },
  ): Response {
    if ('json' in found) {
      return respond(JSON.stringify(found.json), 200, { 'content-type': 'application/json' })
    }
    if ('page' in found) return sendPage(found.page, frame)
    const { goTo, visit } = found
    const cookie =
      visit === undefined
        ? {}
        : { 'set-cookie': cookies.ofVisit(visit === 'none' ? undefined : visit.id) }
    return respond(undefined, 303, { location: goTo, ...cookie })
  }

  function sendPage(page: Page, frame: { readonly language: Language; readonly path: string }) {
    const headers = { 'content-type': 'text/html', 'content-security-policy': policy }
    return respond(drawPage(page, { ...frame, name }), page.status ?? 200, headers)
  }

  function changeLanguage(form: URLSearchParams): Response {
    const language = form.get('language') ?? undefined
    const to = form.get('to') ?? '/'
    if (!isLanguage(language) || routes[`GET ${to}`] === undefined) {
      throw new PortalError('form_malformed', 'No such language or page')
    }
    return respond(undefined, 303, { location: to, 'set-cookie': cookies.ofLanguage(language) })
  }

  /** Back-channel logout: the server of the provider calls, so there is neither a cookie nor an origin. */
  async function endSignIn(request: Request): Promise<Response> {
    try {
      const token = (await readForm(request)).get('logout_token') ?? ''
      const { subject, by } = await signIn.ended(token)
      visits.end(subject, by)
      return respond(undefined, 200, {})
    } catch (error) {
      const { code } = problemOf(error)
      parts.log?.(`POST /signed-out ${code}`)
      return respond('{"error":"invalid_request"}', 400, { 'content-type': 'application/json' })
    }
  }

  return answer
}

const forEverybody = { 'access-control-allow-origin': '*' }

function respond(
  body: string | undefined,
  status: number,
  { 'content-type': type, ...headers }: Readonly<Record<string, string>>,
): Response {
  return new Response(body ?? null, {
    status,
    headers: {
      ...(type === undefined ? {} : { 'content-type': `${type}; charset=utf-8` }),
      'cache-control': 'no-store',
      // Our own pages see where a form comes from, and nobody else.
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      ...headers,
    },
  })
}

function problemOf(error: unknown) {
  if (!CodedError.is(error)) return { code: 'server_error', place: undefined, status: 500 }
  const { code, place, outcome } = error
  const status = statuses[code] ?? (outcome === 'unknown' ? 503 : 400)
  return { code, place, status }
}

const statuses: Readonly<Record<string, number>> = {
  ...{ page_unknown: 404, form_foreign: 403, reception_only: 403, too_often: 429 },
}

/** What makes others work: a provider, wallets, and the memory that waits for them. */
const limited: readonly string[] = ['/sign-in', '/consent', '/door']
