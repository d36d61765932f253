import type { JsonObject } from '@fidecura/base'

/** Defines the claims of Fidecura's own types. Behind that of VCDM 2.0, on whatever is to be secured. */
export const healthContext = 'urn:fidecura:context:health:1'

/** `name` is one as well, and VCDM 2.0 defines it. */
const claims = [
  'actions',
  'assessed',
  'assessments',
  'assessor',
  'basis',
  'birthDate',
  'coSigners',
  'conditions',
  'data',
  'department',
  'departments',
  'depth',
  'directory',
  'fields',
  'findings',
  'jurisdiction',
  'keys',
  'kind',
  'licence',
  'location',
  'method',
  'organisation',
  'organisations',
  'outcome',
  'patient',
  'patientName',
  'powers',
  'person',
  'privileges',
  'profession',
  'purposes',
  'record',
  'recordSystems',
  'recoveryKey',
  'registers',
  'registration',
  'regulator',
  'revalidation',
  'scope',
  'shown',
  'specialties',
  'standing',
  'statusAuthority',
  'together',
  'types',
  'ward',
]

/**
 * Each value is signed as the JSON that it is. As a graph, lists would lose their order and numbers
 * their precision, and empty lists would be no part of what is signed.
 */
export const healthContextJson: JsonObject = {
  '@context': {
    '@version': 1.1,
    '@protected': true,
    ...Object.fromEntries(claims.map((claim) => [claim, jsonTerm(`claim:${claim}`)])),
    // The JWT claim of a Token Status List, which VCDM 2.0 has no name for.
    status: jsonTerm('member:status'),
  },
}

function jsonTerm(name: string): JsonObject {
  return { '@id': `urn:fidecura:${name}:1`, '@type': '@json' }
}
