import type { ExamplePerson } from '@fidecura/server'

/** What is said of hospitals that are served. */
export interface ServiceMessages {
  readonly opening: string
  readonly serving: (hospitals: number, address: string) => string
  readonly stopping: string
  readonly invited: (link: string, offer: string) => string
  readonly appointed: string
  /** Of the example: a page that leads everywhere, and then where each hospital has its apps. */
  readonly frontPage: (url: string) => string
  /** Where to go, in the order of the steps. */
  readonly patientApp: (url: string) => string
  readonly consoleApp: (url: string) => string
  /** Above the links of those who have not come yet. */
  readonly invitations: string
  readonly parts: Readonly<Record<ExamplePerson['part'], string>>
  readonly examplePatient: (name: string, birthDate: string, record: string) => string
  readonly keptIn: (folder: string) => string
  readonly untilStopped: string
}
