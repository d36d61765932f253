import type { ServiceMessages } from './service-messages.ts'

/** What is said of hospitals that are served. */
export const englishService: ServiceMessages = {
  opening: 'Opening …',
  serving: (hospitals, address) => `Served at ${address} until stopped; hospitals: ${hospitals}`,
  stopping: 'Stopping; what was begun is finished …',
  invited: (link, offer) =>
    `${link}\n\nOnce they have opened it, and you see the same person: fidecura staff confirm ${offer} --digits …`,
  appointed: 'Licence and role are issued, to the key that showed these digits.',
  frontPage: (url) => `Begin at ${url}`,
  patientApp: (url) => `For patients:    ${url}`,
  consoleApp: (url) => `For departments: ${url}`,
  invitations:
    'Open each link once, within a day; whoever opens it gets a key and a role of their own:',
  parts: {
    secretary: 'secretary, brings people in',
    approver: 'approver, the second person',
    doctor: 'doctor, reads and writes',
    remote_doctor: 'doctor of another hospital',
  },
  examplePatient: (name, birthDate, record) =>
    `To enrol at the desk: ${name}, born ${birthDate}, record ${record}`,
  keptIn: (folder) => `Everything is kept in ${folder}; delete it to begin anew`,
  untilStopped: 'Two example hospitals, for this machine alone. Stop with Ctrl-C.',
}
