import {
  credentialTypes,
  decodeCredential,
  type Identifier,
  type ProxyMandateClaims,
  parseGuardianshipClaims,
  parsePatientIdentityClaims,
  parsePractitionerLicenceClaims,
  parsePractitionerRoleClaims,
  parseProxyMandateClaims,
  personOf,
  type VerifiedCredential,
} from '@fidecura/credentials'
import { type Did, type PublicJwk, thumbprintOf } from '@fidecura/identity'
import type { Principal, RecordAccess, StaffIdentity } from '../api/bodies.ts'
import { ServerError } from '../errors.ts'
import type { Hospital } from './hospital.ts'

/** Whoever signed in, and what they showed. */
export interface Shown {
  readonly did: Did
  readonly publicKey: PublicJwk
  readonly credentials: readonly string[]
  readonly chain: readonly string[]
}

/** As whom they may act, at this instant. */
export interface ProvenPrincipal extends Omit<Principal, 'staff'> {
  readonly staff?: ProvenStaff | undefined
}

/** What others have to be told apart from. */
export interface ProvenStaff extends Omit<StaffIdentity, 'administers'> {
  readonly person: string
  readonly role: VerifiedCredential
  readonly roleToken: string
  readonly licenceToken: string
}

export const maxShown = 8

const usedTypes: readonly string[] = [
  ...[credentialTypes.patientIdentity, credentialTypes.guardianship, credentialTypes.proxyMandate],
  ...[credentialTypes.practitionerRole, credentialTypes.practitionerLicence],
]

/**
 * Proves what somebody shows, from the beginning: also what held a minute ago may be suspended now.
 *
 * @throws ServerError `credentials_not_held`, `request_malformed`; those of the verifier.
 */
export async function provePrincipal(hospital: Hospital, shown: Shown): Promise<ProvenPrincipal> {
  const decoded = await Promise.all(
    shown.credentials.map(async (token) => ({ token, types: await typesOf(token) })),
  )
  // What nobody proves would be kept with the session for whoever sends it.
  const isUsed = decoded.every(({ types }) => types.some((type) => usedTypes.includes(type)))
  if (!isUsed) throw malformed('/credentials')
  if (decoded.length === 0 && shown.chain.length > 0) throw malformed('/chain')
  const of = (type: string): readonly string[] =>
    decoded.filter(({ types }) => types.includes(type)).map(({ token }) => token)
  const thumbprint = await thumbprintOf(shown.publicKey)
  const prove = async (
    token: string,
    type: string,
    more: { readonly licence?: string; readonly giver?: string } = {},
  ): Promise<VerifiedCredential> => {
    const options = { types: [type], chain: shown.chain, ...more }
    const credential = await hospital.verifier.verifyCredential(token, options)
    const { subject, holderKey } = credential
    const isHeld = holderKey !== undefined && (await thumbprintOf(holderKey)) === thumbprint
    if (subject === shown.did && isHeld) return credential
    throw new ServerError('credentials_not_held', 'Of somebody else')
  }
  const mandates = of(credentialTypes.proxyMandate)
  const identities = of(credentialTypes.patientIdentity)
  const records: RecordAccess[] = []
  for (const token of identities) {
    // Beside a mandate there is the identity of whoever gave it.
    if (mandates.length > 0 && !(await isOf(token, shown.did))) continue
    const { claims } = await prove(token, credentialTypes.patientIdentity)
    const { record, name } = parsePatientIdentityClaims(claims)
    records.push(accessOf(hospital, record, 'patient', name))
  }
  for (const token of of(credentialTypes.guardianship)) {
    const { claims } = await prove(token, credentialTypes.guardianship)
    const { ward, powers } = parseGuardianshipClaims(claims)
    records.push({ ...accessOf(hospital, ward, 'guardian'), powers })
  }
  for (const token of mandates) {
    records.push(await proveMandate(token))
  }
  const staff = await proveStaff()
  return { did: shown.did, records, ...(staff === undefined ? {} : { staff }) }

  async function proveMandate(token: string): Promise<RecordAccess> {
    const { issuer } = (await decodeCredential(token)).credential
    for (const giver of identities) {
      // Whoever acts for several shows the identities of all of them.
      if (issuer === shown.did || !(await isOf(giver, issuer))) continue
      const { claims } = await prove(token, credentialTypes.proxyMandate, { giver })
      const { patient, patientName, data, purposes, ...mandate } = parseProxyMandateClaims(claims)
      const powers = powersOf(mandate)
      const part = data === '*' ? {} : { data }
      return { ...accessOf(hospital, patient, 'proxy', patientName), powers, purposes, ...part }
    }
    throw new ServerError('credentials_not_held', 'A mandate without whoever gave it')
  }

  async function proveStaff(): Promise<ProvenStaff | undefined> {
    const [roleToken, ...roles] = of(credentialTypes.practitionerRole)
    const [licenceToken, ...licences] = of(credentialTypes.practitionerLicence)
    if (roleToken === undefined && licenceToken === undefined) return undefined
    // A person acts in one role, by its one licence.
    const isOne = roles.length === 0 && licences.length === 0
    if (!isOne || roleToken === undefined || licenceToken === undefined) {
      throw malformed('/credentials')
    }
    const role = await prove(roleToken, credentialTypes.practitionerRole, { licence: licenceToken })
    const licence = await prove(licenceToken, credentialTypes.practitionerLicence)
    const claims = parsePractitionerRoleClaims(role.claims)
    const { registration } = parsePractitionerLicenceClaims(licence.claims)
    // Else two people could not be told from one.
    if (registration === undefined) throw malformed('/credentials')
    const { name = '', organisation, department, purposes, specialties = [] } = claims
    const isOurs = [...hospital.departments.values()].some(({ did }) => did === department.did)
    return {
      ...{ name, organisation, department, purposes, specialties, isOurs, role, roleToken },
      ...{ licenceToken, person: personOf(registration) },
    }
  }
}

/** Conditions are words for people: as long as nobody here can tell whether they are met, nothing is shown. */
function powersOf({
  powers,
  conditions = [],
}: Pick<ProxyMandateClaims, 'powers' | 'conditions'>): ProxyMandateClaims['powers'] {
  return conditions.length === 0 ? powers : powers.filter((power) => power !== 'view')
}

async function typesOf(token: string): Promise<readonly string[]> {
  const { credential } = await decodeCredential(token)
  return credential.types
}

async function isOf(token: string, did: string): Promise<boolean> {
  return (await decodeCredential(token)).credential.subject === did
}

function accessOf(
  { settings }: Hospital,
  record: Identifier,
  as: RecordAccess['as'],
  name?: string,
): RecordAccess {
  // Numbers of others are nothing here.
  if (record.system !== settings.recordSystem) throw malformed('/credentials')
  return { record: { ...record }, as, ...(name === undefined ? {} : { name }) }
}

function malformed(place: string): ServerError {
  return new ServerError('request_malformed', 'Not what shows who this is', { place })
}
