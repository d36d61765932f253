import {
  decodeBase64url,
  decodeUtf8,
  type EpochSeconds,
  equalBytes,
  isJsonObject,
  type JsonObject,
  parseDateTime,
  parseJson,
} from '@fidecura/base'
import { ConsentError } from '../errors.ts'
import { maxTokenBytes } from '../signed-token.ts'
import { decodeStatement } from '../statement.ts'
import {
  type VerifiedStatement,
  type VerifyStatementOptions,
  verifyStatement,
} from '../verify-statement.ts'
import { consentSignature, joseFormat, signatureTypes, uriSystem } from './provenance.ts'
import { assertUnmodified, listAt, objectAt, refuse, textAt } from './source.ts'

/** What a Provenance holds. Nothing of it is proven. */
export interface ProvenanceReading {
  /** The statement, compact. */
  readonly token: string
  /** `Provenance.target`, as written. */
  readonly target: readonly string[]
}

/**
 * Takes the statement out of a FHIR Provenance, R4 or R5, and proves nothing but that the two say the same
 * of who signed and when.
 *
 * @param bytes - Exactly as they came.
 * @throws {@link ConsentError} `provenance_malformed`, `provenance_mismatch`, `consent_source_modifier`,
 *   `consent_source_malformed`, `token_malformed`; those of `parseJson` and `decodeJws`.
 */
export function statementFromProvenance(bytes: Uint8Array): ProvenanceReading {
  // The statement in base64, and room for a narrative.
  const maxBytes = 2 * maxTokenBytes
  const resource = parseJson(bytes, { maxBytes, maxDepth: 64 })
  if (!isJsonObject(resource) || resource['resourceType'] !== 'Provenance') throw malformed('')
  assertUnmodified(resource, '')
  if (resource['implicitRules'] !== undefined) throw malformed('/implicitRules')
  const target = listAt(resource, 'target', '').map((each, n) => {
    const reference = textAt(each, 'reference', `/target/${n}`)
    if (reference === undefined) throw malformed(`/target/${n}/reference`)
    return reference
  })
  const signatures = listAt(resource, 'signature', '')
  const ours = signatures.filter(({ sigFormat }) => sigFormat === joseFormat)
  const [signature, ...others] = ours
  // Of two it would not be clear which one is meant.
  if (signature === undefined || others.length > 0) throw malformed('/signature')
  const place = `/signature/${signatures.indexOf(signature)}`
  const token = tokenIn(signature, place)
  const { issuer, issuedAt } = decodeStatement(token).content
  const { system, value } =
    objectAt(objectAt(signature, 'who', place) ?? {}, 'identifier', `${place}/who`) ?? {}
  if (system !== uriSystem || value !== issuer) throw mismatch(`${place}/who`)
  if (whenOf(signature, place) !== issuedAt) throw mismatch(`${place}/when`)
  return Object.freeze({ token, target: Object.freeze(target) })
}

/** Whose signature it must be, and what of. */
export interface VerifyProvenanceOptions extends VerifyStatementOptions {
  /**
   * The exact bytes of the Consent that it is the provenance of, which must be those that the statement was
   * made from; `undefined` to look at the statement alone.
   */
  readonly target: Uint8Array | undefined
}

/**
 * Proves the signature in a FHIR Provenance: as `verifyStatement` does for its statement.
 *
 * @throws {@link ConsentError} `provenance_target_mismatch`; those of {@link statementFromProvenance} and
 *   `verifyStatement`.
 */
export async function verifyProvenance(
  bytes: Uint8Array,
  { target, ...options }: VerifyProvenanceOptions,
): Promise<VerifiedStatement> {
  const statement = await verifyStatement(statementFromProvenance(bytes).token, options)
  const source = statement.source?.bytes
  if (target !== undefined && !(source !== undefined && equalBytes(source, target))) {
    throw new ConsentError('provenance_target_mismatch', 'Not the Consent that was signed')
  }
  return statement
}

function tokenIn(signature: JsonObject, place: string): string {
  const isConsent = listAt(signature, 'type', place).some(
    ({ system, code }) => system === signatureTypes && code === consentSignature,
  )
  if (!isConsent) throw malformed(`${place}/type`)
  const data = textAt(signature, 'data', place)
  if (data === undefined || !/^[A-Za-z0-9+/]+={0,2}$/.test(data) || data.length % 4 !== 0) {
    throw malformed(`${place}/data`)
  }
  const text = data.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_')
  return decodeUtf8(decodeBase64url(text))
}

function whenOf(signature: JsonObject, place: string): EpochSeconds {
  const when = textAt(signature, 'when', place)
  if (when === undefined) throw malformed(`${place}/when`)
  return parseDateTime(when)
}

function malformed(place: string): ConsentError {
  return refuse('provenance_malformed', place, 'Not a Provenance of a statement')
}

function mismatch(place: string): ConsentError {
  return refuse('provenance_mismatch', place, 'Says otherwise than the statement')
}
