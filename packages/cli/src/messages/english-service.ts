import type { ServiceMessages } from './service-messages.ts'

/** What is said of hospitals that are served. */
export const englishService: ServiceMessages = {
  opening: 'Opening …',
  serving: (hospitals, address) => `Served at ${address} until stopped; hospitals: ${hospitals}`,
  stopping: 'Stopping; what was begun is finished …',
  patientApp: (url) => `For patients:    ${url}`,
  consoleApp: (url) => `For departments: ${url}`,
  keptIn: (folder) => `Everything is kept in ${folder}; delete it to begin anew`,
  untilStopped: 'Two example hospitals, for this machine alone. Stop with Ctrl-C.',
}
