import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { epochSeconds, type JsonObject } from '@fidecura/base'
import { credentialTypes } from '@fidecura/credentials'
import { generateSigner, type Signer } from '@fidecura/identity'
import { exampleCodes, exampleRegister } from '../src/example/example-hospitals.ts'
import type { Hospital } from '../src/hospital/hospital.ts'
import type { AdminAct } from '../src/orders/admin-act.ts'
import { type AdminOrder, signAdminOrder } from '../src/orders/admin-order.ts'
import { createPerson, createWorld, type Person, type World } from './world.ts'

/** The department of Riverside that administers it here. */
export const administration = 'orthopaedics'

const registration = (value: string) => ({ system: exampleRegister, value })

/** A world whose Riverside is administered by people: the settings name. */
export async function createAdministered(
  ...options: Parameters<typeof createWorld>
): Promise<World & { reopen(): Promise<World> }> {
  const world = await createWorld(...options)
  const path = join(world.folder, 'riverside', 'hospital.json')
  const settings = JSON.parse(readFileSync(path, 'utf8'))
  const first = [registration('A-1'), registration('A-2')]
  const named = { ...settings, administration: { department: administration, first } }
  writeFileSync(path, JSON.stringify(named))
  const reopen = async (): Promise<World> => {
    const { example, handle } = await world.another()
    const hospital = (id = 'riverside') => example.hospitals.get(id) as Hospital
    return { ...world, example, handle, hospital }
  }
  return { ...(await reopen()), reopen }
}

/** A person, by the id of their role, and with what others judge it by. */
interface Administrator extends Person {
  readonly role: string
  readonly roleToken: string
  readonly shown: { readonly licence: string; readonly chain: readonly string[] }
}

/** Somebody with a role that hospital and department have issued, whatever lists of staff would say. */
export async function administrator(
  world: World,
  value: string,
  {
    signer: given,
    department = administration,
    purposes = ['HSYSADMIN'],
  }: { signer?: Signer; department?: string; purposes?: readonly string[] } = {},
): Promise<Administrator> {
  const hospital = world.hospital()
  const site = hospital.departments.get(department)
  if (site === undefined) throw new Error('No such department')
  const signer = given ?? (await generateSigner())
  const now = world.clock.now()
  const bound = {
    ...{ subject: signer.did, holderKey: signer.publicKey, validFrom: now },
    validUntil: epochSeconds(now + 86_400 * 300),
  }
  const [licenceId, role] = [newId(), newId()]
  const who = { name: `Ada ${value} Example`, profession: exampleCodes.clerk }
  const licence = await hospital.site.issuer(hospital.store).issue(
    {
      ...{ ...bound, id: licenceId, type: credentialTypes.practitionerLicence },
      claims: {
        ...{ ...who, regulator: 'Register', registration: registration(value) },
        ...{ jurisdiction: 'CN', standing: 'active', specialties: [] },
      } as unknown as JsonObject,
    },
    { format: 'dc+sd-jwt' },
  )
  const given2 = await site.issuer(hospital.store).issue(
    {
      ...{ ...bound, id: role, type: credentialTypes.practitionerRole },
      claims: {
        ...{ ...who, purposes, specialties: [] },
        organisation: { did: hospital.site.did, name: hospital.site.name },
        department: { did: site.did, name: site.name },
        licence: { issuer: hospital.site.did, id: licenceId },
      } as unknown as JsonObject,
    },
    { format: 'dc+sd-jwt' },
  )
  const credentials = [given2.token, licence.token]
  const person = await createPerson(world, { signer, credentials, chain: site.chain })
  await person.signIn()
  const shown = { licence: licence.token, chain: site.chain }
  return { ...person, role, roleToken: given2.token, shown }
}

/** An order of Riverside that is good for an hour. */
export function orderOf(world: World, act: AdminAct, more: Partial<AdminOrder> = {}): AdminOrder {
  const expiresAt = epochSeconds(world.clock.now() + 3600)
  return { id: newId(), hospital: world.hospital().site.did, act, expiresAt, ...more }
}

export function signed(world: World, order: AdminOrder, { signer }: Person): Promise<string> {
  return signAdminOrder(order, { signer, issuedAt: world.clock.now() })
}

function newId(): string {
  return `urn:uuid:${crypto.randomUUID()}`
}
