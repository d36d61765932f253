import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import type { Did } from '../did.ts'

/**
 * Adds the services that every did:webvh has unless it says otherwise: its files, and what others say
 * about it.
 *
 * @see {@link https://identity.foundation/didwebvh/v1.0/#did-url-resolution | did:webvh 1.0 §3.8}
 *
 * @param filesUrl - Of the place where the DID is. Ends with a slash.
 */
export function withImplicitServices(state: JsonObject, did: Did, filesUrl: string): JsonObject {
  const own = state['service'] ?? []
  // Whoever reads the document says what is wrong with it.
  if (!Array.isArray(own)) return state
  const has = (fragment: string): boolean =>
    own.some((service: JsonValue) => {
      const id = isJsonObject(service) ? service['id'] : undefined
      return id === fragment || id === `${did}${fragment}`
    })
  const files = { id: `${did}#files`, type: 'relativeRef', serviceEndpoint: filesUrl }
  const whois = {
    '@context': 'https://identity.foundation/linked-vp/contexts/v1',
    id: `${did}#whois`,
    type: 'LinkedVerifiablePresentation',
    serviceEndpoint: `${filesUrl}whois.vp`,
  }
  const implicit = [...(has('#files') ? [] : [files]), ...(has('#whois') ? [] : [whois])]
  return { ...state, service: [...own, ...implicit] }
}
