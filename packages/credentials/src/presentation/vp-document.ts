import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import type { CredentialFormat } from '../credential.ts'
import { CredentialError } from '../errors.ts'
import { readDid, readUrl } from '../payload-members.ts'
import type { EnclosedCredential } from '../presentation-codec.ts'
import { contextV2, hasContextV2 } from '../vcdm.ts'

export const presentationType = 'VerifiablePresentation'
const envelopedCredential = 'EnvelopedVerifiableCredential'
const envelopedPresentation = 'EnvelopedVerifiablePresentation'
/** Credentials in one presentation, accreditations included. */
const maxEnclosed = 24
const maxTypes = 16

/** What a presentation says, however it is secured. */
export interface PresentationDocument {
  readonly holder: Did | undefined
  /** At least one. */
  readonly credentials: readonly EnclosedCredential[]
}

/**
 * Reads a presentation of VCDM 2.0 §4.13.
 *
 * @throws {@link CredentialError} `presentation_malformed`, `credential_format_unsupported`: an
 *   envelope of another media type; those of `parseDid`.
 */
export function readPresentationDocument(document: JsonObject): PresentationDocument {
  if (!hasContextV2(document['@context'])) throw malformed('/@context')
  const { type, id, holder, verifiableCredential: enclosed } = document
  const types = typeof type === 'string' ? [type] : type
  if (!isTexts(types) || types.length > maxTypes || !types.includes(presentationType)) {
    throw malformed('/type')
  }
  // An older model says there what this one says outside, and readers of either would differ.
  for (const name of ['vc', 'vp']) if (document[name] !== undefined) throw malformed(`/${name}`)
  readUrl(id, '/id')
  const named = isJsonObject(holder) ? holder['id'] : holder
  const credentials = Array.isArray(enclosed) ? (enclosed as readonly JsonValue[]) : [enclosed]
  if (credentials.length === 0 || credentials.length > maxEnclosed) {
    throw malformed('/verifiableCredential')
  }
  return {
    holder: holder === undefined ? undefined : readDid(named, '/holder'),
    credentials: credentials.map(readEnclosed),
  }
}

/** The token in an enveloped presentation, VCDM 2.0 §4.13.1; undefined: not one. */
export function presentationInEnvelope(document: JsonObject): string | undefined {
  if (!isOnly(document['type'], envelopedPresentation)) return undefined
  return contentOf(document, 'vp+jwt', '')
}

/** As a presentation encloses it: VCDM 2.0 §4.12.1. */
export function envelopeOf(token: string, format: 'vc+jwt' | 'dc+sd-jwt'): JsonObject {
  return {
    '@context': contextV2,
    id: `data:application/${format},${token}`,
    type: envelopedCredential,
  }
}

function readEnclosed(value: JsonValue | undefined, index: number): EnclosedCredential {
  const place = `/verifiableCredential/${index}`
  if (!isJsonObject(value)) throw malformed(place)
  // With a proof of its own beside it, which is the codec's to read.
  if (value['proof'] !== undefined) {
    return { token: JSON.stringify(value), format: 'data-integrity' }
  }
  if (!isOnly(value['type'], envelopedCredential)) throw malformed(`${place}/type`)
  const text = typeof value['id'] === 'string' ? value['id'] : ''
  const format = enclosable.find((each) => text.startsWith(prefixOf(each)))
  if (format === undefined) throw unsupported(`${place}/id`)
  return { token: contentOf(value, format, place), format }
}

const enclosable = ['vc+jwt', 'dc+sd-jwt'] as const satisfies readonly CredentialFormat[]

function contentOf(envelope: JsonObject, format: string, place: string): string {
  const { '@context': context, id, ...others } = envelope
  const right = isOnly(context, contextV2) || hasContextV2(context)
  // Whatever else an envelope says, nobody has signed.
  if (!right || Object.keys(others).length > 1) throw malformed(place)
  if (typeof id !== 'string') throw malformed(`${place}/id`)
  const prefix = prefixOf(format)
  if (!id.startsWith(prefix)) throw unsupported(`${place}/id`)
  return id.slice(prefix.length)
}

function prefixOf(format: string): string {
  return `data:application/${format},`
}

function isOnly(value: JsonValue | undefined, text: string): boolean {
  return value === text || (Array.isArray(value) && value.length === 1 && value[0] === text)
}

function isTexts(value: JsonValue | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function malformed(place: string): CredentialError {
  return new CredentialError('presentation_malformed', 'Not a presentation', { place })
}

function unsupported(place: string): CredentialError {
  return new CredentialError('credential_format_unsupported', 'Not an envelope that is read', {
    place,
  })
}
