import type { ExamplePerson } from '@fidecura/server/example'

/** What is said of hospitals that are served. */
export interface ServiceMessages {
  readonly opening: string
  readonly serving: (hospitals: number, address: string) => string
  readonly stopping: string
  /** Asked on a terminal, of what no option said. */
  readonly questions: Readonly<
    Record<
      | 'id'
      | 'name'
      | 'recordSystem'
      | 'jurisdiction'
      | 'root'
      | 'department'
      | 'country'
      | 'register',
      string
    >
  >
  /** What tells people what is done with their data, until the hospital has written its own. */
  readonly notice: (hospital: string) => string
  readonly drafted: (folder: string, request: string, thumbprint: string) => string
  /** What a hospital asks for, shown before it is granted. */
  readonly asked: {
    readonly about: (hospital: string) => string
    readonly line: (label: string, value: string) => string
  } & Readonly<
    Record<
      'did' | 'departments' | 'records' | 'registers' | 'purposes' | 'specialties' | 'thumbprint',
      string
    >
  >
  readonly isSame: string
  readonly accredited: (file: string) => string
  readonly founded: (file: string) => string
  readonly signInMade: (signer: string, secret: string) => string
  readonly signInRotated: (place: string) => string
  readonly backedUp: (folder: string) => string
  readonly restored: (at: string) => string
  readonly invited: (link: string, offer: string) => string
  readonly appointed: string
  /** Of the example: a page that leads everywhere, and then where each hospital has its apps. */
  readonly frontPage: (url: string) => string
  /** Where to go, in the order of the steps. */
  readonly patientApp: (url: string) => string
  readonly consoleApp: (url: string) => string
  readonly portal: (url: string) => string
  /** Above the links of those who have not come yet. */
  readonly invitations: string
  readonly parts: Readonly<Record<ExamplePerson['part'], string>>
  readonly examplePatient: (name: string, birthDate: string, record: string) => string
  readonly keptIn: (folder: string) => string
  readonly untilStopped: string
}
