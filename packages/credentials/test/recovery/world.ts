import { deepFreeze, type EpochSeconds, epochSeconds, type JsonObject } from '@fidecura/base'
import {
  createIssuer,
  createIssuerStatusSource,
  createMemoryIssuedStore,
  createVerifier,
  credentialTypes,
  type GuardianEvidence,
  type IssuedStore,
  type Issuer,
  type Verifier,
} from '@fidecura/credentials'
import {
  approveRecovery,
  createMemoryRecoveryStore,
  createRecoveryDesk,
  type DeskEvidence,
  type ObjectToRecoveryOptions,
  objectToRecovery,
  type RecoveryContent,
  type RecoveryDesk,
  type RecoveryDeskOptions,
  type RecoveryNotice,
  type RecoveryPath,
  type RecoverySignature,
  type RecoveryStore,
  type RecoverySubmission,
  signRecoveryRequest,
} from '@fidecura/credentials/recovery'
import {
  createResolver,
  type Did,
  generateSigner,
  parseDid,
  resolveDidJwk,
  resolveDidKey,
  type Signer,
  thumbprintOf,
} from '@fidecura/identity'

const noon: EpochSeconds = epochSeconds(1_795_348_800)
export const hour = 3600
export const day = 24 * hour
export const after = (seconds: number): EpochSeconds => epochSeconds(noon + seconds)

export const record = deepFreeze({ system: 'https://hospital.example/records', value: 'R-0001' })
export const otherRecord = deepFreeze({ ...record, value: 'R-0002' })
export const identityId = 'urn:uuid:3b0f1b6e-0000-4000-8000-00000000000a'

/** Somebody of a desk, with what they show. */
export interface Clerk {
  readonly signer: Signer
  readonly evidence: DeskEvidence
}

export interface World {
  now: EpochSeconds
  readonly hospital: Signer
  /** Root for guardianships alone. */
  readonly court: Signer
  readonly patient: Signer
  readonly fresh: Signer
  readonly recovery: Signer
  readonly guardian: Signer
  readonly stranger: Signer
  readonly issued: IssuedStore
  readonly store: RecoveryStore
  readonly issuer: Issuer
  readonly courtIssuer: Issuer
  readonly verifier: Verifier
  readonly notices: RecoveryNotice[]
  readonly desk: RecoveryDesk
  readonly clerks: readonly [Clerk, Clerk]
  /** Of the patient, as handed out. */
  readonly identity: string
  readonly guardianship: GuardianEvidence & { readonly id: string }
  newDesk(more?: Partial<RecoveryDeskOptions>): RecoveryDesk
  employ(more?: EmployOptions): Promise<Clerk>
  appoint(claims?: JsonObject, more?: AppointOptions): Promise<GuardianEvidence & { id: string }>
  /** Signed and approved as the path needs. */
  submission(
    by: RecoveryPath,
    more?: Partial<RecoveryContent>,
    to?: Signer,
  ): Promise<RecoverySubmission>
  request(by: RecoveryPath, more?: Partial<RecoveryContent>, to?: Signer): Promise<string>
  approve(
    request: string,
    signer: Signer,
    evidence?: RecoverySignature['evidence'],
  ): Promise<RecoverySignature>
  objection(
    request: string,
    as: ObjectToRecoveryOptions['as'],
    signer: Signer,
    evidence?: RecoverySignature['evidence'],
  ): Promise<RecoverySignature>
}

interface EmployOptions {
  readonly signer?: Signer
  /** Default: the signer. */
  readonly holder?: Signer
  readonly organisation?: Did
  readonly purposes?: readonly string[]
  readonly registration?: string
  /** Of the registration. */
  readonly system?: string
}

interface AppointOptions {
  readonly holder?: Signer
  /** Default: that of the holder. */
  readonly key?: Signer
  readonly validUntil?: EpochSeconds
}

let uses = 0
export const newId = (): string =>
  `urn:uuid:00000000-0000-4000-8000-${String(++uses).padStart(12, '0')}`

/** A hospital with a desk, a court, a patient, a guardian, and a key that was put away, at noon. */
export async function createWorld(
  identityClaims: JsonObject = {},
  stores: Pick<World, 'issued' | 'store'> = {
    issued: createMemoryIssuedStore(),
    store: createMemoryRecoveryStore(),
  },
): Promise<World> {
  const signers = await Promise.all(Array.from({ length: 7 }, () => generateSigner()))
  const [hospital, court, patient, fresh, recovery, guardian, stranger] = signers as [
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
  const { issued, store } = stores
  const issuerOf = (signer: Signer, host: string): Issuer =>
    createIssuer({
      signer,
      store: issued,
      clock,
      listUrl: `https://${host}.example/status/1`,
      revocation: 'by_issuer_key',
    })
  const issuer = issuerOf(hospital, 'hospital')
  const courtIssuer = issuerOf(court, 'court')
  const { guardianship, ...ofHospital } = credentialTypes
  const verifier = createVerifier({
    roots: [
      { did: hospital.did, types: Object.values(ofHospital) },
      { did: court.did, types: [guardianship] },
    ],
    resolve: createResolver({ methods: { key: resolveDidKey, jwk: resolveDidJwk } }),
    clock,
    status: createIssuerStatusSource([issuer, courtIssuer]),
    maxStatusAgeSeconds: 1,
  })
  const notices: RecoveryNotice[] = []
  const period = { validFrom: after(-30 * day), validUntil: after(300 * day) }
  const newDesk: World['newDesk'] = (more = {}) =>
    createRecoveryDesk({
      signer: hospital,
      issuer,
      issued,
      store,
      verifier,
      notify: async (notice) => void notices.push(notice),
      ...more,
    })
  const employ: World['employ'] = async (more = {}) => {
    const { organisation = hospital.did, purposes = ['PATADMIN'] } = more
    const signer = more.signer ?? (await generateSigner())
    const { holder = signer } = more
    const bound = { ...period, subject: signer.did, holderKey: holder.publicKey }
    const profession = { system: 'https://authority.example/professions', code: 'nurse' }
    const id = newId()
    const licence = await issuer.issue(
      {
        ...bound,
        type: credentialTypes.practitionerLicence,
        id,
        claims: {
          name: 'Wen Example',
          regulator: 'Example Health Authority',
          registration: {
            system: more.system ?? 'https://authority.example/register',
            value: more.registration ?? `REG-${++uses}`,
          },
          profession,
          jurisdiction: 'CN',
          standing: 'active',
        },
      },
      { format: 'dc+sd-jwt' },
    )
    const role = await issuer.issue(
      {
        ...bound,
        type: credentialTypes.practitionerRole,
        claims: {
          name: 'Wen Example',
          organisation: { did: organisation, name: 'Example Hospital' },
          department: { did: parseDid('did:web:desk.example'), name: 'Admission' },
          profession,
          purposes,
          licence: { issuer: hospital.did, id },
        },
      },
      { format: 'dc+sd-jwt' },
    )
    return { signer, evidence: { role: role.token, licence: licence.token } }
  }
  const appoint: World['appoint'] = async (claims = {}, more = {}) => {
    const { holder = guardian, key = holder, validUntil = period.validUntil } = more
    const { id, token } = await courtIssuer.issue(
      {
        type: guardianship,
        subject: holder.did,
        holderKey: key.publicKey,
        claims: { ward: { ...record }, basis: 'court', powers: ['recover', 'withdraw'], ...claims },
        validFrom: period.validFrom,
        validUntil,
      },
      { format: 'dc+sd-jwt' },
    )
    return { id, guardianship: token }
  }
  const { token: identity } = await issuer.issue(
    {
      ...period,
      type: credentialTypes.patientIdentity,
      id: identityId,
      subject: patient.did,
      holderKey: patient.publicKey,
      claims: {
        record: { ...record },
        name: 'Pat Example',
        method: 'in_person',
        recoveryKey: await thumbprintOf(recovery.publicKey),
        ...identityClaims,
      },
    },
    { format: 'dc+sd-jwt' },
  )
  const clerks = [await employ(), await employ()] as const
  const ofGuardian = await appoint()
  const request: World['request'] = (by, more = {}, to = fresh) => {
    const content = {
      id: newId(),
      identity: { issuer: hospital.did, id: identityId },
      record,
      from: patient.did,
      by,
      reason: 'lost',
      issuedAt: now,
      ...more,
    } as const
    return signRecoveryRequest(deepFreeze(content), { signer: to })
  }
  const signed = (token: string, evidence: RecoverySignature['evidence']): RecoverySignature =>
    deepFreeze({ token, ...(evidence === undefined ? {} : { evidence }) })
  const approve: World['approve'] = async (token, signer, evidence) =>
    signed(await approveRecovery(token, { signer, issuedAt: now }), evidence)
  return {
    get now() {
      return now
    },
    set now(instant) {
      now = instant
    },
    ...{ hospital, court, patient, fresh, recovery, guardian, stranger },
    ...{ issued, store, issuer, courtIssuer, verifier, notices, clerks, identity, newDesk, employ },
    ...{ appoint, request, approve },
    desk: newDesk(),
    guardianship: ofGuardian,
    async submission(by, more = {}, to = fresh) {
      const token = await request(by, more, to)
      const approvals = {
        old_key: () => [approve(token, patient)],
        recovery_key: () => [approve(token, recovery)],
        guardian: () => [approve(token, guardian, ofGuardian)],
        desk: () => clerks.map(({ signer, evidence }) => approve(token, signer, evidence)),
      }
      return deepFreeze({ request: token, approvals: await Promise.all(approvals[by]()) })
    },
    async objection(token, as, signer, evidence) {
      return signed(await objectToRecovery(token, { signer, as, issuedAt: now }), evidence)
    },
  }
}
