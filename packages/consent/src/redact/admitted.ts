import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import { ConsentError } from '../errors.ts'
import { aboutNobody, isAboutPatient } from './about-patient.ts'
import type { IsAsked } from './what-was-asked.ts'

/** One entry of a Bundle. */
export interface EntryParts {
  readonly resource: JsonObject | undefined
  readonly fullUrl: string | undefined
}

const entryMembers = ['id', 'fullUrl', 'resource', 'search']
/** Hold other resources, or bytes that may be any. */
const opaque = ['Bundle', 'Parameters', 'Binary']

export function partsOf(entry: JsonValue): EntryParts {
  const { resource, fullUrl } = isJsonObject(entry) ? entry : {}
  return {
    resource: resource !== undefined && isJsonObject(resource) ? resource : undefined,
    fullUrl: typeof fullUrl === 'string' ? fullUrl : undefined,
  }
}

/** Whether it is an entry that holds a resource, and nothing else. */
export function understands(entry: JsonValue): boolean {
  if (!isJsonObject(entry)) return false
  if (!Object.keys(entry).every((name) => entryMembers.includes(name))) return false
  const { resourceType, contained = [] } = partsOf(entry).resource ?? {}
  const isReadable =
    Array.isArray(contained) && (contained as readonly JsonValue[]).every(isJsonObject)
  return isReadable && typeof resourceType === 'string' && !opaque.includes(resourceType)
}

/** @throws {@link ConsentError} `fhir_document_indivisible`. */
export function assertWhole(isUnderstood: readonly boolean[], tests: readonly unknown[]): void {
  if (tests.length === 0 && isUnderstood.every(Boolean)) return
  throw new ConsentError('fhir_document_indivisible', 'Of a document nothing can be left out')
}

/** What was asked for, about whom. */
export interface Asked {
  readonly patient: ReadonlySet<string>
  readonly isAsked: IsAsked
  readonly records: ReadonlyMap<string, string>
  /** It names whoever wrote it, and where. */
  readonly isDocument: boolean
}

/** @throws {@link ConsentError} `fhir_patient_mismatch`, `fhir_beyond_request`. */
export function assertAsked(
  entries: readonly JsonValue[],
  isUnderstood: readonly boolean[],
  { patient, isAsked, records, isDocument }: Asked,
): void {
  entries.forEach((entry, index) => {
    const { resource, fullUrl } = partsOf(entry)
    if (resource === undefined || isUnderstood[index] !== true) return
    const place = `/entry/${index}`
    if (!isAboutPatient(resource, fullUrl, patient)) {
      throw new ConsentError('fhir_patient_mismatch', 'Not shown to be about the patient', {
        place,
      })
    }
    const record = fullUrl === undefined ? undefined : records.get(fullUrl)
    const isFree = isDocument && aboutNobody.includes(String(resource['resourceType']))
    if (!isFree && !isAsked(resource, record)) {
      throw new ConsentError('fhir_beyond_request', 'Not among what was asked for', { place })
    }
  })
}
