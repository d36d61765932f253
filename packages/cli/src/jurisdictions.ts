import type { Jurisdiction } from '@fidecura/consent'
import { china, healthDataSpace, optIn } from '@fidecura/consent/jurisdictions'
import { wrongOption } from './options.ts'

/** The rules that come along, by the names that options take. */
const jurisdictions = new Map<string, Jurisdiction>([
  ['opt-in', optIn],
  ['health-data-space', healthDataSpace],
  ['china', china],
])

export const jurisdictionNames: readonly string[] = [...jurisdictions.keys()]

export function readJurisdiction(name: string): Jurisdiction {
  const rules = jurisdictions.get(name)
  if (rules === undefined) throw wrongOption('--jurisdiction', ...jurisdictionNames)
  return rules
}
