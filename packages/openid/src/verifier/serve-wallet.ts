import { CodedError, encodeBase64url, type JsonObject } from '@fidecura/base'
import { digestOf, randomBytes } from '@fidecura/identity'
import { malformed, OpenIdError } from '../errors.ts'
import {
  changedSession,
  findSession,
  type OpenSession,
  type SessionAnswer,
} from './asked-session.ts'
import { lookAtAnswer } from './look-at-answer.ts'
import { type PostedAnswer, readAnswer } from './read-answer.ts'
import { readForm } from './read-form.ts'
import { termsOf } from './request-link.ts'
import { signRequest } from './request-object.ts'
import type { VerifierSetting } from './verifier-setting.ts'

/** Answers a wallet. Pages of every origin may read it: nothing here goes by cookies. */
export async function serveWallet(request: Request, setting: VerifierSetting): Promise<Response> {
  try {
    const { pathname } = new URL(request.url)
    const base = new URL(setting.baseUrl).pathname.replace(/\/$/, '')
    const below = pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : ''
    const [, kind, id] = /^\/(requests|responses)\/([\w-]{1,100})$/.exec(below) ?? []
    if (id === undefined) return answer(404)
    if (request.method === 'OPTIONS') return preflight()
    if (kind === 'requests') return await serveRequest(request, id, setting)
    return await takeAnswer(request, id, setting)
  } catch (error) {
    return refusal(error)
  }
}

/** As often as it is fetched: no standard lets a wallet fetch it only once. §5.10 */
async function serveRequest(
  request: Request,
  id: string,
  setting: VerifierSetting,
): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'POST') return answer(405)
  const { client, verifier } = setting
  const session = await findSession(setting.sessions, id, verifier.clock())
  const isOpen = session !== undefined && session.content.answer === undefined
  if (!isOpen || client.prefix === 'redirect_uri') return answer(404)
  const walletNonce =
    request.method === 'POST' ? (await readForm(request)).get('wallet_nonce') : undefined
  if (walletNonce !== undefined && (walletNonce.length > 512 || walletNonce === '')) {
    throw malformed('/wallet_nonce')
  }
  const terms = await termsOf(id, setting)
  const now = Math.floor(verifier.clock()) as ReturnType<typeof verifier.clock>
  const jws = await signRequest(session, { ...terms, now, walletNonce }, client)
  return answer(200, jws, 'application/oauth-authz-req+jwt')
}

async function takeAnswer(
  request: Request,
  id: string,
  setting: VerifierSetting,
): Promise<Response> {
  if (request.method !== 'POST') return answer(405)
  const { sessions, verifier } = setting
  const session = await findSession(sessions, id, verifier.clock())
  if (session === undefined) return answer(404)
  if (session.content.answer !== undefined) throw answered()
  const posted = await readAnswer(await readForm(request), session)
  await look(posted, session, setting)
  const code = session.content.returnTo === undefined ? undefined : randomCode()
  const kept = await keptAnswer(posted, code)
  await keep(session, kept, setting)
  return answer(200, JSON.stringify(redirectOf(session, code)), 'application/json')
}

/** Of several that come at once, one is the answer. What was refused meanwhile takes nobody's place. */
async function keep(
  session: OpenSession,
  answer: SessionAnswer,
  { sessions, verifier }: VerifierSetting,
): Promise<void> {
  let current: OpenSession | undefined = session
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    if (current === undefined || current.content.answer !== undefined) throw answered()
    if (await sessions.replace(changedSession(current, { answer }))) return
    current = await findSession(sessions, session.stored.id, verifier.clock())
  }
  throw new OpenIdError('openid_store_failed', 'Changed by others each time', {
    outcome: 'unknown',
  })
}

const maxAttempts = 20

/** Whoever asked hears why, too: the wallet may try again. */
async function look(
  posted: PostedAnswer,
  session: OpenSession,
  setting: VerifierSetting,
): Promise<void> {
  if (posted.kind === 'declined') return
  try {
    const { clientId } = await termsOf(session.stored.id, setting)
    const { verifier } = setting
    await lookAtAnswer(posted.presentations, session.content, { verifier, clientId })
  } catch (error) {
    if (CodedError.is(error)) {
      const refusedAnswer = explainedAnswer(posted.presentations, session)
      const refused = { refused: error.code, refusedAnswer }
      await setting.sessions.replace(changedSession(session, refused))
    }
    throw error
  }
}

/** Anybody who reads a code may post to it: what is no paper that a wallet would hold is not kept for that. */
const maxExplainedLength = 65_536

function explainedAnswer(
  presentations: Extract<PostedAnswer, { kind: 'presented' }>['presentations'],
  { content: { explain = false } }: OpenSession,
): Readonly<Record<string, readonly string[]>> | undefined {
  const length = [...presentations.values()].flat().reduce((sum, token) => sum + token.length, 0)
  return explain && length <= maxExplainedLength ? Object.fromEntries(presentations) : undefined
}

async function keptAnswer(posted: PostedAnswer, code: string | undefined): Promise<SessionAnswer> {
  const responseCode = code === undefined ? {} : { responseCode: await digestOf(code) }
  if (posted.kind === 'declined') return { ...posted, ...responseCode }
  const { kind, presentations, answers } = posted
  const said = answers.size === 0 ? {} : { answers: Object.fromEntries(answers) }
  return { kind, presentations: Object.fromEntries(presentations), ...said, ...responseCode }
}

/** Where the wallet sends the person back to. §8.2 */
function redirectOf({ content: { returnTo } }: OpenSession, code: string | undefined): JsonObject {
  if (returnTo === undefined || code === undefined) return {}
  const url = new URL(returnTo)
  url.searchParams.set('response_code', code)
  return { redirect_uri: url.href }
}

function randomCode(): string {
  return encodeBase64url(randomBytes(32))
}

function answered(): OpenIdError {
  return new OpenIdError('openid_session_answered', 'Has its answer')
}

/** Codes alone: nothing that anybody sent comes back. RFC 6749 §5.2 */
function refusal(error: unknown): Response {
  const isOurs = CodedError.is(error)
  const isUnknown = !isOurs || error.outcome === 'unknown'
  const body = {
    error: isUnknown ? 'temporarily_unavailable' : 'invalid_request',
    ...(isOurs ? { error_description: error.code } : {}),
  }
  return answer(isUnknown ? 503 : 400, JSON.stringify(body), 'application/json')
}

/** To a page of another origin that asks beforehand what it may send. */
function preflight(): Response {
  const response = answer(204)
  response.headers.set('access-control-allow-methods', 'GET, POST')
  response.headers.set('access-control-allow-headers', 'Content-Type')
  return response
}

function answer(status: number, body?: string, type?: string): Response {
  return new Response(body ?? null, {
    status,
    headers: {
      'cache-control': 'no-store',
      'access-control-allow-origin': '*',
      ...(type === undefined ? {} : { 'content-type': type }),
    },
  })
}
