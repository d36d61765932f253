import type { ServiceMessages } from './service-messages.ts'

/** What is said of hospitals that are served. */
export const englishService: ServiceMessages = {
  opening: 'Opening …',
  serving: (hospitals, address) => `Served at ${address} until stopped; hospitals: ${hospitals}`,
  stopping: 'Stopping; what was begun is finished …',
  questions: {
    id: 'Its segment in paths, such as riverside',
    name: 'Its name, as people read it',
    recordSystem: 'The URI of its record numbers, such as urn:oid:…',
    jurisdiction: 'Whose rules decide',
    root: 'The authority that vouches for it: did:key:…, or did:web:…=THUMBPRINT',
    department: 'Its departments: cardiology=Cardiology; surgery=Surgery',
    country: 'The country that licenses its people, such as CN',
    register:
      'The register of their numbers: SYSTEM=NAME, such as urn:oid:…=Register of physicians',
  },
  notice: (hospital) =>
    `How ${hospital} uses your health data.\n\nWhat you agree to in the app is what happens, for as long as you said, and nothing else.\nYou can take every consent back in the app, or at any desk.\nThe app shows you who read what, when and what for.\n`,
  drafted: (folder, request, thumbprint) =>
    `${folder} is made.\n\nSend ${request} to the authority, and read them this on the phone:\n  ${thumbprint}\n\nWith what comes back: fidecura hospital accept FILE …`,
  asked: {
    about: (hospital) => `${hospital} asks for a permission to issue:`,
    line: (label, value) => `${label}: ${value}`,
    did: 'DID',
    departments: 'Departments',
    records: 'Record numbers',
    registers: 'Registers',
    purposes: 'Purposes',
    specialties: 'Specialties',
    thumbprint: 'Thumbprint of its key',
  },
  isSame: 'Did the hospital itself read you this thumbprint?',
  accredited: (file) =>
    `Written: ${file}\nThe hospital can take it in once the list is served at its address: fidecura status serve, or credential publish`,
  founded: (file) => `Written: ${file}\nIt can be served: fidecura serve`,
  signInRotated: (place) =>
    `The store takes it: ${place}\nStart every process that serves the hospital anew; until then /readyz says bridge_keys_differ.`,
  signInMade: (signer, secret) =>
    `Made: ${signer}, ${secret}. Keep copies elsewhere: without the second one everybody is somebody new at every platform.\nName origin and platforms in hospital.json (signIn), then: fidecura serve`,
  backedUp: (folder) =>
    `Written: ${folder}\nKeys are not in it: keep their files and passphrase elsewhere.`,
  restored: (at) =>
    `As of ${at}. What was written down since is lost: everybody signs in anew, and apps and platforms will notice what the register lacks.`,
  invited: (link, offer) =>
    `${link}\n\nOnce they have opened it, and you see the same person: fidecura staff confirm ${offer} --digits …`,
  appointed: 'Licence and role are issued, to the key that showed these digits.',
  frontPage: (url) => `Begin at ${url}`,
  patientApp: (url) => `For patients:    ${url}`,
  portal: (url) => `A clinic of somebody else, where people sign in with their wallets: ${url}`,
  consoleApp: (url) => `For departments: ${url}`,
  invitations:
    'Open each link once, within a day; whoever opens it gets a key and a role of their own:',
  parts: {
    secretary: 'secretary, brings people in',
    approver: 'approver, the second person',
    doctor: 'doctor, reads and writes',
    wallet_doctor: 'doctor, with a wallet to show at the clinic',
    remote_doctor: 'doctor of another hospital',
    administrator: 'administrator, gives orders',
    second_administrator: 'administrator, signs them as the second',
  },
  examplePatient: (name, birthDate, record) =>
    `To enrol at the desk: ${name}, born ${birthDate}, record ${record}`,
  keptIn: (folder) => `Everything is kept in ${folder}; delete it to begin anew`,
  untilStopped: 'Two example hospitals, for this machine alone. Stop with Ctrl-C.',
}
