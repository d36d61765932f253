/** What every credential here says, whoever signs it and in whatever format. */

export const poolSize = 128

export const credentialType = 'HospitalBadge'

/** Of the shape of a practitioner's role: organisations by id, codes as FHIR writes them. */
export const claims = deepFreeze({
  name: 'Wen Example',
  organisation: { id: 'did:web:hospital.example', name: 'Example Teaching Hospital' },
  department: { id: 'did:web:hospital.example:cardiology', name: 'Cardiology' },
  profession: coding('https://terminology.example/profession', 'physician', 'Physician'),
  specialties: [coding('https://terminology.example/specialty', 'cardiology', 'Cardiology')],
  purposes: ['TREAT', 'CAREMGT'],
  licence: { id: 'urn:example:licence:0001', regulator: 'did:web:authority.example' },
})

/** Ten claims that are disclosed one by one. */
export const tenClaims = deepFreeze({
  name: 'Wen Example',
  organisation: 'Example Teaching Hospital',
  department: 'Cardiology',
  profession: 'physician',
  specialty: 'cardiology',
  grade: 'attending',
  registration: 'REG-0001',
  site: 'North Campus',
  team: 'Ward 4B',
  language: 'zh',
})

function coding(system, code, display) {
  return { system, code, display }
}

function deepFreeze(value) {
  if (typeof value === 'object') for (const member of Object.values(value)) deepFreeze(member)
  return Object.freeze(value)
}

/** Valid from an hour ago for a year, whole seconds. */
export function validity() {
  const now = Math.floor(Date.now() / 1000)
  return { now, from: now - 3600, until: now + 365 * 86400 }
}

export function dateTime(seconds) {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')
}

/** Numbers 0 to poolSize - 1: each credential has an id of its own, so no two signatures are alike. */
export const pool = Object.freeze(Array.from({ length: poolSize }, (_, i) => i))

export function credentialId(i) {
  return `urn:example:badge:${i}`
}

/** As a string that came from a socket: one flat piece of memory, not a rope of concatenations. */
export function flat(text) {
  return Buffer.from(text).toString()
}
