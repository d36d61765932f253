import type { EpochSeconds } from '@fidecura/base'
import {
  createIssuer,
  credentialTypes,
  type Issuer,
  parseIssuingAccreditationClaims,
  type Verifier,
} from '@fidecura/credentials'
import { type Signer, thumbprintOf } from '@fidecura/identity'
import type { Store } from '@fidecura/store'
import { ServerError } from '../errors.ts'
import { type HospitalSettings, parseHospitalSettings } from '../hospital/settings.ts'
import { accreditDepartment, accreditHospital } from './accredit.ts'
import {
  type AccreditationRequest,
  accreditationRequestOf,
  type HospitalDraft,
  purposesOf,
} from './hospital-draft.ts'

/** By the authority: grants exactly what is asked for, to exactly this key. */
export function accreditAsRequested(
  issuer: Issuer,
  { hospital, grants }: AccreditationRequest,
  now: EpochSeconds,
): Promise<string> {
  return accreditHospital(issuer, hospital, grants, now)
}

/** Whose hospital it becomes, and by what. */
export interface FoundingOptions {
  readonly draft: HospitalDraft
  /** Accreditations from the root down to the hospital, whose own is the last. */
  readonly chain: readonly string[]
  readonly origin: string
  readonly signer: Signer
  /** By the id of the department. */
  readonly departmentSigners: ReadonlyMap<string, Signer>
  /** Which trusts the roots of the draft. */
  readonly verifier: Verifier
  readonly store: Pick<Store, 'issued'>
  readonly now: EpochSeconds
}

/**
 * Takes in what the authority has answered, and accredits the departments in its turn.
 *
 * @returns What `hospital.json` is to hold.
 * @throws {@link ServerError} `accreditation_mismatch`: not of this hospital and key, or less than it asked for; `place`
 *   says which member. Those of the verifier: no root vouches for it.
 */
export async function foundHospital(options: FoundingOptions): Promise<HospitalSettings> {
  const { draft, chain, origin, signer, departmentSigners, verifier, store, now } = options
  await assertGranted(options, await accreditationRequestOf(draft, { origin, signer }), verifier)
  const listUrl = `${origin}/${draft.id}/status/1`
  const clock = () => now
  const issuer = createIssuer({ signer, store: store.issued, clock, listUrl })
  const grants = {
    purposes: purposesOf(draft.staffing.purposes),
    specialties: draft.staffing.specialties.map(({ coding }) => coding),
  }
  const departments = []
  for (const { id, name } of draft.departments) {
    const key = departmentSigners.get(id)
    if (key === undefined) {
      throw new ServerError('settings_malformed', 'A department without a key', { place: `/${id}` })
    }
    const department = { did: key.did, name, thumbprint: await thumbprintOf(key.publicKey) }
    const accreditation = await accreditDepartment(issuer, department, signer.did, grants, now)
    departments.push({ id, name, accreditation })
  }
  const settings = { ...draft, version: 'urn:fidecura:hospital-settings:1', chain, departments }
  return parseHospitalSettings(JSON.parse(JSON.stringify(settings)))
}

/** What is missing would be found out by the first patient whose role nobody believes. */
async function assertGranted(
  { chain }: FoundingOptions,
  { hospital, grants }: AccreditationRequest,
  verifier: Verifier,
): Promise<void> {
  const [own = '', ...above] = chain.toReversed()
  const { subject, claims } = await verifier.verifyCredential(own, {
    ...{ types: [credentialTypes.issuingAccreditation], chain: above },
  })
  if (subject !== hospital.did) throw mismatch('subject')
  const found = parseIssuingAccreditationClaims(claims)
  const granted = (name: string, all: '*' | readonly string[] = [], wanted: readonly string[]) => {
    if (all !== '*' && !wanted.every((each) => all.includes(each))) throw mismatch(name)
  }
  granted('keys', found.keys, [hospital.thumbprint])
  const { practitionerLicence, practitionerRole, patientIdentity } = credentialTypes
  const { issuingAccreditation, guardianship } = credentialTypes
  const bySelf = [practitionerLicence, practitionerRole, patientIdentity, issuingAccreditation]
  granted('types', found.types, [...bySelf, guardianship])
  granted('departments', found.departments, grants.departments)
  granted('recordSystems', found.recordSystems, [grants.recordSystem])
  granted('registers', found.registers, grants.registers)
  granted('purposes', found.purposes, grants.purposes)
  const specialties = grants.specialties.map(({ system, code }) => `${system}|${code}`)
  granted('specialties', found.specialties, specialties)
  if ((found.depth ?? 0) < 1) throw mismatch('depth')
}

function mismatch(place: string): ServerError {
  return new ServerError('accreditation_mismatch', 'Not what this hospital asked for', { place })
}
