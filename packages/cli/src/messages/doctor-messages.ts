import type { CheckedThing, Finding, FindingCode } from '../doctor/finding.ts'

/** What is said of an installation. */
export interface DoctorMessages {
  readonly looking: string
  /** Each as long as the others on screen. */
  readonly outcomes: Readonly<Record<Finding['outcome'], string>>
  readonly titles: Readonly<Record<CheckedThing, string>>
  /** What to do. */
  readonly findings: Readonly<Record<Exclude<FindingCode, 'well'>, string>>
  readonly line: (outcome: string, title: string, about: string, toDo: string | undefined) => string
  readonly summary: (fails: number, warnings: number) => string
}
