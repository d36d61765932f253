import { allowedSkewSeconds, type EpochSeconds } from '@fidecura/base'
import { ConsentError } from './errors.ts'
import { kindOf } from './register/register-entry.ts'
import type { RegisterEntry } from './register/register-store.ts'
import { decodeToken } from './signed-token.ts'
import { decodeStatement, type Statement } from './statement.ts'
import type { RegisteredStatement } from './statement-set.ts'
import { withdrawalKind } from './withdrawal.ts'

/** A day: whoever signs without a network has until then. */
export const defaultSigningDelaySeconds = 86_400

interface Limits {
  readonly now: EpochSeconds
  readonly maxSigningDelaySeconds: number
}

/**
 * Makes sure that a consent was not kept back, to lift afterwards what the patient took back or forbade when
 * they had signed it already: newest is what comes in last, and only a newly signed consent restores.
 *
 * @param entries - What the register has about the record.
 * @throws ConsentError `statement_outdated`.
 */
export function assertNotWithheld(
  { kind, issuedAt }: Statement,
  entries: readonly RegisterEntry[],
  { now, maxSigningDelaySeconds }: Limits,
): void {
  if (kind !== 'consent') return
  const isOld = !(now - issuedAt <= maxSigningDelaySeconds)
  if (!isOld && entries.every((entry) => !isSince(issuedAt, entry))) return
  throw new ConsentError('statement_outdated', 'Signed too long before, or before a change of mind')
}

/** Whether something that closes was said after a consent was signed. */
function isSince(issuedAt: EpochSeconds, entry: RegisterEntry): boolean {
  const { kind, token, registeredAt } = entry
  if (kind !== 'statement' && kind !== 'withdrawal') return false
  if (kind === 'statement') {
    if (kindOf(entry) === 'consent') return false
    return isAfter(issuedAt, decodeStatement(token as string).content.issuedAt, registeredAt)
  }
  // What took the place of a consent is kept where it was registered, at the same instant.
  if (token === undefined) return isAfter(issuedAt, undefined, registeredAt)
  return isAfter(issuedAt, signedAt(token), registeredAt)
}

function signedAt(token: string): EpochSeconds | undefined {
  try {
    return decodeToken(token, withdrawalKind).content.issuedAt
  } catch {
    // A statement that took the place of what forbids.
    return undefined
  }
}

/** By the patient's own clock, and by the register's where that leaves no doubt. */
function isAfter(
  issuedAt: EpochSeconds,
  signed: EpochSeconds | undefined,
  registeredAt: EpochSeconds,
): boolean {
  return issuedAt < (signed ?? issuedAt) || issuedAt + allowedSkewSeconds < registeredAt
}

/** What was proven of a statement, and what its register says. */
export interface NamedStatement extends DatedStatement {
  readonly statement: Statement
}

/** As much of it as tells whether it was kept back. */
export interface DatedStatement {
  readonly statement: Pick<Statement, 'kind' | 'issuedAt'>
  readonly registered: RegisteredStatement
}

/**
 * The same of a whole set, of which no register is believed: a consent that was kept back permits nothing.
 */
export function defeatWithheld(named: readonly DatedStatement[]): readonly RegisteredStatement[] {
  return named.map(({ statement: { kind, issuedAt }, registered }) => {
    if (kind !== 'consent') return registered
    const { sequence, registeredAt } = registered
    const isWithheld = named.some(({ statement: other, registered: by }) => {
      const { withdrawnAt } = by
      if (withdrawnAt !== undefined && withdrawnAt < registeredAt) {
        if (isAfter(issuedAt, undefined, withdrawnAt)) return true
      }
      if (other.kind === 'consent' || by.sequence >= sequence) return false
      return isAfter(issuedAt, other.issuedAt, by.registeredAt)
    })
    return isWithheld ? { ...registered, defeated: true } : registered
  })
}
