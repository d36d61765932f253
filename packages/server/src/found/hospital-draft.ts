import { isJsonObject, type JsonValue } from '@fidecura/base'
import { type Signer, thumbprintOf } from '@fidecura/identity'
import { z } from 'zod'
import { ServerError } from '../errors.ts'
import { didAt } from '../hospital/did-at.ts'
import { accreditationsOf } from '../hospital/hospital.ts'
import { type HospitalSettings, parseHospitalSettings } from '../hospital/settings.ts'
import type { Accredited, HospitalGrants } from './accredit.ts'

/** A hospital before anybody vouches for it: `hospital.draft.json` in its folder. */
export interface HospitalDraft extends Omit<HospitalSettings, 'version' | 'chain' | 'departments'> {
  readonly version: 'urn:fidecura:hospital-draft:1'
  readonly departments: readonly { readonly id: string; readonly name: string }[]
}

/**
 * What a hospital asks the authority above for. It proves nothing: whoever answers compares the thumbprint with the
 * hospital, by another way than this file came.
 */
export interface AccreditationRequest {
  readonly version: 'urn:fidecura:accreditation-request:1'
  readonly hospital: Accredited
  readonly grants: HospitalGrants
}

const did = z.string().regex(/^did:[a-z0-9]+:[^#?/\s]+$/)
const short = z.string().min(1).max(2048)
const coding = z.strictObject({ system: short, code: short, display: short.optional() })
const requestSchema = z.strictObject({
  version: z.literal('urn:fidecura:accreditation-request:1'),
  hospital: z.strictObject({
    did: did,
    name: short,
    thumbprint: short,
  }),
  grants: z.strictObject({
    ...{ departments: z.array(did).min(1).max(500) },
    ...{ recordSystem: short, directory: z.url({ protocol: /^https$/ }) },
    ...{ registers: z.array(short).max(16), purposes: z.array(short).max(32) },
    specialties: z.array(coding).max(1000),
  }),
})

/** @throws {@link ServerError} `settings_malformed`, with the place. */
export function parseHospitalDraft(json: JsonValue): HospitalDraft {
  const isDraft = isJsonObject(json) && json['version'] === 'urn:fidecura:hospital-draft:1'
  if (!isDraft || 'chain' in json) throw malformed(isDraft ? '/chain' : '/version')
  const listed = Array.isArray(json['departments']) ? json['departments'] : []
  // With what nobody has given it yet, it is as settings are.
  const departments = listed.map((each) =>
    isJsonObject(each) && !('accreditation' in each) ? { ...each, accreditation: '-' } : null,
  )
  const version = 'urn:fidecura:hospital-settings:1'
  const settings = parseHospitalSettings({ ...json, version, chain: [], departments })
  const { chain: _, ...rest } = settings
  return {
    ...{ ...rest, version: 'urn:fidecura:hospital-draft:1' },
    departments: settings.departments.map(({ id, name }) => ({ id, name })),
  }
}

/** @throws {@link ServerError} `settings_malformed`, with the place. */
export function parseAccreditationRequest(json: JsonValue): AccreditationRequest {
  const result = requestSchema.safeParse(isJsonObject(json) ? json : undefined)
  if (result.success) return result.data as unknown as AccreditationRequest
  throw malformed(`/${result.error.issues[0]?.path.map(String).join('/') ?? ''}`)
}

/** What its people need a role for, beside what its lists of staff may say: to run the staff, and the desk. */
const ownPurposes = ['HSYSADMIN', 'PATADMIN'] as const

/** @param origin - Where everybody reaches it. @param signer - Of the hospital. */
export async function accreditationRequestOf(
  { id, name, departments, recordSystem, staffing }: HospitalDraft,
  { origin, signer }: { readonly origin: string; readonly signer: Signer },
): Promise<AccreditationRequest> {
  return {
    version: 'urn:fidecura:accreditation-request:1',
    hospital: { did: signer.did, name, thumbprint: await thumbprintOf(signer.publicKey) },
    grants: {
      departments: departments.map((department) => didAt(origin, id, department.id)),
      ...{ recordSystem, directory: accreditationsOf(`${origin}/${id}`) },
      ...{ registers: [staffing.register.system], purposes: purposesOf(staffing.purposes) },
      specialties: staffing.specialties.map((each) => each.coding),
    },
  }
}

export function purposesOf(purposes: readonly string[]): readonly string[] {
  return [...new Set([...purposes, ...ownPurposes])]
}

function malformed(place: string): ServerError {
  return new ServerError('settings_malformed', 'Not what a hospital is founded by', { place })
}
