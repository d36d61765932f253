import { isJsonObject, type JsonValue, parseJsonText } from '@fidecura/base'
import type { IssuerContext } from './issuer-context.ts'
import { refuse } from './refusal.ts'

/** Which credentials a request names, and how. */
export interface WantedCredentials {
  readonly configurations: readonly string[]
  /** By `authorization_details`, so the token names what it is for by identifiers. OpenID4VCI 1.0 §6.2. */
  readonly detailed: boolean
}

/**
 * Reads what a request is about: `authorization_details` of RFC 9396, or scopes.
 *
 * @returns Undefined: it names nothing.
 * @throws OpenIdError `openid_refused`, with `invalid_authorization_details` or `invalid_scope`.
 */
export function wantedCredentials(
  form: ReadonlyMap<string, string>,
  { options }: IssuerContext,
): WantedCredentials | undefined {
  const details = form.get('authorization_details')
  if (details !== undefined) {
    const ids = parseDetails(details).map((detail) => configurationOf(detail, options.url))
    const isKnown = ids.every((id) => options.byId.has(id)) && new Set(ids).size === ids.length
    if (ids.length === 0 || !isKnown) throw refuse('invalid_authorization_details')
    return { configurations: ids, detailed: true }
  }
  const scope = form.get('scope')
  if (scope === undefined) return undefined
  // What is not known is left out. OpenID4VCI 1.0 §5.1.2.
  const ids = [...new Set(scope.split(' '))].filter((id) => options.byId.has(id))
  if (ids.length === 0) throw refuse('invalid_scope')
  return { configurations: ids, detailed: false }
}

function parseDetails(text: string): readonly JsonValue[] {
  try {
    const details = parseJsonText(text, { maxBytes: 16_384, maxDepth: 8 })
    if (Array.isArray(details) && details.length <= 100) return details
  } catch (error) {
    throw refuse('invalid_authorization_details', error)
  }
  throw refuse('invalid_authorization_details')
}

function configurationOf(detail: JsonValue, url: string): string {
  if (!isJsonObject(detail)) throw refuse('invalid_authorization_details')
  const { type, credential_configuration_id: id, locations } = detail
  const isHere = locations === undefined || (Array.isArray(locations) && locations.includes(url))
  if (type === 'openid_credential' && typeof id === 'string' && isHere) return id
  throw refuse('invalid_authorization_details')
}
