import { type Clock, formatDateTime } from '@fidecura/base'
import type { SeenRequest } from '../http/seen-request.ts'

/** Writes a line for each request: JSON, in words that only this service has chosen. */
export function createRequestLog(
  clock: Clock,
  write: (line: string) => void,
): (seen: SeenRequest) => void {
  return ({ id, tenant, method, route, status, code, milliseconds }) => {
    const line = {
      ...{ time: formatDateTime(clock()), level: levelOf(status), request: id },
      ...{ tenant, method, route, status, code, ms: Math.round(milliseconds * 10) / 10 },
    }
    write(`${JSON.stringify(line)}\n`)
  }
}

function levelOf(status: number): 'info' | 'warn' | 'error' {
  if (status >= 500) return 'error'
  return status === 429 ? 'warn' : 'info'
}
