import {
  deepFreeze,
  type EpochSeconds,
  epochSeconds,
  type JsonObject,
  parseJsonText,
} from '@fidecura/base'
import {
  type AgeRules,
  createMemoryWordState,
  type GuardianshipEvidence,
  type MandateEvidence,
  type PatientNotice,
  type StatementContent,
  signAgreement,
  signStatement,
  signWithdrawal,
  type Terms,
  type VerifiedStatement,
  type VerifiedStatementSet,
  type VerifyStatementOptions,
  verifyStatement,
  verifyStatementSet,
  type WithdrawalContent,
} from '@fidecura/consent'
import {
  createMemoryRegisterStore,
  createRegister,
  type Register,
  type RegisterOptions,
  type RegisterStore,
} from '@fidecura/consent/register'
import {
  createVerifier,
  credentialTypes,
  issueCredential,
  issueStatusHistory,
  issueStatusList,
  type StatusChange,
  type TrustedRoot,
  type Verifier,
} from '@fidecura/credentials'
import type { DeskEvidence } from '@fidecura/credentials/recovery'
import {
  createResolver,
  type Did,
  generateSigner,
  parseDid,
  parseDidDocument,
  resolveDidJwk,
  resolveDidKey,
  type Signer,
} from '@fidecura/identity'
import { trusting } from '../trusting.ts'

/** 2026-11-22T12:00:00Z. */
export const noon: EpochSeconds = epochSeconds(1_795_348_800)
export const day = 86_400
export const after = (seconds: number): EpochSeconds => epochSeconds(noon + seconds)

export const record = deepFreeze({ system: 'https://hospital.example/records', value: 'R-0001' })
export const otherRecord = deepFreeze({ ...record, value: 'R-0002' })
export const department = parseDid('did:web:cardiology.hospital.example')
export const organisation = parseDid('did:web:hospital.example')
export const ages: AgeRules = deepFreeze({
  majorityAge: 18,
  ownConsent: [{ fromAge: 16, purposes: ['FAMRQT'], data: '*' }],
})

/** Ten years old, and thirty. */
const ofChild = '2016-03-14'
export const ofAdult = '1996-03-14'

const types = credentialTypes
const loinc = 'http://loinc.org'
export const laboratory = deepFreeze({ system: loinc, code: '11502-2' })
export const notes = deepFreeze({ system: loinc, code: '34109-9' })

export const treatment: Terms = deepFreeze({
  version: 'urn:fidecura:terms:1',
  rule: {
    effect: 'permit',
    conditions: { actions: ['access'], purposes: ['TREAT'] },
    children: [],
  },
})

export const nothing: Terms = deepFreeze({
  version: 'urn:fidecura:terms:1',
  rule: { effect: 'deny', conditions: {}, children: [] },
})

/** What is issued, by whom, to whom, and where its status is. */
interface Issued {
  readonly by: Signer
  readonly to: Signer
  readonly type: string
  readonly claims: JsonObject
  readonly index?: number
  readonly validFrom?: EpochSeconds
  readonly validUntil?: EpochSeconds
  readonly key?: Signer
  readonly id?: string
  /** Default: `vc+jwt`. */
  readonly format?: 'vc+jwt' | 'dc+sd-jwt'
}

export interface Family {
  now: EpochSeconds
  readonly hospital: Signer
  readonly court: Signer
  readonly patient: Signer
  readonly mother: Signer
  readonly father: Signer
  readonly proxy: Signer
  readonly stranger: Signer
  readonly registrar: Signer
  readonly verifier: Verifier
  /** One that trusts others, too. */
  newVerifier(more?: readonly TrustedRoot[]): Verifier
  readonly store: RegisterStore
  readonly notices: PatientNotice[]
  register: Register
  /** Whose status nobody can fetch. */
  unreachable: Signer | undefined
  newRegister(more?: Partial<RegisterOptions>): Register
  /** Has a did:web found. */
  host(signer: Signer): void
  change(by: Signer, change: Omit<StatusChange, 'at'>): void
  issue(issued: Issued): Promise<string>
  identity(birthDate?: string, more?: Partial<Issued>): Promise<string>
  guardianship(to: Signer, claims?: JsonObject, more?: Partial<Issued>): Promise<string>
  mandate(claims?: JsonObject, more?: Partial<Issued>): Promise<string>
  /** Of one guardian, the mother, by default. */
  guards(claims?: JsonObject, more?: Partial<Issued>): Promise<GuardianshipEvidence>
  gives(claims?: JsonObject, more?: Partial<Issued>): Promise<MandateEvidence>
  sign(by: Signer, more?: Partial<StatementContent>): Promise<string>
  verify(
    token: string,
    evidence: VerifyStatementOptions['evidence'],
    more?: Partial<VerifyStatementOptions>,
  ): Promise<VerifiedStatement>
  agree(act: string, by: Signer, as?: 'guardian' | 'desk'): Promise<string>
  takeBack(by: Signer, more: Partial<WithdrawalContent>): Promise<string>
  set(more?: { readonly ages?: AgeRules | undefined }): Promise<VerifiedStatementSet>
}

/** Status indices; each issuer has one list. */
export const index = { identity: 1, mother: 2, father: 3, mandate: 4 } as const

let ids = 0
const newId = (): string => `urn:uuid:00000000-0000-4000-9000-${String(++ids).padStart(12, '0')}`

/** A hospital, a court, a child or an adult with two who may stand for them, and a register, at noon. */
export async function createFamily(): Promise<Family> {
  const signers = await Promise.all(Array.from({ length: 8 }, () => generateSigner()))
  const [hospital, court, patient, mother, father, proxy, stranger, registrar] = signers as [
    Signer,
    Signer,
    Signer,
    Signer,
    Signer,
    Signer,
    Signer,
    Signer,
  ]
  let now = noon
  const clock = (): EpochSeconds => now
  const lists = new Map<string, { signer: Signer; changes: StatusChange[] }>()
  const listOf = (signer: Signer): string => {
    const url = `https://${signer.did.slice(-12).toLowerCase()}.example/status/1`
    if (!lists.has(url)) lists.set(url, { signer, changes: [] })
    return url
  }
  const kept = (url: string) => {
    const { signer } = lists.get(url) as { signer: Signer }
    if (family.unreachable === signer) throw new Error('unreachable')
    return found(url)
  }
  const found = (url: string) => lists.get(url) as { signer: Signer; changes: StatusChange[] }
  const { guardianship, ...ofHospital } = types
  const hosts = new Map<string, Signer>()
  const web = async (did: Did, { now: resolvedAt }: { readonly now: EpochSeconds }) => {
    const { publicKey } = hosts.get(did) as Signer
    const id = `${did}#k`
    const method = { id, type: 'JsonWebKey', controller: did, publicKeyJwk: { ...publicKey } }
    const json = { id: did, verificationMethod: [method], assertionMethod: [id] }
    const document = parseDidDocument(parseJsonText(JSON.stringify(json)), did)
    return { did, document, resolvedAt, history: 'unknown' } as const
  }
  const newVerifier: Family['newVerifier'] = (more = []) =>
    createVerifier({
      roots: [
        ...more,
        { did: hospital.did, types: Object.values(ofHospital) },
        { did: court.did, types: [guardianship] },
      ],
      resolve: createResolver({ methods: { key: resolveDidKey, jwk: resolveDidJwk, web } }),
      clock,
      maxStatusAgeSeconds: 1,
      status: {
        async list(url) {
          const { signer, changes } = kept(url)
          const content = { format: 'token', url, size: 131_072, entries: changes } as const
          const dates = { issuedAt: now, validUntil: epochSeconds(now + day) }
          return {
            token: await issueStatusList({ ...content, ...dates }, { signer }),
            fetchedAt: now,
          }
        },
        async history(url) {
          const { signer, changes } = kept(url)
          const history = { url, changes, issuedAt: now }
          return { token: await issueStatusHistory(history, { signer }), fetchedAt: now }
        },
      },
    })
  const verifier = newVerifier()
  const store = createMemoryRegisterStore()
  const notices: PatientNotice[] = []
  const newRegister: Family['newRegister'] = (more = {}) =>
    createRegister({
      signer: registrar,
      store,
      verifier,
      ages,
      desks: [organisation],
      notify: async (notice) => void notices.push(notice),
      ...more,
    })
  const issue: Family['issue'] = ({ by, to, type, claims, index: at = 0, key = to, ...others }) => {
    const { format = 'vc+jwt', ...more } = others
    return issueCredential(
      {
        type,
        subject: to.did,
        holderKey: key.publicKey,
        claims,
        validFrom: after(-day),
        validUntil: after(40 * 365 * day),
        issuedAt: after(-day),
        status: { kind: 'token', list: listOf(by), index: at },
        ...more,
      },
      { signer: by, format },
    )
  }
  const identity: Family['identity'] = (birthDate = ofChild, more = {}) =>
    issue({
      by: hospital,
      to: patient,
      type: types.patientIdentity,
      claims: { record: { ...record }, method: 'in_person', birthDate },
      index: index.identity,
      ...more,
    })
  const guards = async (claims: JsonObject = {}, more: Partial<Issued> = {}) => ({
    guardianship: await family.guardianship(mother, claims, more),
    identity: await identity(),
  })
  const family: Family = {
    get now() {
      return now
    },
    set now(instant) {
      now = instant
    },
    ...{ hospital, court, patient, mother, father, proxy, stranger, registrar },
    ...{ verifier, newVerifier, store, notices, newRegister, issue, identity, guards },
    register: newRegister(),
    unreachable: undefined,
    host: (signer) => void hosts.set(signer.did, signer),
    change: (by, change) => void found(listOf(by)).changes.push({ at: now, ...change }),
    guardianship: (to, claims = {}, more = {}) =>
      issue({
        by: court,
        to,
        type: types.guardianship,
        index: to === father ? index.father : index.mother,
        claims: {
          ward: { ...record },
          basis: 'parent',
          powers: ['consent', 'restrict', 'withdraw'],
          ...claims,
        },
        ...more,
      }),
    mandate: (claims = {}, more = {}) =>
      issue({
        by: patient,
        to: proxy,
        type: types.proxyMandate,
        index: index.mandate,
        claims: {
          patient: { ...record },
          powers: ['consent', 'restrict', 'withdraw'],
          purposes: ['TREAT'],
          data: '*',
          ...claims,
        },
        ...more,
      }),
    gives: async (claims = {}, more = {}) => ({
      mandate: await family.mandate(claims, more),
      identity: await identity(ofAdult),
    }),
    sign: (by, more = {}) =>
      signStatement(
        deepFreeze({
          id: newId(),
          kind: 'consent',
          record,
          grantee: { did: department, name: 'Cardiology', domain: 'cardiology.hospital.example' },
          controller: { did: organisation, name: 'Example Hospital' },
          terms: treatment,
          language: 'en',
          validFrom: noon,
          validUntil: after(20 * 365 * day),
          issuedAt: now,
          register: registrar.did,
          ...more,
        }),
        { signer: by },
      ),
    verify: (token, evidence, more = {}) =>
      verifyStatement(token, { verifier, evidence, ages, ...more }),
    agree: (act, by, as = 'guardian') => signAgreement(act, { signer: by, as, issuedAt: now }),
    takeBack: (by, more) =>
      signWithdrawal(
        { statement: { issuer: by.did, id: 'urn:x:none' }, record, issuedAt: now, ...more },
        { signer: by },
      ),
    async set(more = { ages }) {
      const words = createMemoryWordState()
      const given = { register: trusting(registrar), verifier, words }
      return verifyStatementSet(await family.register.attest(record), { ...given, ...more })
    },
  }
  return family
}

/** Somebody of a desk, with what they show. */
export interface Clerk {
  readonly signer: Signer
  readonly desk: DeskEvidence
}

let clerks = 0

/** Employs somebody at the desk of the hospital. */
export async function employ(
  family: Family,
  more: {
    readonly signer?: Signer
    readonly registration?: string
    /** Of the registration. */
    readonly system?: string
    readonly organisation?: Did
    readonly purposes?: readonly string[]
  } = {},
): Promise<Clerk> {
  const signer = more.signer ?? (await generateSigner())
  const profession = { system: 'https://authority.example/professions', code: 'nurse' }
  const common = { by: family.hospital, to: signer }
  const id = newId()
  const licence = await family.issue({
    ...common,
    id,
    type: types.practitionerLicence,
    claims: {
      name: 'Wen Example',
      regulator: 'Example Health Authority',
      registration: {
        system: more.system ?? 'https://authority.example/register',
        value: more.registration ?? `REG-${++clerks}`,
      },
      profession,
      jurisdiction: 'CN',
      standing: 'active',
    },
  })
  const role = await family.issue({
    ...common,
    type: types.practitionerRole,
    claims: {
      name: 'Wen Example',
      organisation: { did: more.organisation ?? organisation, name: 'Example Hospital' },
      department: { did: department, name: 'Admission' },
      profession,
      purposes: [...(more.purposes ?? ['PATADMIN'])],
      licence: { issuer: family.hospital.did, id },
    },
  })
  return { signer, desk: { role, licence } }
}

/** The reference to a statement, from its token. */
export function referenceOf(token: string): { readonly issuer: Did; readonly id: string } {
  const [, payload = ''] = token.split('.')
  const { issuer, id } = JSON.parse(Buffer.from(payload, 'base64url').toString())
  return { issuer, id }
}
