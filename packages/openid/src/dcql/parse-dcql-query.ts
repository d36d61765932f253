import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import { OpenIdError } from '../errors.ts'
import type {
  ClaimsPath,
  DcqlClaimsQuery,
  DcqlCredentialQuery,
  DcqlCredentialSet,
  DcqlMeta,
  DcqlQuery,
} from './dcql-query.ts'

const maxCredentials = 16
const maxClaims = 64
const maxSteps = 16
const maxText = 512

/**
 * Reads a query of DCQL. Members that are not known are left out, as the standard asks.
 *
 * @returns A deep-frozen copy.
 * @throws OpenIdError `openid_query_malformed`.
 * @see OpenID4VP 1.0 §6
 */
export function parseDcqlQuery(input: unknown): DcqlQuery {
  const query = objectOf(input as JsonValue, '')
  const place = '/credentials'
  const credentials = listOf(query['credentials'], maxCredentials, place, readCredentialQuery)
  const ids = credentials.map(({ id }) => id)
  assertDifferent(ids, place)
  const sets = query['credential_sets']
  if (sets === undefined) return Object.freeze({ credentials })
  const credential_sets = listOf(sets, maxCredentials, '/credential_sets', (set, at) =>
    readSet(set, at, ids),
  )
  return Object.freeze({ credentials, credential_sets })
}

function readCredentialQuery(input: JsonValue, place: string): DcqlCredentialQuery {
  const query = objectOf(input, place)
  const { multiple, claims, claim_sets: sets, trusted_authorities: authorities } = query
  const binding = query['require_cryptographic_holder_binding']
  const format = textOf(query['format'], `${place}/format`)
  const read = claims === undefined ? undefined : readClaims(claims, `${place}/claims`)
  return Object.freeze({
    id: idOf(query['id'], `${place}/id`),
    format,
    meta: readMeta(query['meta'], format, `${place}/meta`),
    ...(multiple === undefined ? {} : { multiple: flagOf(multiple, `${place}/multiple`) }),
    ...(read === undefined ? {} : { claims: read }),
    ...(sets === undefined ? {} : { claim_sets: readClaimSets(sets, read, `${place}/claim_sets`) }),
    ...(binding === undefined
      ? {}
      : { require_cryptographic_holder_binding: flagOf(binding, place) }),
    ...(authorities === undefined
      ? {}
      : { trusted_authorities: listOf(authorities, maxClaims, place, objectOf) }),
  })
}

function readMeta(input: JsonValue | undefined, format: string, place: string): DcqlMeta {
  const types = objectOf(input, place)['vct_values']
  if (types === undefined && format !== 'dc+sd-jwt') return Object.freeze({})
  return Object.freeze({ vct_values: listOf(types, maxClaims, `${place}/vct_values`, textOf) })
}

function readClaims(input: JsonValue, place: string): readonly DcqlClaimsQuery[] {
  const claims = listOf(input, maxClaims, place, readClaim)
  assertDifferent(
    claims.flatMap(({ id }) => id ?? []),
    place,
  )
  return claims
}

function readClaim(input: JsonValue, place: string): DcqlClaimsQuery {
  const { id, path, values } = objectOf(input, place)
  return Object.freeze({
    ...(id === undefined ? {} : { id: idOf(id, `${place}/id`) }),
    path: listOf(path, maxSteps, `${place}/path`, readStep),
    ...(values === undefined
      ? {}
      : { values: listOf(values, maxClaims, `${place}/values`, readValue) }),
  })
}

function readStep(step: JsonValue, place: string): ClaimsPath[number] {
  if (step === null) return step
  if (typeof step === 'number' && Number.isSafeInteger(step) && step >= 0) return step
  if (typeof step === 'string' && step.length <= maxText) return step
  throw malformed(place)
}

function readValue(value: JsonValue, place: string): string | number | boolean {
  if (typeof value === 'boolean' || Number.isSafeInteger(value)) return value as boolean | number
  if (typeof value === 'string' && value.length <= maxText) return value
  throw malformed(place)
}

function readClaimSets(
  input: JsonValue,
  claims: readonly DcqlClaimsQuery[] | undefined,
  place: string,
): readonly (readonly string[])[] {
  const ids = (claims ?? []).map(({ id }) => id)
  // Where there are sets, each claim has a name to be called by.
  if (claims === undefined || ids.includes(undefined)) throw malformed(place)
  return listOf(input, maxClaims, place, (set, at) => namesOf(set, at, ids as readonly string[]))
}

function readSet(input: JsonValue, place: string, ids: readonly string[]): DcqlCredentialSet {
  const { options, required } = objectOf(input, place)
  return Object.freeze({
    options: listOf(options, maxClaims, `${place}/options`, (option, at) =>
      namesOf(option, at, ids),
    ),
    ...(required === undefined ? {} : { required: flagOf(required, `${place}/required`) }),
  })
}

function namesOf(input: JsonValue, place: string, known: readonly string[]): readonly string[] {
  const names = listOf(input, maxClaims, place, textOf)
  assertDifferent(names, place)
  if (!names.every((name) => known.includes(name))) throw malformed(place)
  return names
}

/** Of at least one, frozen. */
function listOf<T>(
  input: JsonValue | undefined,
  max: number,
  place: string,
  read: (item: JsonValue, place: string) => T,
): readonly T[] {
  if (!Array.isArray(input) || input.length === 0 || input.length > max) throw malformed(place)
  return Object.freeze(input.map((item: JsonValue, position) => read(item, `${place}/${position}`)))
}

function objectOf(input: JsonValue | undefined, place: string): JsonObject {
  if (isJsonObject(input)) return input
  throw malformed(place)
}

function textOf(input: JsonValue | undefined, place: string): string {
  if (typeof input === 'string' && input !== '' && input.length <= maxText) return input
  throw malformed(place)
}

function idOf(input: JsonValue | undefined, place: string): string {
  const id = textOf(input, place)
  // Names of members of the answer: none that an object has by itself.
  if (/^[\w-]+$/.test(id) && id !== '__proto__') return id
  throw malformed(place)
}

function flagOf(input: JsonValue, place: string): boolean {
  if (typeof input === 'boolean') return input
  throw malformed(place)
}

function assertDifferent(names: readonly string[], place: string): void {
  if (new Set(names).size < names.length) throw malformed(place)
}

function malformed(place: string): OpenIdError {
  return new OpenIdError('openid_query_malformed', 'Not a query that is read', { place })
}
