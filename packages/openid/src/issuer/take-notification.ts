import { answerEmpty, readJson } from './answers.ts'
import type { IssuerContext } from './issuer-context.ts'
import { openToken } from './open-token.ts'
import { refuse } from './refusal.ts'

const events = ['credential_accepted', 'credential_failure', 'credential_deleted'] as const

/**
 * Takes the word of a wallet on what became of what it was handed. OpenID4VCI 1.0 §11. What it says in prose
 * is not passed on.
 *
 * @throws OpenIdError `openid_refused`, with the reason.
 */
export async function takeNotification(
  request: Request,
  context: IssuerContext,
): Promise<Response> {
  const token = await openToken(request, context, 'notification')
  const body = await readJson(request, 'invalid_notification_request')
  const id = body['notification_id']
  const event = events.find((one) => one === body['event'])
  if (typeof id !== 'string' || event === undefined) throw refuse('invalid_notification_request')
  const found = await context.grants.find('notification', id)
  if (found === undefined || found.state.token !== token.key) {
    throw refuse('invalid_notification_id')
  }
  const { reference, configuration: credential, ids } = found.state
  await context.options.onNotification?.({ event, reference, credential, ids })
  return answerEmpty(204)
}
