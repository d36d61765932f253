import { epochSeconds, type JsonObject } from '@fidecura/base'
import { credentialTypes, type IssuableFormat, type IssuerContents } from '@fidecura/credentials'
import type { Signer } from '@fidecura/identity'
import {
  day,
  recordSystem,
  type SampleIssuer,
  type SampleRecord,
  type SampleWorld,
} from './sample-world.ts'

/** A credential as its holder keeps it. */
export interface Held {
  readonly id: string
  readonly token: string
}

/** What a doctor of the samples carries. */
export interface SampleDoctor {
  readonly signer: Signer
  readonly licence: Held
  readonly role: Held
}

const physician = { system: 'http://snomed.info/sct', code: '309343006', display: 'Physician' }
const { practitionerRole, patientIdentity, issuingAccreditation } = credentialTypes
const purposes = ['TREAT', 'HRESCH']

type Period = Pick<IssuerContents, 'validFrom' | 'validUntil'>

/** From the present of the world on. */
function forDays({ clock }: SampleWorld, days: number): Period {
  return { validFrom: clock(), validUntil: epochSeconds(clock() + days * day) }
}

/** The chain of authority from the root down to the departments. */
export async function accredit(world: SampleWorld): Promise<readonly string[]> {
  const { authority, hospital, department, remote } = world
  const one = async (by: SampleIssuer, to: SampleIssuer, grants: JsonObject): Promise<string> => {
    const claims = { name: to.name, ...grants, keys: [to.thumbprint] }
    const contents = { type: issuingAccreditation, subject: to.did, claims, ...forDays(world, 365) }
    return (await by.issuer.issue(contents, { format: 'vc+jwt' })).token
  }
  const departments = [department.did, remote.did]
  const organisations = [hospital.did]
  return [
    await one(authority, hospital, {
      types: [practitionerRole, patientIdentity, issuingAccreditation],
      depth: 1,
      ...{ organisations, departments, purposes, recordSystems: [recordSystem] },
    }),
    ...(await Promise.all(
      [department, remote].map((to) =>
        one(hospital, to, {
          types: [practitionerRole],
          depth: 0,
          ...{ organisations, departments: [to.did], purposes },
        }),
      ),
    )),
  ]
}

/** Whoever may practise, and for whom. */
export async function vouch(
  world: SampleWorld,
  signer: Signer,
  { by = world.department, format = 'vc+jwt', name = 'Dr Ada Example' }: VouchOptions = {},
): Promise<SampleDoctor> {
  const licence = await licenceFor(world, signer, name)
  return { signer, licence, role: await roleFor(world, signer, licence, { by, format, name }) }
}

interface VouchOptions {
  readonly by?: SampleIssuer
  readonly format?: IssuableFormat
  readonly name?: string
  readonly period?: Period
}

function licenceFor(world: SampleWorld, { did, publicKey }: Signer, name: string): Promise<Held> {
  const { authority } = world
  const claims = {
    ...{ name, regulator: authority.name, profession: physician, jurisdiction: 'CN' },
    registration: { system: 'urn:oid:2.999.1.2', value: `L-${did.slice(-6)}` },
    standing: 'active',
  }
  const { practitionerLicence: type } = credentialTypes
  const holder = { subject: did, holderKey: publicKey }
  return authority.issuer.issue(
    { type, ...holder, claims, ...forDays(world, 730) },
    { format: 'dc+sd-jwt' },
  )
}

export function roleFor(
  world: SampleWorld,
  { did, publicKey }: Signer,
  licence: Held,
  { by = world.department, format = 'vc+jwt', name = 'Dr Ada Example', period }: VouchOptions = {},
): Promise<Held> {
  const { hospital, authority } = world
  const claims = {
    name,
    organisation: { did: hospital.did, name: hospital.name },
    department: { did: by.did, name: by.name },
    ...{ profession: physician, purposes },
    licence: { issuer: authority.did, id: licence.id },
  }
  const holder = { subject: did, holderKey: publicKey }
  return by.issuer.issue(
    { type: practitionerRole, ...holder, claims, ...(period ?? forDays(world, 180)) },
    { format },
  )
}

/** In person, at the desk of the hospital. */
export function identify(world: SampleWorld, record: SampleRecord): Promise<Held> {
  const { hospital, patient } = world
  const claims = { record: { ...record }, name: 'Pat Example', method: 'in_person' }
  const holder = { subject: patient.did, holderKey: patient.publicKey }
  return hospital.issuer.issue(
    { type: patientIdentity, ...holder, claims, ...forDays(world, 3650) },
    { format: 'vc+jwt' },
  )
}
