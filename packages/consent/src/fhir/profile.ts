import { isJsonObject, type JsonObject } from '@fidecura/base'
import type { ConsentError } from '../errors.ts'
import type { Dialect } from './dialect.ts'
import { malformed, refuse } from './source.ts'

const pcf = 'https://profiles.ihe.net/ITI/PCF/StructureDefinition/IHE.PCF.consent'
const mii =
  'https://www.medizininformatik-initiative.de/fhir/modul-consent/StructureDefinition/mii-pr-consent-einwilligung'

/** The profiles that give elements a meaning of their own, by their canonical URLs. */
export const profiles: ReadonlyMap<string, Exclude<Dialect, 'R4' | 'R5'>> = /* @__PURE__ */ new Map(
  [
    [`${pcf}Basic`, 'PCF-basic'],
    [`${pcf}Intermediate`, 'PCF-intermediate'],
    [`${pcf}Advanced`, 'PCF-advanced'],
    [mii, 'MII'],
  ],
)

/**
 * Which dialect a resource is of. A profile may only constrain FHIR, so one that is not known changes
 * nothing; one that is known is taken at its word, and its dialect then demands all that it demands:
 * whoever claims a profile for the sake of its reading gets the whole of it.
 */
export function dialectOf(resource: JsonObject): Dialect {
  const version = versionOf(resource)
  const [claimed, ...others] = new Set(claims(resource))
  if (claimed === undefined) return version
  // Each of two profiles may be kept, and still they read one element in two ways.
  if (others.length > 0 || version === 'R5') {
    throw mismatch('/meta/profile', 'Not what it claims to be')
  }
  return claimed
}

function claims(resource: JsonObject): readonly Dialect[] {
  const meta = resource['meta']
  if (meta === undefined) return []
  if (!isJsonObject(meta)) throw malformed('/meta')
  const list = meta['profile']
  if (list === undefined) return []
  if (!Array.isArray(list) || list.length === 0) throw malformed('/meta/profile')
  return list.flatMap((canonical, index) => {
    if (typeof canonical !== 'string') throw malformed(`/meta/profile/${index}`)
    const [url = '', version, ...rest] = canonical.split('|')
    const dialect = profiles.get(url)
    if (dialect === undefined) return []
    // Another major version may mean something else by the same element.
    const read = version === undefined || dialect === 'MII' || version.startsWith('1.')
    if (rest.length > 0 || !read) {
      throw mismatch(`/meta/profile/${index}`, 'Another version')
    }
    return [dialect]
  })
}

/** The JSON does not say its version; the elements that one version requires, and the other lacks, do. */
function versionOf(resource: JsonObject): 'R4' | 'R5' {
  const isR4 = ['scope', 'patient', 'policyRule'].some((name) => Object.hasOwn(resource, name))
  const isR5 = ['subject', 'decision'].some((name) => Object.hasOwn(resource, name))
  if (isR4 === isR5) {
    throw refuse('consent_source_version_unclear', '', 'Neither R4 nor R5 alone')
  }
  return isR4 ? 'R4' : 'R5'
}

/** Refuses a resource that lacks what its profile demands. */
export function assertHas(parent: JsonObject, names: readonly string[], place: string): void {
  for (const name of names) {
    if (Object.hasOwn(parent, name)) continue
    throw mismatch(`${place}/${name}`, 'The profile demands it')
  }
}

/** Refuses a resource that has what its profile excludes. */
export function assertLacks(parent: JsonObject, names: readonly string[], place: string): void {
  for (const name of names) {
    if (!Object.hasOwn(parent, name)) continue
    throw mismatch(`${place}/${name}`, 'The profile excludes it')
  }
}

export function mismatch(place: string, message: string): ConsentError {
  return refuse('consent_source_profile_mismatch', place, message)
}
