import {
  type EpochSeconds,
  encodeBase64url,
  encodeUtf8,
  formatDateTime,
  type JsonObject,
} from '@fidecura/base'
import { decodeStatement } from '../statement.ts'
import { consentCodeSystems } from '../terms.ts'
import { malformed } from '../token-shape.ts'

/** What a Provenance says beside the statement. */
export interface ProvenanceOptions {
  readonly fhirVersion: 'R4' | 'R5'
  /** References to the Consent that was made of the statement, each with its version, such as `Consent/1/_history/2`. */
  readonly target: readonly string[]
  /** Reference to whoever signed, such as `Patient/1`, where the server has one. */
  readonly who?: string
  /** When it is written down. */
  readonly recorded: EpochSeconds
}

export const signatureTypes = 'urn:iso-astm:E1762-95:2013'
/** ASTM E1762: of an individual who consents to what is described. */
export const consentSignature = '1.2.840.10065.1.12.1.7'
export const joseFormat = 'application/jose'
/** FHIR's system of identifiers that are URIs. */
export const uriSystem = 'urn:ietf:rfc:3986'

/**
 * Writes the FHIR Provenance of a statement, with its signature: the whole compact JWS, so that
 * `verifyProvenance` needs nothing else. Write it as JSON, as it is.
 *
 * @param token - A statement. It is read and not verified.
 * @returns An R4 (also R4B) or R5 resource without `id`.
 * @throws {@link ConsentError} `token_malformed`.
 * @see {@link https://hl7.org/fhir/R5/datatypes.html#Signature | FHIR R5 Signature}
 */
export function provenanceOf(token: string, options: ProvenanceOptions): JsonObject {
  const { content } = decodeStatement(token)
  const { target, recorded, fhirVersion } = options
  if (target.length === 0) throw malformed('/target')
  const when = formatDateTime(content.issuedAt)
  const identifier = { system: uriSystem, value: content.issuer }
  const who = { ...(options.who === undefined ? {} : { reference: options.who }), identifier }
  const { system, value } = content.record
  return {
    resourceType: 'Provenance',
    target: target.map((reference) => ({ reference })),
    occurredDateTime: when,
    recorded: formatDateTime(recorded),
    activity: codeOf('http://terminology.hl7.org/CodeSystem/v3-DocumentCompletion', 'AU'),
    ...(fhirVersion === 'R5' ? { patient: { identifier: { system, value } } } : {}),
    agent: [{ role: [codeOf(consentCodeSystems.participation, 'AUT')], who }],
    signature: [
      {
        type: [{ system: signatureTypes, code: consentSignature, display: 'Consent Signature' }],
        when,
        who,
        ...(content.source === undefined ? {} : { targetFormat: 'application/fhir+json' }),
        sigFormat: joseFormat,
        data: encodeBase64(encodeUtf8(token)),
      },
    ],
  }
}

function codeOf(system: string, code: string): JsonObject {
  return { coding: [{ system, code }] }
}

/** RFC 4648 §4, with padding, as FHIR has it. */
function encodeBase64(bytes: Uint8Array): string {
  const text = encodeBase64url(bytes).replaceAll('-', '+').replaceAll('_', '/')
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=')
}
