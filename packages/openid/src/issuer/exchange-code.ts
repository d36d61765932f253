import { encodeBase64url, epochSeconds, type JsonObject } from '@fidecura/base'
import { randomBytes } from '@fidecura/identity'
import { preAuthorizedGrant } from '../vci/protocol.ts'
import { answer, readForm } from './answers.ts'
import { isVerifierOf } from './authorize.ts'
import type { Grant, GrantStates } from './grants.ts'
import { type IssuerContext, senderKeyOf } from './issuer-context.ts'
import { transactionDigest } from './make-offer.ts'
import { refuse } from './refusal.ts'
import { wantedCredentials } from './wanted-credentials.ts'

const maxTries = 3

type Form = ReadonlyMap<string, string>

/**
 * Gives a token for a code, once. OpenID4VCI 1.0 §6, RFC 6749 §4.1.3.
 *
 * @throws OpenIdError `openid_refused`, with the reason.
 */
export async function exchangeCode(request: Request, context: IssuerContext): Promise<Response> {
  const form = await readForm(request)
  const keyThumbprint = await senderKeyOf(request, context, 'token')
  switch (form.get('grant_type')) {
    case preAuthorizedGrant:
      return await exchangePreAuthorized(form, keyThumbprint, context)
    case 'authorization_code':
      return await exchangeAuthorization(form, keyThumbprint, context)
    default:
      throw refuse('unsupported_grant_type')
  }
}

async function exchangePreAuthorized(
  form: Form,
  keyThumbprint: string | null,
  context: IssuerContext,
): Promise<Response> {
  const code = form.get('pre-authorized_code') ?? ''
  const given = form.get('tx_code')
  let grant = await context.grants.find('pre_authorized', code)
  if (grant === undefined) throw refuse('invalid_grant')
  const { transaction } = grant.state
  if ((transaction === null) !== (given === undefined)) throw refuse('invalid_request')
  if (transaction !== null && given !== undefined) {
    grant = await countTry(grant, context)
    if ((await transactionDigest(code, given)) !== transaction) throw refuse('invalid_grant')
  }
  const detailed = form.has('authorization_details')
  const clientId = form.get('client_id') ?? null
  return await handOut(
    'pre_authorized',
    grant,
    { form, keyThumbprint, clientId, detailed },
    context,
  )
}

/** Counts first and compares then: of a thousand guesses at once three are compared. */
async function countTry(
  grant: Grant<'pre_authorized'>,
  { grants }: IssuerContext,
): Promise<Grant<'pre_authorized'>> {
  const { tries } = grant.state
  if (tries >= maxTries) throw refuse('invalid_grant')
  const counted = await grants.replace('pre_authorized', grant, {
    ...grant.state,
    tries: tries + 1,
  })
  if (counted === undefined) throw refuse('invalid_grant')
  return counted
}

async function exchangeAuthorization(
  form: Form,
  keyThumbprint: string | null,
  context: IssuerContext,
): Promise<Response> {
  const grant = await context.grants.find('code', form.get('code') ?? '')
  if (grant === undefined) throw refuse('invalid_grant')
  const { clientId, redirectUri, challenge } = grant.state
  const isOfClient = form.get('client_id') === clientId
  const isSamePlace = form.get('redirect_uri') === redirectUri
  const isVerifier = await isVerifierOf(challenge, form.get('code_verifier') ?? '')
  if (!isOfClient || !isSamePlace || !isVerifier) throw refuse('invalid_grant')
  const { keyThumbprint: pinned } = grant.state
  if (pinned !== null && pinned !== keyThumbprint) throw refuse('invalid_dpop_proof')
  // In detail from then on, at whichever of the two it was asked for so. OpenID4VCI 1.0 §6.2.
  const detailed = grant.state.detailed || form.has('authorization_details')
  return await handOut('code', grant, { form, keyThumbprint, clientId, detailed }, context)
}

interface Receiver {
  readonly form: Form
  readonly keyThumbprint: string | null
  readonly clientId: string | null
  readonly detailed: boolean
}

async function handOut<K extends 'pre_authorized' | 'code'>(
  kind: K,
  grant: Grant<K>,
  { form, keyThumbprint, clientId, detailed }: Receiver,
  context: IssuerContext,
): Promise<Response> {
  const { grants, options } = context
  const { reference, configurations: granted, token: former } = grant.state
  const wanted = wantedCredentials(form, context)
  const isNarrowed = form.has('authorization_details')
  const configurations = isNarrowed ? (wanted?.configurations ?? []) : granted
  if (!configurations.every((id) => granted.includes(id))) {
    throw refuse('invalid_authorization_details')
  }
  if (former !== null) {
    // Somebody has it a second time, so nobody can tell who had it first. RFC 6749 §4.1.2.
    await grants.end('token', former)
    throw refuse('invalid_grant')
  }
  const token = encodeBase64url(randomBytes(32))
  const bound = { reference, configurations, detailed, done: [], keyThumbprint, clientId }
  const expiresAt = epochSeconds(options.clock() + options.tokenSeconds)
  // First, so that whoever brings the code again finds what to end; nobody knows it before the answer.
  await grants.keep('token', token, bound, expiresAt)
  const key = await grants.keyOf(token)
  const spent = { ...grant.state, token: key } as GrantStates[K]
  if ((await grants.replace(kind, grant, spent)) === undefined) {
    await grants.end('token', key)
    throw refuse('invalid_grant')
  }
  return answer(200, {
    access_token: token,
    token_type: keyThumbprint === null ? 'Bearer' : 'DPoP',
    expires_in: options.tokenSeconds,
    ...(detailed ? detailsOf(configurations) : {}),
  })
}

function detailsOf(configurations: readonly string[]): JsonObject {
  return {
    authorization_details: configurations.map((id) => ({
      type: 'openid_credential',
      credential_configuration_id: id,
      credential_identifiers: [identifierOf(id)],
    })),
  }
}

/** What a token calls a credential that was asked for in detail. */
export function identifierOf(configuration: string): string {
  return `dataset:${configuration}`
}
