import { isJsonObject, type JsonObject, type JsonValue, parseJsonText } from '@fidecura/base'
import { CredentialError } from './errors.ts'

/** What its `version` member says when it travels as JSON. */
export const presentationVersion = 'urn:fidecura:presentation:1'

/**
 * Credentials that one holder presents together. At least one is an SD-JWT with key binding; a
 * `vc+jwt`, which has none of its own, may accompany it if it is bound to the very same key.
 */
export interface PresentationBundle {
  /** At most 8. */
  readonly credentials: readonly string[]
  /** Accreditations that the holder brings along, in any order. They add no roots. */
  readonly chain?: readonly string[]
}

/** Credentials in one presentation. */
export const maxCredentials = 8

/**
 * @param input - A bundle, its JSON text with a `version`, or one SD-JWT with key binding.
 * @throws {@link CredentialError} `presentation_malformed`.
 */
export function parsePresentation(input: unknown): Required<PresentationBundle> {
  if (typeof input !== 'string') return readBundle(input as JsonValue)
  if (!input.startsWith('{')) return { credentials: [input], chain: [] }
  const { version, ...bundle } = parsePresentationText(input)
  if (version !== presentationVersion) throw malformed('/version')
  return readBundle(bundle)
}

/** The JSON object that a presentation is. @throws {@link CredentialError} `presentation_malformed`. */
export function parsePresentationText(text: string): JsonObject {
  let json: JsonValue
  try {
    json = parseJsonText(text)
  } catch (error) {
    throw malformed('', error)
  }
  if (isJsonObject(json)) return json
  throw malformed('')
}

function readBundle(bundle: JsonValue): Required<PresentationBundle> {
  if (!isJsonObject(bundle)) throw malformed('')
  const { credentials, chain = [], ...unknown } = bundle
  if (Object.keys(unknown).length > 0) throw malformed('')
  if (!isTexts(credentials) || credentials.length === 0 || credentials.length > maxCredentials) {
    throw malformed('/credentials')
  }
  if (!isTexts(chain)) throw malformed('/chain')
  // Copies: the caller's lists may change while the network is asked.
  return { credentials: [...credentials], chain: [...chain] }
}

function isTexts(value: JsonValue | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function malformed(place: string, cause?: unknown): CredentialError {
  return new CredentialError('presentation_malformed', 'Not a presentation', { place, cause })
}
