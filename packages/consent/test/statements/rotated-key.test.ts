import { type EpochSeconds, encodeUtf8 } from '@fidecura/base'
import {
  signConfirmation,
  signEntry,
  verifyConfirmation,
  verifyEntry,
} from '@fidecura/consent/entries'
import {
  createVerifier,
  credentialTypes,
  type StatusSource,
  type Verifier,
} from '@fidecura/credentials'
import {
  createDidDocument,
  type Did,
  generateSigner,
  type ProvenTime,
  parseDid,
  parseDidDocument,
  proveTime,
  type ResolveDid,
  type Signer,
} from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { after, department, index, issue, noon, organisation, record, statusOf } from './world.ts'

const bytes = encodeUtf8('{"resourceType":"Observation"}')
const id = 'urn:uuid:7f0f1b6e-0000-4000-8000-000000000002'
const licenceId = 'urn:uuid:3b0f1b6e-0000-4000-8000-000000000002'
const rotated = after(1000)
const now = after(5000)

/** By DID: the keys it had before and since `rotated`. */
let keys: Map<Did, { readonly before: Signer; readonly since: Signer }>
let hospital: Signer
let doctor: Signer
let patient: Signer
let verifier: Verifier

/** Every DID here keeps its history. */
const resolve: ResolveDid = async (did, { at }) => {
  const { before, since } = keys.get(did) ?? { before: hospital, since: hospital }
  const signer = at < rotated ? before : since
  const named = { fragment: signer.keyId.slice(did.length + 1), jwk: signer.publicKey }
  const document = parseDidDocument(createDidDocument({ did, keys: [named] }), did)
  const common = { did, document, resolvedAt: now, history: 'known' } as const
  return at < rotated
    ? { ...common, validFrom: after(-1_000_000), validUntil: rotated }
    : { ...common, validFrom: rotated }
}

const own = (name: string, fragment = 'key-1'): Promise<Signer> =>
  generateSigner({ did: parseDid(`did:web:${name}.example`), fragment })

async function rotate(signer: Signer, fragment: string): Promise<void> {
  const [name = ''] = signer.did.slice('did:web:'.length).split('.example')
  keys.set(signer.did, { before: signer, since: await own(name, fragment) })
}

const proven = (token: string, existedBy: EpochSeconds): Promise<ProvenTime> =>
  proveTime(token, { proof: 'receipt', verify: async () => existedBy, now })

beforeEach(async () => {
  ;[hospital, doctor, patient] = await Promise.all([own('hospital'), own('doctor'), own('patient')])
  keys = new Map([hospital, doctor, patient].map((one) => [one.did, { before: one, since: one }]))
  verifier = createVerifier({
    roots: [{ did: hospital.did, types: Object.values(credentialTypes) }],
    resolve,
    clock: () => now,
    status: {
      list: (...asked) => statusNow().list(...asked),
      history: (...asked) =>
        (statusNow().history as NonNullable<StatusSource['history']>)(...asked),
    },
  })
})

const statusNow = (): StatusSource =>
  statusOf(keys.get(hospital.did)?.since ?? hospital, () => now, [])

async function evidenceOf() {
  const profession = { system: 'https://authority.example/professions', code: 'physician' }
  const licence = await issue(hospital, credentialTypes.practitionerLicence, {
    subject: doctor,
    id: licenceId,
    index: index.licence,
    claims: {
      name: 'Wen Example',
      regulator: 'Example Health Authority',
      registration: { system: 'https://authority.example/register', value: 'REG-1' },
      profession,
      jurisdiction: 'CN',
      standing: 'active',
    },
  })
  const role = await issue(hospital, credentialTypes.practitionerRole, {
    subject: doctor,
    index: index.role,
    claims: {
      name: 'Wen Example',
      organisation: { did: organisation, name: 'Example Hospital' },
      department: { did: department, name: 'Cardiology' },
      profession,
      purposes: ['TREAT'],
      licence: { issuer: hospital.did, id: licenceId },
    },
  })
  return { role, licence }
}

/** An entry of noon, as its signer says. */
async function entryOf() {
  const evidence = await evidenceOf()
  const { role } = evidence
  const said = { id, record, role, mediaType: 'application/fhir+json', issuedAt: noon }
  return { evidence, token: await signEntry(bytes, { signer: doctor, ...said }) }
}

const unproven = { code: 'signing_time_unproven', outcome: 'unknown' }

describe('verifyEntry', () => {
  test('says unknown of an entry by a key that its doctor retired, unless it is proven older', async () => {
    const { token, evidence } = await entryOf()
    const asked = (existedBy?: ProvenTime) =>
      verifyEntry(token, { bytes, evidence, verifier, ...(existedBy && { existedBy }) })
    await expect(asked()).resolves.toMatchObject({ issuedAt: noon })
    // The thief of the old key could have dated it back.
    await rotate(doctor, 'key-2')
    await expect(asked()).rejects.toMatchObject(unproven)
    await expect(asked(await proven(token, rotated))).rejects.toMatchObject(unproven)
    const intime = after(999)
    await expect(asked(await proven(token, intime))).resolves.toMatchObject({ existedBy: intime })
  })

  test('takes a role for as old as the entry that names it, and wants its licence proven', async () => {
    const { token, evidence } = await entryOf()
    await rotate(hospital, 'key-2')
    const ofEntry = await proven(token, noon)
    const asked = (existedBy: ProvenTime | readonly ProvenTime[]) =>
      verifyEntry(token, { bytes, evidence, verifier, existedBy })
    await expect(asked([])).rejects.toMatchObject({ ...unproven, place: undefined })
    await expect(asked(ofEntry)).rejects.toMatchObject({ ...unproven, place: '/licence' })
    const ofLicence = await proven(evidence.licence, noon)
    await expect(asked([ofLicence])).rejects.toMatchObject({ ...unproven, place: undefined })
    await expect(asked([ofLicence, ofEntry])).resolves.toMatchObject({ existedBy: noon })
  })
})

describe('verifyConfirmation', () => {
  async function confirmed() {
    const { token: entry } = await entryOf()
    const identity = await issue(hospital, credentialTypes.patientIdentity, {
      subject: patient,
      claims: { record: { ...record }, method: 'in_person' },
      index: index.identity,
    })
    const said = { bytes, verdict: 'confirmed', issuedAt: noon } as const
    const token = await signConfirmation(entry, { ...said, signer: patient })
    const asked = (existedBy: ProvenTime | readonly ProvenTime[]) =>
      verifyConfirmation(token, { bytes, evidence: { identity }, verifier, existedBy })
    return { token, identity, asked }
  }

  test('says unknown of one by a key that its patient retired, unless it is proven older', async () => {
    const { token, asked } = await confirmed()
    await expect(asked([])).resolves.toMatchObject({ verdict: 'confirmed', existedBy: undefined })
    await rotate(patient, 'key-2')
    await expect(asked([])).rejects.toMatchObject(unproven)
    await expect(asked(await proven(token, rotated))).rejects.toMatchObject(unproven)
    await expect(asked(await proven(token, noon))).resolves.toMatchObject({ existedBy: noon })
  })

  test('wants an identity proven that was signed with a key since retired', async () => {
    const { token, identity, asked } = await confirmed()
    await rotate(hospital, 'key-2')
    const own = await proven(token, noon)
    await expect(asked(own)).rejects.toMatchObject(unproven)
    await expect(asked([own, await proven(identity, noon)])).resolves.toBeDefined()
  })
})
