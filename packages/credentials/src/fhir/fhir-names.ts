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
 * A place one step deeper. A name that FHIR does not have may be anything, such as what somebody
 * is called, so it is not repeated: the place is then that of what it stands in.
 */
export function placeIn(owner: unknown, place: string, name: string): string {
  if (Array.isArray(owner)) return `${place}/${name}`
  const element = name.startsWith('_') ? name.slice(1) : name
  return elements.has(element) || extensionValues.has(element) ? `${place}/${name}` : place
}
