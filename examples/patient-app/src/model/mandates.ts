import { epochSeconds, systemClock } from '@fidecura/base'
import { consentCodeSystems, type MandateContents, signMandate } from '@fidecura/consent'
import { type Language, renderMandate } from '@fidecura/consent/explain'
import {
  decodeCredential,
  type ProxyMandateClaims,
  parseProxyMandateClaims,
} from '@fidecura/credentials'
import { comparisonDigits, parseDid, type Signer, thumbprintOf } from '@fidecura/identity'
import type { MandateItem, MandatePlace } from '@fidecura/server/client'
import type { Hospital } from './hospital.ts'
import type { Standing } from './wallet.ts'

/** What a patient lets somebody do, as it is chosen on the screen. */
export interface MandateScope {
  readonly name: string
  readonly powers: ProxyMandateClaims['powers']
  readonly purposes: readonly string[]
  /** Codes of FHIR's types of resources; `'*'` is the whole record. */
  readonly types: readonly string[] | '*'
  readonly days: number
}

/** Whom a mandate may be for, and about what: few enough to be read. */
export const mandatePurposes: readonly string[] = ['TREAT', 'HPAYMT', 'HRESCH']
export const mandateTypes: readonly string[] = [
  ...['Observation', 'DiagnosticReport', 'ImagingStudy', 'MedicationRequest', 'Condition'],
  'DocumentReference',
]
export const mandateDays: readonly number[] = [7, 30, 90, 365]

/**
 * Asks the hospital for a place, with the digits that the other person has read out.
 *
 * @throws Code `offer_digits_wrong`, also where the hospital names another key than the one that shows these digits.
 */
export async function placeFor(
  hospital: Hospital,
  offer: string,
  digits: string,
): Promise<MandatePlace> {
  const { place } = await hospital.call((client) => client.confirmMandate(offer, digits))
  if (place !== undefined) {
    const { nonce, holder } = place
    const thumbprint = await thumbprintOf(holder.publicKey)
    if (digits === (await comparisonDigits({ offer, nonce, thumbprint }))) return place
  }
  throw Object.assign(new Error('Another key'), { code: 'offer_digits_wrong', outcome: 'failed' })
}

/** The mandate as it will be signed, and its words. */
export function draftMandate(
  place: MandatePlace,
  { name, powers, purposes, types, days }: MandateScope,
  { record, name: patientName }: Standing,
  language: Language,
  signer: Pick<Signer, 'did'>,
): { readonly contents: MandateContents; readonly text: string } {
  // A whole minute, and the one before: no clock of a hospital is so far behind a phone.
  const validFrom = epochSeconds(Math.floor(systemClock() / 60) * 60 - 60)
  const validUntil = epochSeconds(validFrom + days * 86_400)
  const system = consentCodeSystems.resourceTypes
  const claims: MandateContents['claims'] = {
    ...{ patient: { ...record }, powers, name, statusAuthority: place.statusAuthority },
    purposes: powers.includes('consent') ? purposes : [],
    data: types === '*' ? '*' : types.map((code) => ({ system, code })),
    ...(patientName === undefined ? {} : { patientName }),
  }
  const { did: subject, publicKey: holderKey } = place.holder
  const contents: MandateContents = {
    ...{ id: place.credential, subject, holderKey, claims, status: place.status },
    ...{ validFrom, validUntil, language },
  }
  const text = renderMandate({ ...contents, issuer: signer.did })
  return { contents, text }
}

/** Signs what was shown, and hands it in. */
export async function giveMandate(
  hospital: Hospital,
  offer: string,
  contents: MandateContents,
  signer: Signer,
): Promise<MandateItem> {
  const issuedAt = epochSeconds(Math.floor(systemClock()))
  const mandate = await signMandate(contents, { signer, issuedAt })
  return hospital.call((client) => client.giveMandate({ offer, mandate }))
}

/** A mandate that was given, read for people: the patient signed it themself. */
export interface GivenMandate {
  readonly item: MandateItem
  /** The DID of the proxy. */
  readonly did: string
  readonly name: string
  /** The words that were signed. */
  readonly text: string
}

export async function readMandates(
  items: readonly MandateItem[],
): Promise<readonly GivenMandate[]> {
  const read = await Promise.all(items.map(readMandate))
  return read.flatMap((one) => one ?? [])
}

async function readMandate(item: MandateItem): Promise<GivenMandate | undefined> {
  try {
    const { credential } = await decodeCredential(item.mandate)
    const { issuer, validFrom, validUntil } = credential
    const { shown, ...claims } = parseProxyMandateClaims(credential.claims)
    if (shown === undefined || validFrom === undefined || validUntil === undefined) return undefined
    const did = parseDid(credential.subject)
    const { language } = shown
    const text = renderMandate({
      ...{ claims, issuer, subject: did, validFrom, validUntil, language },
    })
    return { item, did, name: claims.name ?? '', text }
  } catch {
    return undefined
  }
}
