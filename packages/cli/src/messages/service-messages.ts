/** What is said of hospitals that are served. */
export interface ServiceMessages {
  readonly opening: string
  readonly serving: (hospitals: number, address: string) => string
  readonly stopping: string
  /** Of the example: where to go, in the order of the steps. */
  readonly patientApp: (url: string) => string
  readonly consoleApp: (url: string) => string
  readonly keptIn: (folder: string) => string
  readonly untilStopped: string
}
