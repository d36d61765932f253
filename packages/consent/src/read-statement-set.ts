import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import { digestOf } from '@fidecura/identity'
import { ConsentError } from './errors.ts'
import { assertEvidence } from './evidence-shape.ts'
import { maxNamed } from './register-word.ts'
import { malformed } from './token-shape.ts'
import type { StatementSet, StatementWithEvidence } from './with-evidence.ts'

/**
 * A set travels as JSON, which may be any. What its tokens say is for those who verify them.
 *
 * @throws ConsentError `token_malformed`.
 */
export function readStatementSet(set: StatementSet): StatementSet {
  const { word, statements } = objectOf(set, '')
  if (typeof word !== 'string') throw malformed('/word')
  if (!Array.isArray(statements) || statements.length > maxNamed) {
    throw malformed('/statements')
  }
  statements.forEach((statement, i) => {
    const place = `/statements/${i}`
    const { withdrawal, ratification } = objectOf(statement, place)
    for (const act of [statement, withdrawal, ratification]) {
      if (act === undefined) continue
      const { token, evidence } = objectOf(act, place)
      if (typeof token !== 'string') throw malformed(place)
      assertEvidence(evidence, place)
    }
  })
  return set
}

function objectOf(value: unknown, place: string): JsonObject {
  if (isJsonObject(value as JsonValue)) return value as JsonObject
  throw malformed(place)
}

/** @throws ConsentError `statement_set_extra`. */
export async function sortByDigest(
  statements: readonly StatementWithEvidence[],
): Promise<Map<string, StatementWithEvidence>> {
  const byDigest = new Map<string, StatementWithEvidence>()
  for (const statement of statements) byDigest.set(await digestOf(statement.token), statement)
  if (byDigest.size < statements.length) {
    throw new ConsentError('statement_set_extra', 'A statement that is there twice')
  }
  return byDigest
}
