import type { EpochSeconds } from '@fidecura/base'
import {
  decodeCredential,
  type IssuingAccreditationClaims,
  parseIssuingAccreditationClaims,
  personOf,
} from '@fidecura/credentials'
import type { Did } from '@fidecura/identity'
import type { DocumentChange, Documents, KeptDocument, NewDocument } from '@fidecura/store'
import type { RowError, StaffMember, StaffRow, StaffState } from '../api/bodies.ts'
import { staffDigest } from '../approval/staff-digest.ts'
import { ServerError } from '../errors.ts'
import { documentKind } from '../hospital/document-kind.ts'
import { newId } from '../hospital/new-id.ts'
import type { Site } from '../hospital/site.ts'
import { notFound } from '../http/call.ts'
import type { Holder } from './offers.ts'

/** A member of the staff as they are kept: what everybody of the department sees, and what tells people apart. */
export interface KeptMember extends Omit<StaffMember, 'id' | 'state' | 'digest' | 'holder'> {
  readonly holder?: Holder | undefined
  readonly importedPerson: string
  readonly confirmedPerson?: string | undefined
  readonly offer?: string | undefined
  /** Drawn when they were approved, before anything was issued. */
  readonly credentials?: { readonly role: string; readonly licence: string } | undefined
  readonly invalidFrom?: EpochSeconds | undefined
}

/** A member with what a change of them must name. */
export interface FoundMember extends KeptMember {
  readonly id: string
  readonly state: StaffState
  readonly version: number
  readonly number: number
}

const members = documentKind<KeptMember>('staff')
const { name: kind } = members
/** By number of the register, so that nobody is there twice. */
const personKind = 'staff_person'

/** What is to be written to take somebody into the list. */
export function newMember(
  row: StaffRow,
  site: Pick<Site, 'did'>,
  by: { readonly name: string; readonly person: string },
  now: EpochSeconds,
): { readonly id: string; readonly changes: readonly DocumentChange[] } {
  const id = newId()
  const kept: KeptMember = {
    ...row,
    ...{ department: site.did, importedAt: now, importedBy: by.name, importedPerson: by.person },
  }
  const person = { kind: personKind, id: personId(site.did, row), body: { staff: id } }
  return { id, changes: [{ insert: documentOf(id, 'imported', kept) }, { insert: person }] }
}

/** Who of the list has this number, if anybody. */
export async function findPerson(
  documents: Documents,
  department: Did,
  row: Pick<StaffRow, 'registration'>,
  now: EpochSeconds,
): Promise<string | undefined> {
  const found = await documents.find(personKind, personId(department, row), now)
  return found === undefined ? undefined : String(found.body['staff'])
}

/** @throws ServerError `not_found`: also of another department. */
export async function findMember(
  documents: Documents,
  department: Did,
  id: string,
  now: EpochSeconds,
): Promise<FoundMember> {
  const found = await documents.find(kind, id, now)
  if (found?.subject !== department) throw notFound()
  return memberOf(found)
}

export async function listMembers(
  documents: Documents,
  subject: Did,
  query: {
    readonly state?: StaffState | undefined
    readonly after?: number | undefined
    readonly limit: number
  },
  now: EpochSeconds,
): Promise<readonly FoundMember[]> {
  const { state, after = 0, limit } = query
  const page = { subject, after, limit, now, ...(state === undefined ? {} : { state }) }
  return (await documents.list(kind, page)).map(memberOf)
}

/** What is to be written to bring a member further. */
export function changeMember(
  member: FoundMember,
  state: StaffState,
  more: Partial<KeptMember> = {},
): DocumentChange {
  const { id, state: _, version, number: __, ...kept } = member
  return { replace: documentOf(id, state, { ...kept, ...more }), version }
}

/** What is to be written to make room for a number again. */
export function forgetPerson(
  member: Pick<FoundMember, 'department' | 'registration'>,
): DocumentChange {
  return { remove: { kind: personKind, id: personId(member.department, member) } }
}

/** What those of the department see. */
export async function shownMember(member: FoundMember): Promise<StaffMember> {
  const { importedPerson, confirmedPerson, offer, credentials, invalidFrom, ...shown } = member
  const { version, number, holder, ...rest } = shown
  return {
    ...rest,
    ...(holder === undefined ? {} : { holder: holder.did }),
    ...(rest.thumbprint === undefined ? {} : { digest: await staffDigest(rest) }),
  }
}

/** What is wrong with a row, beyond its form: what the department may not give, nobody gets. */
export async function rowErrors(
  row: StaffRow,
  { chain, did }: Pick<Site, 'chain' | 'did'>,
  hospitalChain: readonly string[],
  now: EpochSeconds,
): Promise<readonly RowError[]> {
  const [department, hospital] = [await grantsOf(chain), await grantsOf(hospitalChain)]
  const wrong = (member: string): RowError => ({ member, code: 'staff_row_invalid' })
  const errors: RowError[] = []
  const allows = (granted: readonly string[] | '*' | undefined, value: string): boolean =>
    granted === '*' || granted?.includes(value) === true
  if (!row.purposes.every((each) => allows(department.purposes, each)))
    errors.push(wrong('/purposes'))
  const codes = row.specialties.map(({ system, code }) => `${system}|${code}`)
  if (!codes.every((each) => allows(department.specialties, each)))
    errors.push(wrong('/specialties'))
  const { system } = row.registration
  if (!allows(hospital.registers, system)) errors.push(wrong('/registration/system'))
  if (!isDay(row.licensedUntil) || endOfDay(row.licensedUntil) <= now)
    errors.push(wrong('/licensedUntil'))
  if (!allows(department.departments, did)) errors.push(wrong(''))
  return errors
}

/** The first instant after a day, by UTC. */
export function endOfDay(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / 1000 + 86_400
}

function isDay(day: string): boolean {
  const at = Date.parse(`${day}T00:00:00Z`)
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(day)
}

async function grantsOf(chain: readonly string[]): Promise<IssuingAccreditationClaims> {
  const { credential } = await decodeCredential(chain.at(-1) ?? '')
  return parseIssuingAccreditationClaims(credential.claims)
}

function personId(department: Did, { registration }: Pick<StaffRow, 'registration'>): string {
  return JSON.stringify([department, personOf(registration)])
}

function documentOf(id: string, state: StaffState, kept: KeptMember): NewDocument {
  return members.of(id, kept, { state, subject: kept.department })
}

function memberOf(found: KeptDocument): FoundMember {
  const { id, state, version, number } = found
  return { ...members.bodyOf(found), id, state: state as StaffState, version, number }
}

export function memberStateWrong(): ServerError {
  return new ServerError('staff_state_wrong', 'Not what can be done with them as they stand')
}
