import { epochSeconds, type JsonObject } from '@fidecura/base'
import {
  credentialTypes,
  type PractitionerLicenceClaims,
  type PractitionerRoleClaims,
} from '@fidecura/credentials'
import type { Hospital } from '../hospital/hospital.ts'
import type { Site } from '../hospital/site.ts'
import { type Call, changedMeanwhile } from '../http/call.ts'
import { issueOnce, newCredentialId } from './issue-once.ts'
import { advanceOffer, findOffer } from './offers.ts'
import {
  changeMember,
  endOfDay,
  type FoundMember,
  findMember,
  memberStateWrong,
} from './staff-members.ts'

const roleSeconds = 365 * 86_400

/** By the id of a role, whose it is. */
export const roleKind = 'staff_role'

/**
 * Issues licence and role to the key that was confirmed: the licence as the hospital has attested it, the role by
 * the department. May be called again after a crash: ids are drawn, and written down, before anything is signed.
 */
export async function issueStaff(
  call: Pick<Call, 'hospital' | 'now' | 'acting'>,
  site: Site,
  found: FoundMember,
  approvedBy: string,
): Promise<FoundMember> {
  const { hospital, now } = call
  const { documents } = hospital.store
  // What could not be handed over is not issued: an offer waits for its second person for some weeks.
  if (found.offer !== undefined) await findOffer(documents, found.offer, now)
  const member = await reserve(hospital, found, approvedBy, now)
  const { holder, credentials, offer: offerId } = member
  if (holder === undefined || credentials === undefined || offerId === undefined) {
    throw memberStateWrong()
  }
  const { did, publicKey } = holder
  const licensedUntil = epochSeconds(endOfDay(member.licensedUntil))
  const roleUntil = epochSeconds(Math.min(licensedUntil, now + roleSeconds))
  const bound = { subject: did, holderKey: publicKey, validFrom: now }
  const acting = (id: string) => call.acting('issue', { objects: [{ type: 'Credential', id }] })
  const licence = await issueOnce(hospital.site, acting(credentials.licence), {
    ...{ ...bound, id: credentials.licence, type: credentialTypes.practitionerLicence },
    ...{ claims: licenceClaims(member, hospital) as unknown as JsonObject },
    validUntil: licensedUntil,
  })
  const role = await issueOnce(site, acting(credentials.role), {
    ...{ ...bound, id: credentials.role, type: credentialTypes.practitionerRole },
    ...{ claims: roleClaims(member, hospital, site) as unknown as JsonObject },
    validUntil: roleUntil,
  })
  const offer = await findOffer(documents, offerId, now)
  const issued = { credentials: [role, licence], chain: site.chain }
  const named = {
    role: { issuer: site.did, id: credentials.role, validUntil: roleUntil },
    licence: { issuer: hospital.site.did, id: credentials.licence, validUntil: licensedUntil },
  }
  const changes = [
    changeMember(member, 'issued', named),
    advanceOffer(offer, 'issued', issued, now),
    { insert: { kind: roleKind, id: credentials.role, body: { staff: member.id } } },
  ]
  if (!(await documents.write(changes, now))) throw changedMeanwhile()
  return findMember(documents, site.did, member.id, now)
}

/** Writes down what the credentials will be called, before there are any. */
async function reserve(
  { store: { documents } }: Hospital,
  member: FoundMember,
  approvedBy: string,
  now: Call['now'],
): Promise<FoundMember> {
  if (member.credentials !== undefined) return member
  const credentials = { role: newCredentialId(), licence: newCredentialId() }
  const change = changeMember(member, member.state, { credentials, approvedBy })
  if (!(await documents.write([change], now))) throw changedMeanwhile()
  return findMember(documents, member.department, member.id, now)
}

function licenceClaims(member: FoundMember, { settings }: Hospital): PractitionerLicenceClaims {
  const { name, registration, profession, specialties, jurisdiction } = member
  const regulator = settings.staffing.register.name
  const claims = { name, regulator, registration, profession, specialties, jurisdiction }
  return { ...claims, standing: 'active' }
}

function roleClaims(member: FoundMember, hospital: Hospital, site: Site): PractitionerRoleClaims {
  const { name, profession, specialties, purposes, credentials } = member
  return {
    ...{ name, profession, specialties, purposes },
    organisation: { did: hospital.site.did, name: hospital.site.name },
    department: { did: site.did, name: site.name },
    licence: { issuer: hospital.site.did, id: credentials?.licence ?? '' },
  }
}
