import { encodeUtf8, systemClock } from '@fidecura/base'
import type { RequestedCategory } from '@fidecura/consent'
import { signEntry } from '@fidecura/consent/entries'
import { presentCredentials } from '@fidecura/credentials'
import type { MadeConsentRequest } from '@fidecura/server/client'
import { claim, heldFor, type Person, type Place, personAt } from '../person.ts'
import type { HospitalService } from './hospital-service.ts'

/** Somebody who works at a hospital of the example, with a key and credentials, signed in. */
export type Colleague = Person

export type Part = 'secretary' | 'approver' | 'doctor' | 'remote_doctor'

/**
 * Everybody who is invited comes, each with a new key.
 *
 * @param absent - Who does not.
 */
export async function enterColleagues(
  service: HospitalService,
  absent: readonly Part[] = [],
): Promise<Readonly<Record<Part, Colleague>>> {
  const invitations = await service.example.invite()
  const known: readonly string[] = ['secretary', 'approver', 'doctor', 'remote_doctor']
  const coming = invitations.filter(
    ({ part }) => known.includes(part) && !absent.includes(part as Part),
  )
  const entered = await Promise.all(
    coming.map(async ({ part, hospital, link }) => {
      const place = placeOf(service, hospital)
      const bare = await personAt(place)
      await bare.signIn()
      const { id } = await claim(bare, link.split('#offer=')[1] ?? '')
      const { signer } = bare
      const person = await personAt(place, { signer, ...(await heldFor(bare, id)) })
      await person.signIn()
      return [part, person] as const
    }),
  )
  return Object.fromEntries(entered) as Record<Part, Colleague>
}

/** As browsers reach it. */
export function placeOf(
  { origin, example }: Pick<HospitalService, 'origin' | 'example'>,
  tenant: string,
): Place {
  const audience = example.hospitals.get(tenant)?.audience ?? ''
  const reach: Place['fetch'] = (path, init) => fetch(`${origin}${path}`, init)
  return { origin, tenant, audience, clock: systemClock, fetch: reach }
}

const resources = 'http://hl7.org/fhir/resource-types'

/** Everything of one kind of FHIR resource. */
function kindOf(code: string): RequestedCategory {
  return { scope: 'category', types: [{ system: resources, code }] }
}

export const recordSystem = 'urn:oid:2.999.1.1'

/** A department asks the patient of a record for two kinds of data. */
export function askFor(
  { client }: Colleague,
  record: string,
  more: { readonly words?: string; readonly purposes?: readonly string[] } = {},
): Promise<MadeConsentRequest> {
  return client.requestConsent({
    record: { system: recordSystem, value: record },
    purposes: ['TREAT'],
    data: [kindOf('Observation'), kindOf('ImagingStudy')],
    validDays: 90,
    ...more,
  })
}

/** Somebody whose phone no test looks at becomes the patient of a record. */
export async function enrolElsewhere(
  service: HospitalService,
  { client }: Colleague,
  value: string,
  name: string,
): Promise<void> {
  const record = { system: recordSystem, value }
  const offer = await client.offerAtDesk({
    kind: 'patient',
    record,
    name,
    birthDate: '1934-03-14',
  })
  const bare = await personAt(placeOf(service, 'riverside'))
  await bare.signIn()
  const { id, digits } = await claim(bare, offer.code)
  await client.confirmOffer(id, digits)
}

/** A doctor writes something into the record. */
export async function writeEntry(
  { client, signer, credentials, chain }: Colleague,
  record: string,
  text: string,
): Promise<string> {
  const bytes = encodeUtf8(text)
  const role = credentials.find((token) => textOfType(token).includes('practitioner-role')) ?? ''
  const licence = credentials.find((token) => token !== role) ?? ''
  const token = await signEntry(bytes, {
    ...{ signer, role, mediaType: 'text/plain', issuedAt: systemClock() },
    ...{ id: `urn:uuid:${crypto.randomUUID()}`, record: { system: recordSystem, value: record } },
  })
  const content = Buffer.from(bytes).toString('base64url')
  const { id } = await client.submitEntry({ token, content, evidence: { role, licence, chain } })
  return id
}

/** @returns Whether somebody, of whatever hospital, gets anything to read at Riverside. */
export async function mayRead(
  service: HospitalService,
  { signer, credentials, chain }: Colleague,
  record: string,
): Promise<boolean> {
  const person = await personAt(placeOf(service, 'riverside'), { signer, credentials, chain })
  await person.signIn()
  const { client } = person
  const { audience, nonce } = await client.challenge()
  const presentation = await presentCredentials(credentials, {
    ...{ disclose: ['specialties', 'name', 'registration'], signer, audience, nonce, chain },
    issuedAt: systemClock(),
  })
  try {
    await client.read({
      ...{ presentation, nonce, purpose: 'TREAT', data: [kindOf('Observation')] },
      record: { system: recordSystem, value: record },
    })
    return true
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === 'not_available') return false
    throw error
  }
}

function textOfType(token: string): string {
  return Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()
}
