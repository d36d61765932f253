import type { PatientEvidence, VerifiedStatementSet } from '@fidecura/consent'
import type { Register } from '@fidecura/consent/register'
import {
  type PresentationBundle,
  presentCredentials,
  type VerifiedPresentation,
} from '@fidecura/credentials'
import { openStore, type Store } from '@fidecura/store'
import { type Cast, gatherCast, names } from './cast.ts'
import { openRegister } from './consent.ts'
import { createPlatform, type Platform } from './platform.ts'
import type { Stage } from './stage.ts'
import { openVault, type Vault } from './vault.ts'
import {
  type Accreditations,
  accredit,
  cardiologySpecialty,
  type Doctor,
  grantRole,
  type Held,
  identifyPatient,
  licence,
  orthopaedicsSpecialty,
} from './vouch.ts'

/** Everything that stands once the first two acts are over. */
export interface Scene {
  readonly stage: Stage
  readonly cast: Cast
  readonly identity: Held
  readonly accreditations: Accreditations
  /** Of cardiology, licensed, with a role. */
  readonly doctorA: Doctor
  /** Of orthopaedics, as properly licensed. */
  readonly doctorB: Doctor
  readonly platform: Platform
  readonly platformStore: Store
  readonly register: Register
  readonly vault: Vault
  /** What shows whose key the patient signs with. */
  readonly evidence: PatientEvidence
}

/** What the platform has in hand when it decides. */
export interface Verified {
  readonly presentation: VerifiedPresentation
  readonly set: VerifiedStatementSet
}

/** Acts one and two: keys, identification, accreditation, licences, roles, and the log of evidence. */
export async function setScene(stage: Stage, stores: string): Promise<Scene> {
  const { recorder, act } = stage
  act('identify')
  const cast = await recorder.step('keys_made', () => gatherCast(stage))
  const identity = await recorder.step('patient_identified', () => identifyPatient(stage, cast))
  act('vouch')
  const accreditations = await recorder.step('organisations_accredited', () =>
    accredit(stage, cast),
  )
  const licenceA = await recorder.step('doctor_licensed', () =>
    licence(stage, cast, cast.doctorA, names.doctorA, cardiologySpecialty),
  )
  const doctorA = await recorder.step('role_granted', () =>
    appoint(stage, cast, accreditations, 'cardiology', licenceA),
  )
  // As properly licensed and appointed, for the story to show that this alone is not enough.
  const licenceB = await licence(stage, cast, cast.doctorB, names.doctorB, orthopaedicsSpecialty)
  const doctorB = await appoint(stage, cast, accreditations, 'orthopaedics', licenceB)
  const platformStore = await openStore(`${stores}/platform.sqlite`)
  const vault = await recorder.step('log_opened', () =>
    openVault(stage, cast, platformStore, stores),
  )
  const platform = createPlatform(stage, cast.authority.did, platformStore)
  return {
    stage,
    cast,
    identity,
    accreditations,
    doctorA,
    doctorB,
    platform,
    platformStore,
    register: openRegister(stage, cast, platform, vault.evidence),
    vault,
    evidence: { identity: identity.token, chain: [accreditations.hospital.token] },
  }
}

async function appoint(
  stage: Stage,
  cast: Cast,
  accreditations: Accreditations,
  department: 'cardiology' | 'orthopaedics',
  held: Held,
): Promise<Doctor> {
  const cardiology = department === 'cardiology'
  const signer = cardiology ? cast.doctorA : cast.doctorB
  const role = await grantRole(stage, {
    hospital: cast.hospital,
    department: cast[department],
    doctor: signer,
    name: cardiology ? names.doctorA : names.doctorB,
    specialty: cardiology ? cardiologySpecialty : orthopaedicsSpecialty,
    licence: held,
    licensedBy: cast.authority,
  })
  const chain = [accreditations.hospital.token, accreditations[department].token]
  return { signer, licence: held, role, chain }
}

/** A doctor shows role and licence to the platform, and signs for this one request. */
export function present(
  { stage, platform }: Pick<Scene, 'stage' | 'platform'>,
  doctor: Doctor,
  nonce: string,
  audience: string = platform.audience,
): Promise<PresentationBundle> {
  const { signer, role, licence, chain } = doctor
  return presentCredentials([role.token, licence.token], {
    disclose: ['specialties'],
    signer,
    audience,
    nonce,
    issuedAt: stage.clock.now(),
    chain,
  })
}

/** Presents and is verified. */
export async function show(scene: Scene, doctor: Doctor): Promise<VerifiedPresentation> {
  const nonce = scene.platform.newNonce()
  return scene.platform.verifyPresentation(await present(scene, doctor, nonce), nonce)
}
