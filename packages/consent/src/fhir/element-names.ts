/** Names that elements of a Consent or its Provenance, and of what stands in one, have in some version of FHIR. */
const elementNames: ReadonlySet<string> = /* @__PURE__ */ new Set(
  `resourceType id meta language text contained extension modifierExtension implicitRules identifier status
  scope category patient subject dateTime date performer organization source sourceAttachment
  sourceReference policy policyRule policyBasis policyText verification provision regulatoryBasis grantee
  grantor manager controller decision period consentingParty consentor recipient except authority uri
  reference url verified verifiedWith verifiedBy verificationType verificationDate type actor role action
  securityLabel purpose class code dataPeriod data meaning documentType expression coding system version
  display userSelected use value assigner start end profile security tag target occurredDateTime occurredPeriod
  recorded activity agent entity signature who onBehalfOf what when targetFormat sigFormat`.split(
    /\s+/,
  ),
)

/** Any other name may be a patient's, so it is repeated in no error and no text. */
export function isElementName(name: string): boolean {
  return elementNames.has(name.replace(/^_/, ''))
}
