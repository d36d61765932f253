import type { BreakGlassRules } from '@fidecura/consent'
import type { Hospital } from './hospital.ts'

/**
 * What may be done in an emergency here. Nothing where the jurisdiction is silent, and nothing where no log keeps it:
 * somebody could deny later that they had looked.
 */
export function emergencyRulesOf({
  jurisdiction,
  preservation,
}: Pick<Hospital, 'jurisdiction' | 'preservation'>): BreakGlassRules | undefined {
  return preservation === undefined ? undefined : jurisdiction.breakGlass
}
