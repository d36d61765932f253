import type { AccessRequest, BasisRule, Jurisdiction } from '@fidecura/consent'
import { isPartOf } from './actor-holds.ts'
import type { OracleOptions } from './oracle.ts'
import { isBelow } from './vocabulary-walk.ts'

/** What a law permits that nobody else need have permitted. */
export interface Given {
  /** The kinds of statements that hold against it. */
  readonly yieldsTo: readonly string[]
  readonly isEmergency: boolean
}

/** What is named, or is narrower; an emergency must be named. */
export function allows(
  codes: readonly string[],
  purpose: string,
  { vocabulary: { purposes: tree, emergencyPurposes } }: Pick<OracleOptions, 'vocabulary'>,
): boolean {
  return codes.some(
    (code) =>
      code === purpose || (!emergencyPurposes.includes(purpose) && isBelow(tree, purpose, code)),
  )
}

/** Undefined where the law knows no such basis, or not for this. */
export function lawGives(request: AccessRequest, options: OracleOptions): Given | undefined {
  const { law } = options
  if (law === undefined) return undefined
  if (request.legalBasis === 'vital_interest') return emergencyGives(request, law, options)
  const rule = law.bases?.find((each) => isFor(each, request, options))
  return rule && { yieldsTo: rule.yieldsTo, isEmergency: false }
}

function isFor(rule: BasisRule, request: AccessRequest, options: OracleOptions): boolean {
  const { custodian, facts, requester } = request
  return (
    rule.basis === request.legalBasis &&
    rule.actions.includes(request.action) &&
    request.purposes.every((purpose) => allows(rule.purposes, purpose, options)) &&
    (rule.withinCustodian !== true ||
      (custodian !== undefined &&
        requester.parties.some((party) => isPartOf(custodian, party, facts))))
  )
}

/** Of the very person who answers for it, about this patient, for a known reason, in time. */
function emergencyGives(
  { breakGlass: proven, requester, subject, purposes, action }: AccessRequest,
  { breakGlass: rule }: Jurisdiction,
  { at }: OracleOptions,
): Given | undefined {
  if (rule === undefined || proven === undefined) return undefined
  const isTheirs =
    proven.issuer === requester.parties[0] &&
    proven.record.system === subject.system &&
    proven.record.value === subject.value
  const isAllowed =
    rule.reasons.includes(proven.reason) &&
    proven.until - proven.issuedAt <= rule.maxSeconds &&
    rule.actions.includes(action) &&
    // Each exactly as it is.
    purposes.every((purpose) => rule.purposes.includes(purpose))
  if (!isTheirs || !isAllowed || at < proven.at || at >= proven.until) return undefined
  const yieldsTo = ['restriction', 'objection'].filter(
    (kind) => !rule.overrides.includes(kind as never),
  )
  return { yieldsTo, isEmergency: true }
}
