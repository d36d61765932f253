import { CodedError } from '@fidecura/base'
import { UsageError } from './usage-error.ts'

/** 0 yes, 1 no, 2 used wrongly, 3 could not be told. Scripts branch on these. */
export const exitCodes = { yes: 0, no: 1, usage: 2, unknown: 3 } as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Of a report: what was refused is a no, and what could not be found out is neither. */
export const verdictCodes: Readonly<Record<'passed' | 'failed' | 'unknown', ExitCode>> = {
  passed: exitCodes.yes,
  failed: exitCodes.no,
  unknown: exitCodes.unknown,
}

export function exitCodeOf(error: unknown): ExitCode {
  if (UsageError.is(error)) return exitCodes.usage
  if (!CodedError.is(error)) return exitCodes.unknown
  return error.outcome === 'unknown' ? exitCodes.unknown : exitCodes.no
}
