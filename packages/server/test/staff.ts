import type { Coding } from '@fidecura/credentials'
import { claim, heldFor } from '../../../test/person.ts'
import { inviteFirst, issueAtClaim } from '../src/acts/invite-first.ts'
import type { HeldOffer, StaffRow } from '../src/client/index.ts'
import { exampleCodes, exampleRegister } from '../src/example/example-hospitals.ts'
import { createPerson, type Person, type World } from './world.ts'

/** A row of a list, with a number of its own. */
export function rowOf(value: string, more: Partial<StaffRow> = {}): StaffRow {
  return {
    name: `Dr ${value} Example`,
    registration: { system: exampleRegister, value },
    profession: exampleCodes.physician as Coding,
    specialties: [exampleCodes.cardiology as Coding],
    purposes: ['TREAT'],
    jurisdiction: 'CN',
    licensedUntil: '2030-12-31',
    ...more,
  }
}

/** Where somebody works, and what for. */
export interface Appointment {
  readonly tenant?: string
  readonly department?: string
  readonly purposes?: readonly string[]
  readonly specialties?: StaffRow['specialties']
}

/** Somebody with licence and role who is signed in: appointed by whoever runs the service. */
export async function appoint(
  world: World,
  value: string,
  {
    tenant = 'riverside',
    department = 'cardiology',
    purposes = ['TREAT'],
    ...more
  }: Appointment = {},
): Promise<Person> {
  const row = rowOf(value, { purposes, ...more })
  const offer = await inviteFirst(world.hospital(tenant), {
    ...{ department, row, [issueAtClaim]: true },
  })
  const bare = await createPerson(world, { tenant })
  await bare.signIn()
  const { id } = await claim(bare, offer.code)
  return holding(world, bare, await heldFor(bare, id), tenant)
}

/** The same person, with what was issued to them, signed in anew. */
export async function holding(
  world: World,
  { signer }: Person,
  { credentials = [], chain = [] }: Pick<HeldOffer, 'credentials' | 'chain'>,
  tenant = 'riverside',
): Promise<Person> {
  const person = await createPerson(world, { tenant, signer, credentials, chain })
  await person.signIn()
  return person
}

/** Runs the staff list and the desk. */
export const clerk: Appointment = { purposes: ['HSYSADMIN', 'PATADMIN'] }

/** The patient of a record, identified at the desk and signed in. */
export async function enrol(world: World, desk: Person, value: string): Promise<Person> {
  const record = { system: 'urn:oid:2.999.1.1', value }
  const offer = await desk.client.offerAtDesk({
    ...{ kind: 'patient', record, name: `Pat ${value} Example`, birthDate: '1958-03-14' },
  })
  const bare = await createPerson(world)
  await bare.signIn()
  const { id, digits } = await claim(bare, offer.code)
  await desk.client.confirmOffer(id, digits)
  return holding(world, bare, await heldFor(bare, id))
}
