import type { JsonObject } from '@fidecura/base'
import type { PublicJwk } from '@fidecura/identity'
import { answer, readJson } from './answers.ts'
import { identifierOf } from './exchange-code.ts'
import type { Grant, GrantStates } from './grants.ts'
import type { IssuerContext } from './issuer-context.ts'
import type { IssuableCredential } from './issuer-options.ts'
import { openToken } from './open-token.ts'
import { proveHolderKeys } from './prove-holder-keys.ts'
import { refuse } from './refusal.ts'

const notificationSeconds = 86_400
const intervalSeconds = 60

/**
 * Issues a credential to each of the keys that a wallet proves to hold. OpenID4VCI 1.0 §8.
 *
 * @throws OpenIdError `openid_refused`, with the reason.
 */
export async function handOutCredentials(
  request: Request,
  context: IssuerContext,
): Promise<Response> {
  const { options, grants } = context
  const token = await openToken(request, context, 'credential')
  const body = await readJson(request, 'invalid_credential_request')
  if (body['credential_response_encryption'] !== undefined) {
    throw refuse('invalid_encryption_parameters')
  }
  const kind = wantedKind(body, token, context)
  const { url: credentialIssuer, batchSize: maxKeys, clock } = options
  const { clientId } = token.state
  const proof = { credentialIssuer, clientId, maxKeys, clock, ...context }
  const holderKeys = await proveHolderKeys(body['proofs'], proof)
  // Taken up before anything is issued: of two requests at once one is served.
  await changeDone(token, context, (done) => {
    if (isDone(done, kind, context)) throw refuse('credential_request_denied')
    return [...done, kind.id]
  })
  try {
    const issued = await issueTo(holderKeys, kind, token, request.signal, context)
    if (issued !== undefined) return answer(200, issued)
    const transaction = { token: token.key, configuration: kind.id, holderKeys }
    const id = await grants.draw('transaction', transaction, options.tokenSeconds)
    return answer(202, { transaction_id: id, interval: intervalSeconds })
  } catch (error) {
    // Nobody was handed anything, so they may ask again.
    await changeDone(token, context, (done) => done.toSpliced(done.lastIndexOf(kind.id), 1))
    throw error
  }
}

function isDone(
  done: readonly string[],
  kind: IssuableCredential,
  { options }: IssuerContext,
): boolean {
  return done.filter((id) => id === kind.id).length >= options.timesPerToken
}

/** Other credentials of the same token may be handed out meanwhile. */
async function changeDone(
  token: Grant<'token'>,
  { grants }: IssuerContext,
  change: (done: readonly string[]) => readonly string[],
): Promise<void> {
  let current: Grant<'token'> | undefined = token
  for (let tries = 0; current !== undefined && tries < 20; tries++) {
    const state: GrantStates['token'] = { ...current.state, done: change(current.state.done) }
    if ((await grants.replace('token', current, state)) !== undefined) return
    current = await grants.again('token', current)
  }
  throw refuse('invalid_token')
}

/** Hands out what was not ready before. OpenID4VCI 1.0 §9. */
export async function handOutDeferred(request: Request, context: IssuerContext): Promise<Response> {
  const { grants, options } = context
  const token = await openToken(request, context, 'deferred')
  const { transaction_id: id } = await readJson(request, 'invalid_credential_request')
  if (typeof id !== 'string') throw refuse('invalid_credential_request')
  const found = await grants.find('transaction', id)
  if (found === undefined || found.state.token !== token.key) throw refuse('invalid_transaction_id')
  const { configuration, holderKeys } = found.state
  const kind = options.byId.get(configuration)
  if (kind === undefined) throw refuse('credential_request_denied')
  // To one of two requests at once; whoever has to wait on gets it back.
  const taken = await grants.take('transaction', id)
  if (taken === undefined) throw refuse('invalid_transaction_id')
  const giveBack = () => grants.keep('transaction', id, taken.state, taken.expiresAt)
  try {
    const issued = await issueTo(holderKeys, kind, token, request.signal, context)
    if (issued !== undefined) return answer(200, issued)
  } catch (error) {
    await giveBack()
    throw error
  }
  await giveBack()
  return answer(202, { transaction_id: id, interval: intervalSeconds })
}

/** Which credential is asked for, and by the name that the token has for it. §8.2. */
function wantedKind(
  body: JsonObject,
  { state }: Grant<'token'>,
  context: IssuerContext,
): IssuableCredential {
  const { options } = context
  const { credential_identifier: identifier, credential_configuration_id: configuration } = body
  const [wanted, other] = state.detailed ? [identifier, configuration] : [configuration, identifier]
  if (typeof wanted !== 'string' || other !== undefined) throw refuse('invalid_credential_request')
  const nameOf = (id: string): string => (state.detailed ? identifierOf(id) : id)
  const kind = options.credentials.find(({ id }) => nameOf(id) === wanted)
  if (kind === undefined) {
    const name = state.detailed ? 'identifier' : 'configuration'
    throw refuse(`unknown_credential_${name}`)
  }
  if (!state.configurations.includes(kind.id)) throw refuse('insufficient_scope')
  if (isDone(state.done, kind, context)) throw refuse('credential_request_denied')
  return kind
}

/** Undefined: not ready. */
async function issueTo(
  holderKeys: readonly PublicJwk[],
  kind: IssuableCredential,
  token: Grant<'token'>,
  signal: AbortSignal,
  { grants }: IssuerContext,
): Promise<JsonObject | undefined> {
  const { reference } = token.state
  const issued = await issuedBy(kind, reference, holderKeys, signal)
  if (issued === 'pending') return undefined
  if (issued === 'denied') throw refuse('credential_request_denied')
  const ids = issued.map(({ id }) => id)
  const told = { token: token.key, reference, configuration: kind.id, ids }
  return {
    credentials: issued.map(({ token: credential }) => ({ credential })),
    notification_id: await grants.draw('notification', told, notificationSeconds),
  }
}

async function issuedBy(
  kind: IssuableCredential,
  reference: string,
  holderKeys: readonly PublicJwk[],
  signal: AbortSignal,
): Promise<readonly { readonly id: string; readonly token: string }[] | 'pending' | 'denied'> {
  if ('issueTo' in kind) return await kind.issueTo(reference, { holderKeys, signal })
  const said = await kind.contentsOf(reference, { signal })
  if (said === 'pending' || said === 'denied') return said
  const { about, ...contents } = said
  const to = { format: 'dc+sd-jwt', holderKeys, signal } as const
  const batch = about === undefined ? to : { ...to, about }
  return await kind.issuer.issueBatch({ ...contents, type: kind.type }, batch)
}
