import type { StatementChange } from '@fidecura/consent/register'

/** What is said of the life of a statement, after and beside its signature. */
export interface LifeMessages {
  /** Beside a file that only a register makes count. @param file - Where it is. */
  readonly takeIn: (file: string | undefined) => string
  readonly othersFirst: (file: string | undefined) => string
  readonly deskFirst: (file: string | undefined) => string
  readonly agreeTo: string
  readonly askAgree: string
  readonly agreed: string
  readonly agreedBeside: string
  readonly ratified: (id: string) => string
  readonly askRatify: string
  readonly beside: (as: string, issuer: string) => string
  /** @param identified - How a desk identified the patient. */
  readonly withdrawal: (
    statement: string,
    record: string,
    issuer: string,
    identified?: string,
  ) => string
  readonly emergency: (issuer: string) => string
  readonly askEmergency: string
  readonly emergencySigned: string
  readonly telling: (count: string) => string
  readonly told: (count: string) => string
  readonly untold: (count: string, codes: string) => string
  readonly noRecipients: string
  readonly recipient: Readonly<Record<'signed' | 'told' | 'waiting', (of: string) => string>>
  readonly change: Readonly<Record<StatementChange, string>>
  readonly noticed: (change: string, statement: string, since: string) => string
  readonly contradiction: (register: string, record: string) => string
  readonly noContradictions: string
  readonly contradicts: (register: string, record: string) => string
  readonly waits: (entry: string) => string
  readonly nothingWaits: string
  readonly moreWait: (next: string) => string
  readonly amends: string
  readonly asked: (id: string) => string
  readonly refused: string
  readonly wasRefused: (issuer: string) => string
  readonly wasAnswered: string
  /** Beside words: how the request is typed. */
  readonly inCodes: (codes: string) => string
  readonly noNotices: string
  readonly acknowledged: (recipient: string) => string
}
