import type { JsonValue } from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import { shapeOf } from '../claim-shape.ts'
import { type NamedDid, namedDid } from '../named-did.ts'
import { notMappable } from './fhir-places.ts'
import { type FhirReading, type FhirWriting, openResource } from './fhir-resource.ts'
import { assertActive, didIdentifier, takeDid, takeText } from './fhir-values.ts'

/** What an Organization of others does not say. */
export interface ReadOrganizationOptions {
  /** Its DID, where none of its identifiers is one. */
  readonly did?: Did
}

/** An organisation or department as an Organization. */
export function writeOrganization({ did, name }: NamedDid): FhirWriting {
  const identifier = [didIdentifier(did)]
  return {
    resource: { resourceType: 'Organization', identifier, active: true, name },
    extended: [],
  }
}

/**
 * Reads an Organization of R4 or R5. What it is part of, its kind and its contacts are lost.
 *
 * @throws CredentialError `fhir_malformed`; `fhir_modifier_unknown`; `fhir_not_mappable`: without a name
 *   or a DID, or not active; `credential_claims_invalid`.
 */
export function readOrganization(
  resource: JsonValue,
  options: ReadOrganizationOptions = {},
): FhirReading<NamedDid> {
  const reader = openResource(resource, 'Organization', [])
  assertActive(reader)
  const did = takeDid(reader, '/identifier') ?? options.did
  const name = takeText(reader, '/name')
  if (did === undefined) throw notMappable('/identifier')
  if (name === undefined) throw notMappable('/name')
  const claims = { did, name }
  shape(claims, '')
  return { claims, lost: reader.lost() }
}

const shape = /* @__PURE__ */ shapeOf(namedDid)
