import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'

/** By what a resource names whom it is about. */
const subjectElements = ['subject', 'patient', 'beneficiary', 'individual', 'for']

/** Kinds that are about no patient: who works there, where, and with what. */
export const aboutNobody: readonly string[] = [
  'Practitioner',
  'PractitionerRole',
  'Organization',
  'Location',
  'HealthcareService',
  'Endpoint',
  'Medication',
  'Substance',
]

/**
 * Whether a resource is shown to be about the patient: whatever names whom it, or one that it contains, is about
 * names them, and no other patient is referred to anywhere.
 */
export function isAboutPatient(
  resource: JsonObject,
  fullUrl: string | undefined,
  patient: ReadonlySet<string>,
): boolean {
  const { resourceType, id, contained = [] } = resource
  if (typeof resourceType !== 'string' || !Array.isArray(contained)) return false
  const named = subjectsOf(resource)
  const isNamed =
    resourceType === 'Patient'
      ? (typeof id === 'string' && patient.has(`Patient/${id}`)) ||
        (fullUrl !== undefined && patient.has(fullUrl))
      : named.length > 0 || aboutNobody.includes(resourceType)
  const within = (contained as readonly JsonValue[]).flatMap((each) =>
    isJsonObject(each) ? subjectsOf(each) : [],
  )
  const all = [...named, ...within]
  return (
    isNamed &&
    all.every((each) => each !== undefined && patient.has(each)) &&
    refersToNoOther(resource, resourceType === 'Patient', patient)
  )
}

/** `undefined` for whoever is not named by a reference. */
function subjectsOf(resource: JsonObject): readonly (string | undefined)[] {
  return subjectElements
    .flatMap((name): readonly JsonValue[] => {
      const value = Object.hasOwn(resource, name) ? resource[name] : undefined
      if (value === undefined) return []
      return Array.isArray(value) ? (value as readonly JsonValue[]) : [value]
    })
    .map((value) => {
      const reference = isJsonObject(value) ? value['reference'] : undefined
      return typeof reference === 'string' ? reference : undefined
    })
}

const patientReference = /(?:^|\/)Patient\//

function refersToNoOther(
  value: JsonValue,
  isPatient: boolean,
  patient: ReadonlySet<string>,
): boolean {
  if (Array.isArray(value)) {
    return value.every((each: JsonValue) => refersToNoOther(each, false, patient))
  }
  if (!isJsonObject(value)) return true
  const { reference, resourceType } = value
  const isOther =
    (typeof reference === 'string' &&
      patientReference.test(reference) &&
      !patient.has(reference)) ||
    // Contained, it is nobody that was asked for.
    (resourceType === 'Patient' && !isPatient)
  return !isOther && Object.values(value).every((each) => refersToNoOther(each, false, patient))
}
