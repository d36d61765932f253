import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import { assertEvidence } from './evidence-shape.ts'
import { maxNamed } from './register-word.ts'
import { malformed } from './token-shape.ts'
import type { StatementSet } from './with-evidence.ts'

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
