import { sha256Text } from '@fidecura/identity'
import { OpenIdError } from '../errors.ts'
import { requestUriPrefix } from '../vci/protocol.ts'
import { answer, readForm } from './answers.ts'
import type { PushedRequest } from './grants.ts'
import { type IssuerContext, senderKeyOf } from './issuer-context.ts'
import type { AuthorizationOptions } from './issuer-options.ts'
import { refuse } from './refusal.ts'
import { wantedCredentials } from './wanted-credentials.ts'

const requestSeconds = 60
const wishSeconds = 600
const codeSeconds = 60

/**
 * Takes what a wallet wants of somebody, before it sends them here. RFC 9126.
 *
 * @throws OpenIdError `openid_refused`, with the reason.
 */
export async function pushRequest(request: Request, context: IssuerContext): Promise<Response> {
  const { grants } = context
  const form = await readForm(request)
  const state = await readRequest(form, request, context)
  const secret = await grants.draw('request', state, requestSeconds)
  return answer(201, { request_uri: requestUriPrefix + secret, expires_in: requestSeconds })
}

async function readRequest(
  form: ReadonlyMap<string, string>,
  request: Request,
  context: IssuerContext,
): Promise<PushedRequest> {
  const { options, grants } = context
  const client = options.clientsById.get(form.get('client_id') ?? '')
  if (client === undefined) throw refuse('invalid_client')
  const redirectUri = form.get('redirect_uri') ?? ''
  // Letter by letter. RFC 9700 §2.1.
  if (!client.redirectUris.includes(redirectUri)) throw refuse('invalid_request')
  if (form.has('request_uri') || form.has('request')) throw refuse('invalid_request')
  if (form.get('response_type') !== 'code') throw refuse('unsupported_response_type')
  // Whoever is to get the token is told it by the wallet, and may be another issuer that named this server. RFC 8707.
  if ((form.get('resource') ?? options.url) !== options.url) throw refuse('invalid_target')
  const challenge = form.get('code_challenge') ?? ''
  // Whoever may leave it out, or say `plain`, is whoever has caught a code. RFC 9700 §2.1.1.
  if (form.get('code_challenge_method') !== 'S256' || !/^[\w-]{43}$/.test(challenge)) {
    throw refuse('invalid_request')
  }
  const offer = form.get('issuer_state')
  const offered = offer === undefined ? undefined : await grants.find('issuer_state', offer)
  if (offer !== undefined && offered === undefined) throw refuse('invalid_request')
  const wanted = wantedCredentials(form, context)
  if (wanted === undefined) throw refuse('invalid_request')
  const key = request.headers.has('dpop') ? await senderKeyOf(request, context, 'par') : null
  const named = form.get('dpop_jkt') ?? key
  const state = form.get('state') ?? null
  // Whoever knows the name of a wallet may push, and what is pushed is kept.
  const isShort = (state ?? '').length <= 1024 && /^[\w-]{43}$/.test(named ?? challenge)
  if (!isShort) throw refuse('invalid_request')
  if (key !== null && named !== key) throw refuse('invalid_dpop_proof')
  return {
    ...wanted,
    clientId: client.id,
    redirectUri,
    challenge,
    state,
    offered: offered?.state.reference ?? null,
    keyThumbprint: named,
  }
}

/**
 * Lets somebody sign in who came with a browser. Their wish was pushed beforehand, and is taken up once: of
 * the address itself nothing counts but which one it is.
 *
 * @throws OpenIdError `openid_refused`: what is shown then is of this host, and leads nowhere.
 */
export async function authorize(
  request: Request,
  { signIn }: AuthorizationOptions,
  { grants }: IssuerContext,
): Promise<Response> {
  const { searchParams } = new URL(request.url)
  const [uri = ''] = searchParams.getAll('request_uri')
  if (!uri.startsWith(requestUriPrefix)) throw refuse('invalid_request')
  const pushed = await grants.take('request', uri.slice(requestUriPrefix.length))
  if (pushed === undefined) throw refuse('invalid_request')
  const { clientId, configurations, offered } = pushed.state
  if (searchParams.get('client_id') !== clientId) throw refuse('invalid_request')
  const id = await grants.draw('wish', pushed.state, wishSeconds)
  const wish = { id, clientId, credentials: configurations, offeredFor: offered ?? undefined }
  return await signIn(Object.freeze(wish), request)
}

/** What somebody who has signed in agreed to. */
export interface Approval {
  /** Who it was: a row of yours. `contentsOf` gets it back. */
  readonly reference: string
  /** Fewer than were wanted. Default: all of them. */
  readonly credentials?: readonly string[]
}

/** @returns Where to send the browser. @throws OpenIdError `openid_expired`, `openid_options_invalid`. */
export async function approveWish(
  id: string,
  { reference, credentials }: Approval,
  context: IssuerContext,
): Promise<string> {
  const { grants, options } = context
  const found = await grants.take('wish', id)
  if (found === undefined) throw wishOver()
  const { configurations: wanted, clientId, redirectUri, challenge, detailed, state } = found.state
  const configurations = (credentials ?? wanted).filter((one) => wanted.includes(one))
  if (configurations.length === 0 || reference === '') {
    throw new OpenIdError('openid_options_invalid', 'Nothing was agreed to')
  }
  const { keyThumbprint } = found.state
  const granted = { reference, configurations, token: null, clientId, redirectUri, challenge }
  const code = await grants.draw('code', { ...granted, detailed, keyThumbprint }, codeSeconds)
  return answerUrl(redirectUri, { code, state, iss: options.url })
}

/** @returns Where to send the browser. @throws OpenIdError `openid_expired`. */
export async function declineWish(id: string, context: IssuerContext): Promise<string> {
  const found = await context.grants.take('wish', id)
  if (found === undefined) throw wishOver()
  const { redirectUri, state } = found.state
  return answerUrl(redirectUri, { error: 'access_denied', state, iss: context.options.url })
}

/** With the issuer's name, so that a wallet that asked two of them knows whose answer it is. RFC 9207. */
function answerUrl(
  redirectUri: string,
  parameters: Readonly<Record<string, string | null>>,
): string {
  const fields = Object.entries(parameters).filter(([, value]) => value !== null)
  const query = new URLSearchParams(fields as [string, string][])
  return `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${query}`
}

function wishOver(): OpenIdError {
  return new OpenIdError('openid_expired', 'Nobody waits for this answer any more')
}

/** Whether a verifier is the one of the challenge. RFC 7636 §4.6. */
export async function isVerifierOf(challenge: string, verifier: string): Promise<boolean> {
  return /^[\w.~-]{43,128}$/.test(verifier) && (await sha256Text(verifier)) === challenge
}
