import { allowedSkewSeconds, type EpochSeconds } from '@fidecura/base'
import type { Statement } from './statement.ts'

/**
 * Whether a statement may take the place of another, which ends with it. What forbids is ended only by what
 * forbids the same party: nobody opens something by signing a text about something else. Whoever stands in
 * a patient's place replaces what they gave themselves.
 *
 * @param at - When the register takes it in. One that begins later would leave a gap.
 */
export function maySupersede(
  statement: Statement,
  superseded: Statement,
  at: EpochSeconds,
): boolean {
  const { kind, by, issuer, supersedes, record, grantee, controller, validFrom } = statement
  return (
    supersedes?.issuer === superseded.issuer &&
    supersedes.id === superseded.id &&
    record.system === superseded.record.system &&
    record.value === superseded.record.value &&
    grantee.did === superseded.grantee.did &&
    controller.did === superseded.controller.did &&
    (kind !== 'consent' || superseded.kind === 'consent') &&
    (by === undefined || (superseded.kind === 'consent' && superseded.issuer === issuer)) &&
    validFrom <= at + allowedSkewSeconds
  )
}
