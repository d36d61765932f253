import type { JsonValue } from '@fidecura/base'
import type { OpenSession } from './asked-session.ts'
import { type RequestTerms, requestOf } from './request-object.ts'
import { clientIdOf } from './verifier-client.ts'
import type { VerifierSetting } from './verifier-setting.ts'

/** Where a wallet fetches a request, and where it posts the answer. */
function placesOf(
  id: string,
  baseUrl: string,
): { readonly requestUri: string; readonly responseUri: string } {
  return { requestUri: `${baseUrl}/requests/${id}`, responseUri: `${baseUrl}/responses/${id}` }
}

/** As whom the request of a session is made. */
export async function termsOf(
  id: string,
  { baseUrl, client }: Pick<VerifierSetting, 'baseUrl' | 'client'>,
): Promise<RequestTerms> {
  const { responseUri } = placesOf(id, baseUrl)
  return { responseUri, clientId: await clientIdOf(client, responseUri) }
}

/** What opens a wallet: where the signed request is, or all of one that nobody signs. §5.5 */
export async function linkOf(
  session: OpenSession,
  setting: Pick<VerifierSetting, 'baseUrl' | 'client'>,
  walletUrl = 'openid4vp://',
): Promise<string> {
  const { id } = session.stored
  const terms = await termsOf(id, setting)
  const members: Readonly<Record<string, JsonValue | undefined>> =
    setting.client.prefix === 'redirect_uri'
      ? requestOf(session, terms)
      : {
          client_id: terms.clientId,
          request_uri: placesOf(id, setting.baseUrl).requestUri,
          request_uri_method: 'post',
        }
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(members)) {
    query.set(name, typeof value === 'string' ? value : JSON.stringify(value))
  }
  return `${walletUrl}${walletUrl.includes('?') ? '&' : '?'}${query}`
}
