import { isJsonObject } from '@fidecura/base'
import type { IncidentApproval } from '@fidecura/server'
import type { Environment } from '../environment.ts'
import { readJsonFile } from '../located.ts'
import { UsageError } from '../usage-error.ts'

/** Reads what `incident approve` wrote. Proves nothing. */
export async function readApproval(
  path: string,
  environment: Environment,
): Promise<IncidentApproval> {
  const { approval, desk, ...others } = await readJsonFile(path, environment)
  const { role, licence, chain = [] } = isJsonObject(desk) ? desk : {}
  const isWhole =
    typeof approval === 'string' && typeof role === 'string' && typeof licence === 'string'
  const isChain = Array.isArray(chain) && chain.every((token) => typeof token === 'string')
  if (isWhole && isChain && Object.keys(others).length === 0) {
    return { approval, desk: { role, licence, chain } }
  }
  throw new UsageError('file_unexpected', 'Not what incident approve wrote', { place: path })
}
