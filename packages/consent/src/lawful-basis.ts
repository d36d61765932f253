import type { EpochSeconds } from '@fidecura/base'
import type { AccessRequest } from './access-request.ts'
import type { DecisionCode } from './decision.ts'
import type { Duty } from './duty.ts'
import type { DenyingKind, Jurisdiction } from './jurisdiction.ts'
import { matchController } from './match-actors.ts'
import { yes } from './match-result.ts'
import { broaderCodes, type Vocabulary } from './vocabulary.ts'

/** Why something may be read that the patient need not have permitted. */
export interface Ground {
  readonly yieldsTo: readonly DenyingKind[]
  readonly duties: readonly Duty[]
  /** Break-glass. */
  readonly emergency?: { readonly reason: string; readonly until: EpochSeconds }
}

/** What the jurisdiction gives for the legal basis of a request, or why it gives nothing. */
export function groundOf(
  request: AccessRequest,
  jurisdiction: Jurisdiction | undefined,
  { at, vocabulary }: { readonly at: EpochSeconds; readonly vocabulary: Vocabulary },
): Ground | DecisionCode {
  if (request.legalBasis === 'vital_interest') return emergencyOf(request, jurisdiction, at)
  const bases = jurisdiction?.bases?.filter(({ basis }) => basis === request.legalBasis) ?? []
  if (bases.length === 0) return 'basis_unavailable'
  const fitting = bases.filter(
    ({ purposes, actions }) =>
      actions.includes(request.action) &&
      request.purposes.every((purpose) => covers(purposes, purpose, vocabulary)),
  )
  if (fitting.length === 0) return 'basis_beyond_purpose'
  const rule = fitting.find(({ withinCustodian }) => withinCustodian !== true || isWithin(request))
  if (rule === undefined) return 'basis_beyond_custodian'
  return { yieldsTo: rule.yieldsTo, duties: rule.duties ?? [] }
}

/** Whether codes cover a purpose: themselves, and the narrower ones unless those are for emergencies. */
export function covers(
  codes: readonly string[],
  purpose: string,
  { purposes, emergencyPurposes }: Vocabulary,
): boolean {
  if (codes.includes(purpose)) return true
  if (emergencyPurposes.includes(purpose)) return false
  const broader = broaderCodes(purposes, purpose)
  return codes.some((code) => broader.has(code))
}

/** The data are kept by one of the parties, or by a part of it. */
function isWithin(request: AccessRequest): boolean {
  return request.requester.parties.some((party) => matchController(party, request) === yes)
}

function emergencyOf(
  { breakGlass, requester, subject, purposes, action }: AccessRequest,
  jurisdiction: Jurisdiction | undefined,
  at: EpochSeconds,
): Ground | DecisionCode {
  const rule = jurisdiction?.breakGlass
  if (rule === undefined) return 'emergency_forbidden'
  if (breakGlass === undefined) return 'emergency_unproven'
  const { issuer, record, reason, issuedAt, until } = breakGlass
  const isTheirs =
    // Never delegated: the very person whose role was presented, not their department.
    issuer === requester.parties[0] &&
    record.system === subject.system &&
    record.value === subject.value &&
    // Verified, perhaps, by rules of another place.
    rule.reasons.includes(reason) &&
    until - issuedAt <= rule.maxSeconds
  if (!isTheirs) return 'emergency_mismatch'
  if (!(breakGlass.at <= at && at < until)) return 'emergency_over'
  const fits =
    rule.actions.includes(action) && purposes.every((purpose) => rule.purposes.includes(purpose))
  if (!fits) return 'basis_beyond_purpose'
  const yieldsTo = denying.filter((kind) => !rule.overrides.includes(kind))
  return { yieldsTo, duties: rule.duties, emergency: { reason, until } }
}

const denying = ['restriction', 'objection'] as const
