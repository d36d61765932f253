import type { JsonObject } from '@fidecura/base'

// Of R4 and R5: the resources that are read here, and the data types in them.
const elements = new Set(
  (
    'resourceType id meta implicitRules language text contained extension modifierExtension ' +
    'identifier active name telecom gender birthDate deceasedBoolean deceasedDateTime address photo ' +
    'qualification communication practitioner organization code specialty location ' +
    'healthcareService contact characteristic availability availableTime notAvailable ' +
    'availabilityExceptions endpoint type alias description partOf patient relationship period ' +
    'issuer use system value assigner display reference coding version userSelected concept ' +
    'family given prefix suffix start end rank line city district state postalCode country ' +
    'contentType data url size hash title creation height width frames duration pages preferred ' +
    'versionId lastUpdated source profile security tag status div daysOfWeek allDay ' +
    'availableStartTime availableEndTime during purpose'
  ).split(' '),
)

const extensionValues = new Set(
  (
    'Address Age Annotation Attachment Base64Binary Boolean Canonical Code CodeableConcept ' +
    'CodeableReference Coding ContactDetail ContactPoint Count DataRequirement Date DateTime Decimal ' +
    'Distance Dosage Duration Expression HumanName Id Identifier Instant Integer Integer64 Markdown ' +
    'Meta Money Oid ParameterDefinition Period PositiveInt Quantity Range Ratio RatioRange Reference ' +
    'RelatedArtifact SampledData Signature String Time Timing TriggerDefinition UnsignedInt Uri Url ' +
    'UsageContext Uuid'
  )
    .split(' ')
    .map((type) => `value${type}`),
)

/**
 * Where something is, as a JSON Pointer. A name that FHIR does not have may be anything, such as what
 * somebody is called, so it is not repeated: the place is then that of what it stands in.
 *
 * @param path - Names of members, and indices.
 */
export function placeOf(resource: JsonObject, path: readonly string[]): string {
  let place = ''
  let owner: unknown = resource
  for (const name of path) {
    const element = name.startsWith('_') ? name.slice(1) : name
    const isKnown = elements.has(element) || extensionValues.has(element)
    if (!isKnown && !Array.isArray(owner)) return place
    place += `/${name}`
    owner = (owner as Readonly<Record<string, unknown>>)[name]
  }
  return place
}
