import { type Did, parseDid } from '@fidecura/identity'

/** `did:web:HOST:path`. */
export function didAt(origin: string, ...path: readonly string[]): Did {
  const host = new URL(origin).host.replace(':', '%3A')
  return parseDid(['did:web', host, ...path].join(':'))
}
