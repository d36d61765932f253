import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '@fidecura/base'
import { CredentialError } from '../errors.ts'

/** Words for one language. BCP 47. */
export interface TypeDisplay {
  readonly locale: string
  readonly name: string
  readonly description?: string
}

/** What type metadata say about a claim. */
export interface ClaimMetadata {
  /** Names of members, positions, or null for every element. */
  readonly path: readonly (string | number | null)[]
  readonly display: readonly { readonly locale: string; readonly label: string }[]
  readonly mandatory: boolean
  readonly sd: 'always' | 'allowed' | 'never'
}

/** Type metadata of an SD-JWT VC. draft-ietf-oauth-sd-jwt-vc-19, 'Type Metadata Format'. */
export interface TypeMetadata {
  readonly vct: string
  readonly name?: string
  readonly extends?: string
  readonly extendsIntegrity?: string
  readonly display: readonly TypeDisplay[]
  readonly claims: readonly ClaimMetadata[]
}

/** Longer documents are not read. */
export const maxMetadataBytes = 262_144
const maxItems = 256
const maxText = 2048

/**
 * Reads type metadata. Members that are not known are ignored, as the draft says. The texts are of
 * whoever wrote the document, and not escaped for any markup.
 *
 * @throws {@link CredentialError} `type_metadata_malformed`, also for those of another type.
 */
export function parseTypeMetadata(document: Uint8Array, vct: string): TypeMetadata {
  const json = read(document)
  if (text(json['vct'], '/vct') !== vct) throw malformed('/vct')
  const name = optional(json['name'], '/name')
  const base = optional(json['extends'], '/extends')
  const integrity = optional(json['extends#integrity'], '/extends#integrity')
  return {
    vct,
    ...(name === undefined ? {} : { name }),
    ...(base === undefined ? {} : { extends: base }),
    ...(integrity === undefined ? {} : { extendsIntegrity: integrity }),
    display: items(json['display'], '/display').map(typeDisplay),
    claims: items(json['claims'], '/claims').map(claimMetadata),
  }
}

function malformed(place: string): CredentialError {
  return new CredentialError('type_metadata_malformed', 'Not metadata of this type', { place })
}

function read(document: Uint8Array): JsonObject {
  let json: JsonValue
  try {
    json = parseJson(document, { maxBytes: maxMetadataBytes })
  } catch {
    throw malformed('')
  }
  if (!isJsonObject(json)) throw malformed('')
  return json
}

function typeDisplay(value: JsonValue, index: number): TypeDisplay {
  const at = `/display/${index}`
  const { locale, name, description } = object(value, at)
  const words = optional(description, `${at}/description`)
  return {
    locale: text(locale, `${at}/locale`),
    name: text(name, `${at}/name`),
    ...(words === undefined ? {} : { description: words }),
  }
}

function claimMetadata(value: JsonValue, index: number): ClaimMetadata {
  const at = `/claims/${index}`
  const { path, display, mandatory = false, sd = 'allowed' } = object(value, at)
  if (typeof mandatory !== 'boolean') throw malformed(`${at}/mandatory`)
  if (sd !== 'always' && sd !== 'allowed' && sd !== 'never') throw malformed(`${at}/sd`)
  const steps = items(path, `${at}/path`)
  const right = steps.every(
    (step) =>
      step === null ||
      (typeof step === 'number' ? Number.isInteger(step) && step >= 0 : isText(step)),
  )
  if (steps.length === 0 || !right) throw malformed(`${at}/path`)
  return {
    path: steps as ClaimMetadata['path'],
    display: items(display, `${at}/display`).map((one, i) => {
      const { locale, label } = object(one, `${at}/display/${i}`)
      return {
        locale: text(locale, `${at}/display/${i}/locale`),
        label: text(label, `${at}/display/${i}/label`),
      }
    }),
    mandatory,
    sd,
  }
}

function items(value: JsonValue | undefined, place: string): readonly JsonValue[] {
  if (value === undefined) return []
  if (Array.isArray(value) && value.length <= maxItems) return value
  throw malformed(place)
}

function object(value: JsonValue, place: string): JsonObject {
  if (isJsonObject(value)) return value
  throw malformed(place)
}

function isText(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && value !== '' && value.length <= maxText
}

function text(value: JsonValue | undefined, place: string): string {
  if (isText(value)) return value
  throw malformed(place)
}

function optional(value: JsonValue | undefined, place: string): string | undefined {
  return value === undefined ? undefined : text(value, place)
}
