import { deepFreeze, type JsonObject } from '@fidecura/base'
import type { HealthCredentialType } from '../credential-types.ts'
import { typeLabels } from '../display/type-labels.ts'
import { healthSpecs } from '../health-specs.ts'
import { schemaOf } from './claim-schema.ts'

/** `urn:fidecura:schema:practitioner-licence:1` */
export function schemaIdOf(type: HealthCredentialType): string {
  return type.replace(':credential:', ':schema:')
}

/**
 * The JSON Schema 2020-12 of the claims of a type: `credentialSubject` without its `id`, or all that an
 * SD-JWT shows but the registered claims. It says exactly what issuing and verifying enforce.
 */
export function healthSchemaOf(type: HealthCredentialType): JsonObject {
  return deepFreeze({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: schemaIdOf(type),
    title: typeLabels[type].en,
    ...schemaOf(healthSpecs[type]),
  })
}
