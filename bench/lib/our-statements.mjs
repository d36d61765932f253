import { createOurVerifier } from './our-verification.mjs'
import { listLength, listUrl } from './status-subject.mjs'
import { validity } from './subject.mjs'

const audience = 'https://platform.example'
const profession = { system: 'https://authority.example/professions', code: 'physician' }
export const organisation = { did: 'did:web:hospital.example', name: 'Example Teaching Hospital' }

/** A hospital, a patient, a doctor and a register, each with a key; everything they say is signed. */
export async function createStatementSetting(ours, record) {
  const { identity } = ours
  const make = () => identity.generateSigner({ method: 'key', algorithm: 'ES256' })
  const [hospital, patient, doctor, registrar] = await Promise.all([make(), make(), make(), make()])
  const now = ours.base.epochSeconds(validity().now)
  const resolve = identity.createResolver({ methods: { key: identity.resolveDidKey } })
  const verifier = createOurVerifier(ours, {
    root: hospital.did,
    types: Object.values(ours.credentials.credentialTypes),
    resolve,
    clock: () => now,
    status: await statusOf(ours, hospital, now),
  })
  const parties = { hospital, patient, doctor, registrar, record, now, verifier }
  return {
    now,
    attest: (contents) => attest(ours, parties, contents),
    requester: (department) => requester(ours, parties, department),
  }
}

/** Signs, registers and verifies: a set with the register's word that there are no others. */
async function attest(ours, parties, contents) {
  const { registrar, record, now, verifier } = parties
  const { consent, register: keeping } = ours
  const register = keeping.createRegister({
    signer: registrar,
    store: keeping.createMemoryRegisterStore(),
    verifier,
  })
  let signing = await identified(ours, parties, parties.patient)
  for (const [i, content] of contents.entries()) {
    // A register has room for no more than 384 consents of one key.
    if (i % 300 === 299) {
      const next = await ours.identity.generateSigner({ method: 'key', algorithm: 'ES256' })
      signing = await identified(ours, parties, next)
    }
    const { patient, identity } = signing
    const statement = {
      ...content,
      id: `urn:example:statement:${i}`,
      record,
      controller: organisation,
      language: 'en',
      issuedAt: now,
      register: registrar.did,
    }
    const token = await consent.signStatement(statement, { signer: patient })
    await register.submit({ token, evidence: { identity } })
  }
  const decider = consent.createDecider({
    verifier,
    registers: [{ did: registrar.did, keys: 'any' }],
    combine: 'newest',
  })
  return decider.verifyStatements(await register.attest(record))
}

/** A key of the patient, and the credential that says so. */
async function identified(ours, { hospital, record }, patient) {
  const { patientIdentity } = ours.credentials.credentialTypes
  const claims = { record, method: 'in_person' }
  return { patient, identity: await issue(ours, hospital, patient, patientIdentity, { claims }) }
}

/** Presents the doctor's role in a department, and the licence it rests on. */
async function requester(ours, { hospital, doctor, now, verifier }, department) {
  const { consent, credentials } = ours
  const { practitionerLicence, practitionerRole } = credentials.credentialTypes
  const id = 'urn:example:licence:0001'
  const licence = await issue(ours, hospital, doctor, practitionerLicence, {
    id,
    claims: {
      name: 'Wen Example',
      regulator: 'Example Health Authority',
      registration: { system: 'https://authority.example/register', value: 'REG-0001' },
      profession,
      jurisdiction: 'CN',
      standing: 'active',
    },
  })
  const role = await issue(ours, hospital, doctor, practitionerRole, {
    claims: {
      name: 'Wen Example',
      organisation,
      department: { did: department, name: 'Example department' },
      profession,
      purposes: ['TREAT', 'HRESCH'],
      licence: { issuer: hospital.did, id },
    },
  })
  const asked = { audience, nonce: `for ${department}` }
  const options = { ...asked, disclose: 'all', signer: doctor, issuedAt: now }
  const presented = await credentials.presentCredentials([role, licence], options)
  return consent.requesterOf(await verifier.verifyPresentation(presented, asked))
}

function issue({ credentials }, signer, holder, type, contents) {
  const { from, until } = validity()
  const options = {
    type,
    subject: holder.did,
    holderKey: holder.publicKey,
    issuedAt: from,
    validFrom: from,
    validUntil: until,
    status: { kind: 'token', list: listUrl, index: 1000 },
    ...contents,
  }
  return credentials.issueCredential(options, { signer, format: 'dc+sd-jwt' })
}

/** A list with nothing in it and a history of nothing, in memory. */
async function statusOf({ base, credentials }, signer, now) {
  const content = {
    format: 'token',
    url: listUrl,
    size: listLength,
    issuedAt: now,
    validUntil: base.epochSeconds(validity().until),
  }
  const past = { url: listUrl, changes: [], issuedAt: now }
  const list = await credentials.issueStatusList(content, { signer })
  const history = await credentials.issueStatusHistory(past, { signer })
  return credentials.createMemoryStatusSource({
    lists: [{ url: listUrl, token: list, fetchedAt: now }],
    histories: [{ url: listUrl, token: history, fetchedAt: now }],
  })
}
