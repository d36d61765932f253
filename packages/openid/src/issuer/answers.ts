import { CodedError, type JsonObject, parseJson } from '@fidecura/base'
import { OpenIdError } from '../errors.ts'
import { readObject } from '../members.ts'
import type { Reason } from '../vci/reasons.ts'
import { refuse } from './refusal.ts'

const maxBytes = 131_072

// Wallets in browsers are of other origins. Nothing here goes by cookies, so nobody is let in by this.
const shared = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'DPoP-Nonce, WWW-Authenticate',
  'cache-control': 'no-store',
} as const

type Headers = Readonly<Record<string, string>>

export function answer(status: number, body: JsonObject, headers: Headers = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...shared, 'content-type': 'application/json', ...headers },
  })
}

export function answerEmpty(status: number, headers: Headers = {}): Response {
  return new Response(null, { status, headers: { ...shared, ...headers } })
}

export function answerJwt(jwt: string): Response {
  return new Response(jwt, { headers: { ...shared, 'content-type': 'application/jwt' } })
}

/** To a page of another origin that asks beforehand what it may send. */
export function answerPreflight(): Response {
  return answerEmpty(204, {
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': 'Authorization, Content-Type, DPoP',
  })
}

const unauthorized: readonly string[] = ['invalid_token', 'invalid_dpop_proof', 'use_dpop_nonce']

/**
 * Says what went wrong, and no more of it than the standards have codes for.
 *
 * @param isResource - Of an endpoint that tokens open: their errors are those of RFC 6750 and 9449 §7.1.
 */
export function answerRefusal(error: unknown, isResource: boolean): Response {
  const reason = OpenIdError.is(error) ? error.reason : undefined
  if (reason !== undefined) {
    if (!isResource) return answer(400, { error: reason })
    const challenge = { 'www-authenticate': `DPoP error="${reason}", algs="ES256 ES384 EdDSA"` }
    if (unauthorized.includes(reason)) return answer(401, { error: reason }, challenge)
    return answer(reason === 'insufficient_scope' ? 403 : 400, { error: reason })
  }
  const isUnknown = CodedError.is(error) && error.outcome === 'unknown'
  return isUnknown
    ? answer(503, { error: 'temporarily_unavailable' })
    : answer(500, { error: 'server_error' })
}

/**
 * Reads a form that names each of its fields once. RFC 6749 §3.2.
 *
 * @throws OpenIdError `openid_refused`, with `invalid_request`.
 */
export async function readForm(request: Request): Promise<ReadonlyMap<string, string>> {
  const bytes = await readBody(request, 'application/x-www-form-urlencoded', 'invalid_request')
  let fields: URLSearchParams
  try {
    fields = new URLSearchParams(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw refuse('invalid_request')
  }
  const form = new Map<string, string>()
  for (const [name, value] of fields) {
    if (form.has(name)) throw refuse('invalid_request')
    // What is empty counts as left out. RFC 6749 §3.2.
    if (value !== '') form.set(name, value)
  }
  return form
}

/** @throws OpenIdError `openid_refused`, with the reason. */
export async function readJson(request: Request, reason: Reason): Promise<JsonObject> {
  const bytes = await readBody(request, 'application/json', reason)
  try {
    return readObject(parseJson(bytes, { maxBytes, maxDepth: 16 }), '')
  } catch (error) {
    throw refuse(reason, error)
  }
}

async function readBody(request: Request, mediaType: string, reason: Reason): Promise<Uint8Array> {
  const [type = ''] = (request.headers.get('content-type') ?? '').split(';')
  if (type.trim().toLowerCase() !== mediaType) throw refuse(reason)
  const bytes = new Uint8Array(maxBytes)
  let length = 0
  const reader = request.body?.getReader()
  for (;;) {
    const chunk = await reader?.read()
    if (chunk === undefined || chunk.done) return bytes.subarray(0, length)
    if (length + chunk.value.length > maxBytes) {
      void reader?.cancel().catch(() => undefined)
      throw refuse(reason)
    }
    bytes.set(chunk.value, length)
    length += chunk.value.length
  }
}
