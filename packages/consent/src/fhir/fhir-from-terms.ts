import { deepFreeze, encodeUtf8, type JsonObject } from '@fidecura/base'
import { ConsentError } from '../errors.ts'
import type { Terms } from '../terms.ts'
import { termsFromFhir } from './terms-from-fhir.ts'
import {
  type FhirFromTermsOptions,
  writeMii,
  writePcf,
  writeR4,
  writeR5,
} from './write-dialects.ts'
import { unsayable } from './write-provision.ts'

/**
 * Writes terms as a FHIR Consent of one dialect. What comes back is read again first: whoever reads it
 * with this map by {@link termsFromFhir} gets these very terms.
 *
 * @returns Deep-frozen. Its bytes are the caller's to make, once: their digest is what is signed.
 * @throws {@link ConsentError} `terms_not_in_dialect` where the dialect cannot say so; `place` is a JSON
 *   Pointer into the terms, to the condition or rule that it cannot say.
 */
export function fhirFromTerms(terms: Terms, options: FhirFromTermsOptions): JsonObject {
  let place: string | undefined
  for (const resource of written(terms, options)) {
    const difference = differenceFrom(terms, resource, options)
    if (difference === undefined) return deepFreeze(resource)
    place ??= difference
  }
  throw unsayable(place ?? '/rule')
}

function written({ rule }: Terms, options: FhirFromTermsOptions): readonly JsonObject[] {
  switch (options.dialect) {
    case 'R4':
      return [writeR4(rule, options)]
    case 'R5':
      return [writeR5(rule, options)]
    case 'MII':
      return [writeMii(rule, options)]
    default:
      return writePcf(rule, options)
  }
}

/** Where the resource, as it is read, says something else than the terms. */
function differenceFrom(
  terms: Terms,
  resource: JsonObject,
  { references }: FhirFromTermsOptions,
): string | undefined {
  try {
    const reading = termsFromFhir(encodeUtf8(JSON.stringify(resource)), { references })
    return difference(terms, reading.terms, '')
  } catch (error) {
    // The dialect refuses what it cannot read, and so cannot say.
    if (error instanceof ConsentError) return '/rule'
    throw error
  }
}

function difference(a: unknown, b: unknown, place: string): string | undefined {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return a === b ? undefined : place
  }
  const [mine, theirs] = [a, b].map((each) => new Map<string, unknown>(Object.entries(each)))
  for (const name of new Set([...(mine?.keys() ?? []), ...(theirs?.keys() ?? [])])) {
    const found = difference(mine?.get(name), theirs?.get(name), `${place}/${name}`)
    if (found !== undefined) return found
  }
  return undefined
}
