import type { Deadline, IncidentCounts } from '@fidecura/server'

/** What is said of an incident to the officer who looks into it. */
export interface IncidentMessages {
  readonly about: (actor: string, from: string, to: string) => string
  readonly counts: Readonly<Record<keyof IncidentCounts, string>>
  readonly count: (label: string, count: number) => string
  readonly unnamed: string
  readonly deadlines: string
  readonly duties: Readonly<Record<Deadline['id'], string>>
  readonly cited: (duty: string, law: string) => string
  readonly left: (duty: string, due: string, time: string) => string
  readonly over: (duty: string, due: string, time: string) => string
  readonly noAdvice: string
  readonly progress: (done: number, of: number | undefined) => string
  readonly asked: string
  readonly declined: string
}
