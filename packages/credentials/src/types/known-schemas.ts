import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import type { CheckSchemas } from '../check-schemas.ts'
import { CredentialError } from '../errors.ts'

/** A JSON Schema that the caller has compiled, such as by `ajv` into standalone code. */
export interface KnownSchema {
  /** Whether a credential of VCDM, whole, follows it. What is not exactly true is no. */
  readonly validate: (document: JsonObject) => unknown
  /** Of the text that was compiled, as `sha384-…`; needed for credentials that name a digest. */
  readonly digestSRI?: string
}

const maxSchemas = 8

/**
 * Holds credentials to the schemas that they name, as far as the caller knows them: none is ever
 * fetched. Give it to a verifier as `schemas`. Verifiable Credentials JSON Schema.
 *
 * What it does: `credential_schema_violated`; `credential_schema_mismatch`: another digest;
 * `credential_schema_unsupported` (unknown): a schema that is not known, of another type than
 * `JsonSchema`, or by a digest that the caller does not tell; `credential_malformed`.
 *
 * @param schemas - By the `id` that credentials name.
 */
export function knownSchemas(schemas: Readonly<Record<string, KnownSchema>>): CheckSchemas {
  const known = new Map(Object.entries(schemas))
  return (document) => {
    const named = document['credentialSchema']
    const list = Array.isArray(named) ? (named as readonly JsonValue[]) : [named as JsonValue]
    if (list.length === 0 || list.length > maxSchemas) throw malformed('')
    // All are known before the first is tried: what is unknown must not depend on their order.
    const found = list.map((one, i) => find(one, known, Array.isArray(named) ? `/${i}` : ''))
    for (const { schema, place } of found) {
      if (schema.validate(document) !== true) {
        throw new CredentialError('credential_schema_violated', 'Does not follow its schema', {
          place,
        })
      }
    }
  }
}

function find(
  named: JsonValue,
  known: ReadonlyMap<string, KnownSchema>,
  at: string,
): { readonly schema: KnownSchema; readonly place: string } {
  const place = `/credentialSchema${at}`
  if (!isJsonObject(named)) throw malformed(at)
  const { id, type, digestSRI, digestMultibase } = named
  if (typeof id !== 'string' || typeof type !== 'string') throw malformed(at)
  const schema = known.get(id)
  // A digest in a form that nobody compares must not count as the right one.
  if (schema === undefined || type !== 'JsonSchema' || digestMultibase !== undefined) {
    throw unsupported(place)
  }
  if (digestSRI !== undefined) {
    if (schema.digestSRI === undefined) throw unsupported(place)
    if (digestSRI !== schema.digestSRI) {
      throw new CredentialError('credential_schema_mismatch', 'Another schema than it names', {
        place,
      })
    }
  }
  return { schema, place }
}

function malformed(at: string): CredentialError {
  return new CredentialError('credential_malformed', 'Not a schema that is named', {
    place: `/credentialSchema${at}`,
  })
}

function unsupported(place: string): CredentialError {
  return new CredentialError('credential_schema_unsupported', 'Names a schema that is not known', {
    outcome: 'unknown',
    place,
  })
}
