import type { JsonObject } from '@fidecura/base'

/**
 * Holds a credential of VCDM to every schema that it names; `knownSchemas` makes one.
 *
 * @throws CredentialError where it cannot, or the credential does not follow one.
 */
export type CheckSchemas = (document: JsonObject) => void
