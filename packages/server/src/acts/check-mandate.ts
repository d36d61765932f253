import { allowedSkewSeconds } from '@fidecura/base'
import { renderMandate } from '@fidecura/consent/explain'
import {
  credentialTypes,
  parseProxyMandateClaims,
  type VerifiedCredential,
} from '@fidecura/credentials'
import { digestOf, parseDid, thumbprintOf } from '@fidecura/identity'
import type { MandatePlace } from '../api/bodies.ts'
import { ServerError } from '../errors.ts'
import type { Hospital } from '../hospital/hospital.ts'
import type { EnrolledPatient } from './enrol-patient.ts'

/** What a mandate must be, to be taken in. */
export interface ExpectedMandate {
  readonly patient: EnrolledPatient['did']
  readonly record: { readonly system: string; readonly value: string }
  /** The identity of the patient, compact. */
  readonly giver: string
  readonly place: MandatePlace
  readonly now: number
  readonly signal: AbortSignal
}

const maxDays = 366

/**
 * Judges a mandate before anybody can act by it: by this patient, to the key whose digits were compared, at its place
 * in our list, and with the very text that they were shown.
 *
 * @throws ServerError `mandate_mismatch`, with the member; those of the verifier.
 */
export async function checkMandate(
  { verifier, site }: Pick<Hospital, 'verifier' | 'site'>,
  token: string,
  expected: ExpectedMandate,
): Promise<VerifiedCredential> {
  const { patient, record, giver, place, now, signal } = expected
  const types = [credentialTypes.proxyMandate]
  const call = { types, giver, chain: site.chain, signal }
  const mandate = await verifier.verifyCredential(token, call)
  const { issuer, subject, id, holderKey, status, validFrom, validUntil } = mandate
  const claims = parseProxyMandateClaims(mandate.claims)
  // A root of this hospital might be trusted for mandates, too.
  const { holder } = place
  if (issuer !== patient) throw mismatch('/iss')
  // To oneself it would be an identity that does not end with the lost phone.
  if (subject !== holder.did || subject === issuer) throw mismatch('/sub')
  if (id !== place.credential) throw mismatch('/jti')
  const key = holderKey === undefined ? undefined : await thumbprintOf(holderKey)
  if (key !== (await thumbprintOf(holder.publicKey))) throw mismatch('/cnf')
  const [entry, ...others] = status
  const isPlaced =
    others.length === 0 &&
    entry?.kind === 'token' &&
    entry.list === place.status.list &&
    entry.index === place.status.index
  if (!isPlaced) throw mismatch('/status')
  const { system, value } = claims.patient
  if (system !== record.system || value !== record.value) throw mismatch('/patient')
  if (validFrom === undefined || validUntil === undefined) throw mismatch('/exp')
  if (validUntil > now + maxDays * 86_400 + allowedSkewSeconds) throw mismatch('/exp')
  const { shown } = claims
  if (shown === undefined) throw mismatch('/shown')
  const { language, digest } = shown
  const text = renderMandate({
    ...{ claims, issuer, subject: parseDid(subject), validFrom, validUntil, language },
  })
  if ((await digestOf(text)) !== digest) throw mismatch('/shown')
  return mandate
}

function mismatch(place: string): ServerError {
  return new ServerError('mandate_mismatch', 'Not the mandate that was agreed on', { place })
}
