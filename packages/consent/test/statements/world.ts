import { deepFreeze, type EpochSeconds, epochSeconds, type JsonObject } from '@fidecura/base'
import {
  createMemoryWordState,
  createReceiptTimeProofVerifier,
  type PatientEvidence,
  type RecordNumber,
  type RoleEvidence,
  type StatementContent,
  signStatement,
  type Terms,
  type WordState,
} from '@fidecura/consent'
import {
  createMemoryRegisterStore,
  createRegister,
  type Register,
  type RegisterStore,
} from '@fidecura/consent/register'
import {
  createVerifier,
  credentialTypes,
  issueCredential,
  issueStatusHistory,
  issueStatusList,
  type StatusChange,
  type StatusSource,
  type Verifier,
} from '@fidecura/credentials'
import {
  createResolver,
  digestOf,
  generateSigner,
  type ProvenTime,
  parseDid,
  proveTime,
  type ResolveDid,
  resolveDidKey,
  type Signer,
} from '@fidecura/identity'
import { trusting } from '../trusting.ts'

export const noon: EpochSeconds = epochSeconds(1_795_348_800)
export const day = 86_400
export const after = (seconds: number): EpochSeconds => epochSeconds(noon + seconds)

export const record: RecordNumber = deepFreeze({
  system: 'https://hospital.example/records',
  value: 'R-0001',
})
export const otherRecord: RecordNumber = deepFreeze({ ...record, value: 'R-0002' })

export const department = parseDid('did:web:cardiology.hospital.example')
export const organisation = parseDid('did:web:hospital.example')
export const list = 'https://hospital.example/status/1'

/** Status indices of what is issued here. */
export const index = { identity: 1, licence: 2, role: 3 } as const

export interface World {
  now: EpochSeconds
  readonly clock: () => EpochSeconds
  readonly hospital: Signer
  readonly patient: Signer
  readonly doctor: Signer
  readonly stranger: Signer
  readonly registrar: Signer
  readonly resolve: ResolveDid
  readonly verifier: Verifier
  /** One that has seen nothing yet. */
  newVerifier(): Verifier
  readonly register: Register
  /** The same, over another store. */
  registerOn(store: RegisterStore): Register
  /** Of the register. */
  readonly store: RegisterStore
  /** Sequence numbers of what it keeps. */
  readonly kept: ReadonlySet<number>
  readonly words: WordState
  /** Of the patient and the record. */
  readonly identity: PatientEvidence
  readonly role: RoleEvidence
  change(change: Omit<StatusChange, 'at'> & { readonly at?: EpochSeconds }): void
  identify(patient: Signer, of: RecordNumber, claims?: JsonObject): Promise<PatientEvidence>
  /** Has the register stamp the token, as of now. */
  prove(token: string): Promise<ProvenTime>
}

/** A hospital, a patient, a doctor and a register, each with a key of their own, at noon. */
export async function createWorld(): Promise<World> {
  const [hospital, patient, doctor, stranger, registrar] = await Promise.all([
    generateSigner({ algorithm: 'EdDSA' }),
    generateSigner(),
    generateSigner(),
    generateSigner(),
    generateSigner({ algorithm: 'EdDSA' }),
  ])
  let now = noon
  const clock = (): EpochSeconds => now
  const changes: StatusChange[] = []
  const resolve = createResolver({ methods: { key: resolveDidKey } })
  const status = statusOf(hospital, clock, changes)
  const newVerifier = (): Verifier =>
    createVerifier({
      roots: [{ did: hospital.did, types: Object.values(credentialTypes) }],
      resolve,
      clock,
      status,
      maxStatusAgeSeconds: 1,
    })
  const verifier = newVerifier()
  const kept = new Set<number>()
  const memory = createMemoryRegisterStore()
  const store: RegisterStore = {
    ...memory,
    async append(entry, ofNow, more) {
      const added = await memory.append(entry, ofNow, more)
      kept.add(added.sequence)
      return added
    },
  }
  const registerOn = (on: RegisterStore): Register =>
    createRegister({ signer: registrar, store: on, verifier })
  const register = registerOn(store)
  const identify: World['identify'] = async (subject, of, claims = {}) => ({
    identity: await issue(hospital, credentialTypes.patientIdentity, {
      subject,
      claims: { record: { ...of }, method: 'in_person', ...claims },
      index: index.identity,
    }),
  })
  const timeProof = createReceiptTimeProofVerifier({ register: trusting(registrar), resolve })
  const people = { hospital, patient, doctor, stranger, registrar }
  return {
    get now() {
      return now
    },
    set now(instant) {
      now = instant
    },
    clock,
    ...people,
    resolve,
    verifier,
    newVerifier,
    register,
    registerOn,
    store,
    kept,
    words: createMemoryWordState(),
    identity: await identify(patient, record),
    role: await employ(hospital, doctor),
    change: (change) => void changes.push({ at: now, ...change }),
    identify,
    async prove(token) {
      const proof = await register.stamp(await digestOf(token))
      return proveTime(token, { proof, verify: timeProof, now })
    },
  }
}

export function statusOf(
  signer: Signer,
  clock: () => EpochSeconds,
  changes: readonly StatusChange[],
): StatusSource {
  return {
    async list(url) {
      const issuedAt = clock()
      const content = { format: 'token', url, size: 131_072, entries: changes, issuedAt } as const
      const validUntil = epochSeconds(issuedAt + day)
      const token = await issueStatusList({ ...content, validUntil }, { signer })
      return { token, fetchedAt: issuedAt }
    },
    async history(url) {
      const issuedAt = clock()
      return {
        token: await issueStatusHistory({ url, changes, issuedAt }, { signer }),
        fetchedAt: issuedAt,
      }
    },
  }
}

const licenceId = 'urn:uuid:3b0f1b6e-0000-4000-8000-000000000001'
const profession = { system: 'https://authority.example/professions', code: 'physician' }

/** @param claims - Beside those of both, or instead. */
export async function employ(
  hospital: Signer,
  doctor: Signer,
  claims: { readonly licence?: JsonObject; readonly role?: JsonObject; readonly id?: string } = {},
): Promise<RoleEvidence> {
  const licence = await issue(hospital, credentialTypes.practitionerLicence, {
    subject: doctor,
    id: claims.id ?? licenceId,
    index: index.licence,
    claims: {
      name: 'Wen Example',
      regulator: 'Example Health Authority',
      registration: { system: 'https://authority.example/register', value: 'REG-1' },
      profession,
      jurisdiction: 'CN',
      standing: 'active',
      ...claims.licence,
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
      ...claims.role,
    },
  })
  return { role, licence }
}

interface Issued {
  readonly subject: Signer
  readonly claims: JsonObject
  readonly index: number
  readonly id?: string
  /** Default: the subject. */
  readonly holderKey?: Signer | undefined
}

export function issue(signer: Signer, type: string, issued: Issued): Promise<string> {
  const { subject, claims, id } = issued
  const holder = 'holderKey' in issued ? issued.holderKey : subject
  return issueCredential(
    {
      type,
      ...(id === undefined ? {} : { id }),
      subject: subject.did,
      ...(holder === undefined ? {} : { holderKey: holder.publicKey }),
      claims,
      validFrom: after(-day),
      validUntil: after(1000 * day),
      issuedAt: after(-day),
      status: { kind: 'token', list, index: issued.index },
    },
    // What has no key to bind to is not for presentations.
    { signer, format: holder === undefined ? 'vc+jwt' : 'dc+sd-jwt' },
  )
}

/** Cardiology may read for treatment. */
export const terms: Terms = deepFreeze({
  version: 'urn:fidecura:terms:1',
  rule: {
    effect: 'permit',
    conditions: { actions: ['access'], purposes: ['TREAT'] },
    children: [],
  },
})

export function consentContent(
  world: World,
  more: Partial<StatementContent> = {},
): StatementContent {
  return deepFreeze({
    id: 'urn:uuid:5f0f1b6e-0000-4000-8000-000000000001',
    kind: 'consent',
    record,
    grantee: { did: department, name: 'Cardiology', domain: 'cardiology.hospital.example' },
    controller: { did: organisation, name: 'Example Hospital' },
    terms,
    language: 'en',
    validFrom: noon,
    validUntil: after(90 * day),
    issuedAt: world.now,
    register: world.registrar.did,
    ...more,
  })
}

export function consentOf(
  world: World,
  more: Partial<StatementContent> = {},
  signer: Signer = world.patient,
): Promise<string> {
  return signStatement(consentContent(world, more), { signer })
}
