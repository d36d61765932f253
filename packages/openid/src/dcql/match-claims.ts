import type { JsonObject } from '@fidecura/base'
import type { DcqlClaimsQuery, DcqlCredentialQuery } from './dcql-query.ts'
import { type SelectedClaim, selectClaims } from './select-claims.ts'

/**
 * Finds what of a credential answers a query: the first combination that it has whole.
 *
 * @param payload - As it reads with everything shown that is to be found.
 * @returns JSON Pointers to the claims, nothing beside them; undefined: this credential is no answer.
 * @see OpenID4VP 1.0 §6.4.1
 */
export function matchClaims(
  { claims = [], claim_sets: sets }: DcqlCredentialQuery,
  payload: JsonObject,
): readonly string[] | undefined {
  for (const wanted of sets ?? [undefined]) {
    const queries = claims.filter(({ id }) => wanted?.includes(id as string) ?? true)
    const found = queries.map((query) => matchClaim(query, payload))
    if (found.every((selected) => selected.length > 0)) {
      return [...new Set(found.flat().map(({ pointer }) => pointer))]
    }
  }
  return undefined
}

/** Of several that a path leads to, those alone that have one of the values. */
function matchClaim(
  { path, values }: DcqlClaimsQuery,
  payload: JsonObject,
): readonly SelectedClaim[] {
  const selected = selectClaims(payload, path)
  if (values === undefined) return selected
  // The kind counts, too: neither of 1 and "1" is the other.
  return selected.filter(({ value }) => values.some((wanted) => wanted === value))
}

/** Everything that a query speaks of in a credential, whether or not it has one of the values. */
export function mentionedClaims(
  { claims = [] }: DcqlCredentialQuery,
  payload: JsonObject,
): readonly string[] {
  return claims.flatMap(({ path }) => selectClaims(payload, path).map(({ pointer }) => pointer))
}
