import { deepFreeze, isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import { type Did, type DidUrl, didOf, isDid, parseDidUrl } from './did.ts'
import { IdentityError } from './errors.ts'
import type { PublicJwk } from './jwk.ts'
import { publicKeyOfMethod } from './verification-method.ts'

/** What a DID says about itself, as far as we read it. DID Core §5. */
export interface DidDocument {
  readonly id: Did
  readonly verificationMethods: readonly VerificationMethod[]
  /** Which methods serve which use. May name methods of other documents. */
  readonly relationships: Readonly<Record<VerificationRelationship, readonly DidUrl[]>>
  readonly services: readonly DidService[]
}

/** What a key may be used for. DID Core §5.3. */
export type VerificationRelationship =
  | 'authentication'
  | 'assertionMethod'
  | 'capabilityInvocation'
  | 'capabilityDelegation'
  | 'keyAgreement'

/** One key of a DID. DID Core §5.2. */
export interface VerificationMethod {
  readonly id: DidUrl
  readonly controller: Did
  /** `undefined`: a type of key that we do not take, or one whose use has an end. */
  readonly publicKey: PublicJwk | undefined
}

/** Where a DID offers something. DID Core §5.4. Endpoints that are objects are left out. */
export interface DidService {
  readonly id: string
  readonly types: readonly string[]
  readonly endpoints: readonly string[]
}

// Of methods, of references in one relationship, and of services.
const maxEntries = 100

/**
 * Reads a DID document in JSON or JSON-LD. Keys of JsonWebKey, JsonWebKey2020, Multikey and
 * Ed25519VerificationKey2020 are taken, other types kept without a key. Fragments become absolute.
 *
 * @param did - The DID that was resolved.
 * @returns Deep-frozen.
 * @throws {@link IdentityError} `did_document_mismatch`: it is about another DID;
 *   `did_document_malformed`, with the place as a JSON Pointer; `did_deactivated`.
 */
export function parseDidDocument(input: JsonValue, did: Did): DidDocument {
  if (!isJsonObject(input)) throw malformed('')
  if (typeof input['id'] !== 'string') throw malformed('/id')
  if (input['id'] !== did) {
    throw new IdentityError('did_document_mismatch', 'The document is about another DID')
  }
  // Belongs into the metadata, yet some hosts say it here. Whatever is not a plain no is a yes.
  if ((input['deactivated'] ?? false) !== false)
    throw new IdentityError('did_deactivated', 'Deactivated')
  const methods = new Map<DidUrl, VerificationMethod>()
  const add = (entry: JsonValue, place: string): DidUrl => {
    const method = parseMethod(entry, did, place)
    if (methods.has(method.id)) throw malformed(`${place}/id`)
    methods.set(method.id, method)
    return method.id
  }
  entriesOf(input, 'verificationMethod').forEach((entry, i) => {
    add(entry, `/verificationMethod/${i}`)
  })
  const usesOf = (name: VerificationRelationship): DidUrl[] =>
    entriesOf(input, name).map((entry, i) => {
      const place = `/${name}/${i}`
      return typeof entry === 'string' ? parseReference(entry, did, place) : add(entry, place)
    })
  const relationships = {
    authentication: usesOf('authentication'),
    assertionMethod: usesOf('assertionMethod'),
    capabilityInvocation: usesOf('capabilityInvocation'),
    capabilityDelegation: usesOf('capabilityDelegation'),
    keyAgreement: usesOf('keyAgreement'),
  }
  return deepFreeze({
    id: did,
    verificationMethods: [...methods.values()],
    relationships,
    services: entriesOf(input, 'service').map((entry, i) =>
      parseService(entry, did, `/service/${i}`),
    ),
  })
}

/**
 * The key that a DID uses under this id and for this purpose.
 *
 * @throws {@link IdentityError} `key_not_found`: the document has no such method of its own;
 *   `key_relationship_wrong`: another controls it, or it is not for this use; `key_type_unsupported`.
 */
export function publicKeyOf(
  document: DidDocument,
  keyId: DidUrl,
  relationship: VerificationRelationship,
): PublicJwk {
  const method = document.verificationMethods.find(({ id }) => id === keyId)
  // A document may embed methods of other DIDs; it cannot speak for those.
  if (method === undefined || didOf(method.id) !== document.id) {
    throw new IdentityError('key_not_found', 'The DID has no key of that id')
  }
  if (
    method.controller !== document.id ||
    !document.relationships[relationship].includes(method.id)
  ) {
    throw new IdentityError('key_relationship_wrong', 'Not a key of the DID for this use')
  }
  if (method.publicKey === undefined) {
    throw new IdentityError('key_type_unsupported', 'Not a type of key that is taken')
  }
  return method.publicKey
}

function parseMethod(entry: JsonValue, did: Did, place: string): VerificationMethod {
  if (!isJsonObject(entry)) throw malformed(place)
  const { id, type, controller } = entry
  if (typeof type !== 'string') throw malformed(`${place}/type`)
  if (!isDid(controller)) throw malformed(`${place}/controller`)
  return {
    id: parseReference(id, did, `${place}/id`),
    controller,
    publicKey: publicKeyOfMethod(entry, place),
  }
}

function parseService(entry: JsonValue, did: Did, place: string): DidService {
  if (!isJsonObject(entry)) throw malformed(place)
  const { id, serviceEndpoint } = entry
  if (typeof id !== 'string' || id === '') throw malformed(`${place}/id`)
  const types = listOf(entry['type']).filter((type) => typeof type === 'string')
  if (types.length === 0) throw malformed(`${place}/type`)
  if (serviceEndpoint === undefined) throw malformed(`${place}/serviceEndpoint`)
  const endpoints = listOf(serviceEndpoint).filter((endpoint) => typeof endpoint === 'string')
  return { id: id.startsWith('#') ? `${did}${id}` : id, types, endpoints }
}

function parseReference(reference: JsonValue | undefined, did: Did, place: string): DidUrl {
  try {
    const relative = typeof reference === 'string' && reference.startsWith('#')
    return parseDidUrl(relative ? `${did}${reference}` : reference)
  } catch {
    throw malformed(place)
  }
}

function entriesOf(document: JsonObject, name: string): readonly JsonValue[] {
  const entries = document[name] ?? []
  if (!Array.isArray(entries) || entries.length > maxEntries) throw malformed(`/${name}`)
  return entries
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value as JsonValue]
}

function malformed(place: string): IdentityError {
  return new IdentityError('did_document_malformed', 'Not a DID document', { place })
}
