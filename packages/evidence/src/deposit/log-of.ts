import { EvidenceError } from '../errors.ts'
import type { Log } from '../log/log.ts'
import type { EvidenceOptions } from './evidence.ts'
import type { DepositRecord } from './evidence-store.ts'

/**
 * Finds the log that something is in: of another one a place says nothing.
 *
 * @returns Throws {@link EvidenceError} `log_not_open`.
 */
export function logsByOrigin({
  log,
  earlierLogs = [],
}: Pick<EvidenceOptions, 'log' | 'earlierLogs'>): (origin: string) => Log<DepositRecord> {
  const logs = new Map([log, ...earlierLogs].map((each) => [each.origin, each]))
  return (origin) => {
    const its = logs.get(origin)
    if (its !== undefined) return its
    throw new EvidenceError('log_not_open', 'In a log that was not handed in')
  }
}
