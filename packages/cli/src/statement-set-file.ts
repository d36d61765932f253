import { isJsonObject, type JsonValue } from '@fidecura/base'
import type { StatementSet, StatementWithEvidence } from '@fidecura/consent'
import type { Environment } from './environment.ts'
import { readJsonFile } from './located.ts'
import { UsageError } from './usage-error.ts'

/** Reads what `fidecura consent attest` printed. Proves nothing. */
export async function readStatementSet(
  path: string,
  environment: Environment,
): Promise<StatementSet> {
  const { word, statements } = await readJsonFile(path, environment)
  if (typeof word === 'string' && Array.isArray(statements) && statements.every(isStatement)) {
    return { word, statements }
  }
  throw new UsageError('file_unexpected', 'Not what consent attest prints', { place: path })
}

function isStatement(json: JsonValue): json is JsonValue & StatementWithEvidence {
  if (!isJsonObject(json) || typeof json['token'] !== 'string') return false
  const { evidence } = json
  if (!isJsonObject(evidence) || typeof evidence['identity'] !== 'string') return false
  const { chain = [] } = evidence
  return Array.isArray(chain) && chain.every((token) => typeof token === 'string')
}
