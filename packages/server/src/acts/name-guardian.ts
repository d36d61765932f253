import { type EpochSeconds, epochSeconds, type JsonObject } from '@fidecura/base'
import { type AgeRules, agesOf, comesOfAgeAt } from '@fidecura/consent'
import { areTwoPeople, credentialTypes, type GuardianshipClaims } from '@fidecura/credentials'
import type { NewGuardianOffer, Notice, OfferState } from '../api/bodies.ts'
import { ServerError } from '../errors.ts'
import { notices } from '../hospital/notices.ts'
import { recordKey } from '../hospital/record-key.ts'
import { type Call, changedMeanwhile, staffOf } from '../http/call.ts'
import { ownOffer } from './confirm-offer.ts'
import { birthDateOf, identityOf } from './enrol-patient.ts'
import { newGuardianship } from './guardianships.ts'
import { issueOnce, newCredentialId } from './issue-once.ts'
import { advanceOffer, type OfferFor, stateWrong } from './offers.ts'

/**
 * What an offer to a guardian is for.
 *
 * @throws ServerError `not_found`: the ward has no identity here; `request_malformed`: the parent of somebody of age.
 */
export async function guardianOf(call: Call, offer: NewGuardianOffer): Promise<OfferFor> {
  const { hospital, now } = call
  const { validDays, ...rest } = offer
  const birthDate = await birthDateOf(hospital, offer.ward, now)
  const asked = epochSeconds(now + validDays * 86_400)
  const validUntil = endOf(asked, offer.basis, {
    birthDate,
    ages: agesOf(hospital.jurisdiction),
    now,
  })
  return { ...rest, validUntil, credential: newCredentialId(), madeBy: staffOf(call).person }
}

/**
 * Names a guardian, as the second of two people of the desk: neither of those who made the offer and compared
 * the digits. The guardian gets the identity of the ward along, for whoever judges what is signed looks at both.
 *
 * @throws ServerError `approver_not_second`, `offer_state_wrong`, `not_found`.
 */
export async function approveGuardian(call: Call, id: string): Promise<OfferState> {
  const { hospital, now } = call
  const { site, store } = hospital
  const offer = await ownOffer(call, id)
  const { for: about, holder, confirmedBy = '' } = offer
  const isReady = offer.state === 'confirmed' && about.kind === 'guardian' && holder !== undefined
  if (!isReady) throw stateWrong()
  const { ward, credential } = about
  const objects = [{ type: 'Credential', id: credential }]
  const ports = call.acting('issue', { patient: ward, objects })
  const { person } = staffOf(call)
  if (![about.madeBy, confirmedBy].every((other) => areTwoPeople(person, other))) {
    throw new ServerError('approver_not_second', 'Another person must approve')
  }
  const identity = await identityOf(hospital, ward, now)
  const { did, publicKey } = holder
  const token = await issueOnce(site, ports, {
    ...{ id: credential, type: credentialTypes.guardianship, subject: did, holderKey: publicKey },
    claims: claimsOf(about) as unknown as JsonObject,
    ...{ validFrom: now, validUntil: about.validUntil },
  })
  const issued = { credentials: [token, identity], chain: site.chain }
  const notice: Notice = { id: credential, kind: 'guardian', at: now, token }
  const changes = [
    advanceOffer(offer, 'issued', issued, now),
    { insert: notices.of(credential, notice, { subject: recordKey(ward) }) },
    newGuardianship(credential, {
      ...{ ward, name: about.name, basis: about.basis, powers: about.powers },
      ...{ issuedAt: now, validUntil: about.validUntil },
    }),
  ]
  if (!(await store.documents.write(changes, now))) throw changedMeanwhile()
  return 'issued'
}

/**
 * Whoever is the guardian of a child is one until the earliest instant at which the child can have come of age: the
 * credential ends then, and with it looking into the record, too.
 *
 * @throws ConsentError `birth_date_missing`; `representation_not_accepted`: a parent, where no law says when that ends.
 */
function endOf(
  asked: EpochSeconds,
  basis: GuardianshipClaims['basis'],
  { birthDate, ages, now }: WardAge,
): EpochSeconds {
  if (ages === undefined && basis !== 'parent') return asked
  const ofAge = comesOfAgeAt(birthDate, ages)
  if (now < ofAge) return epochSeconds(Math.min(asked, ofAge))
  if (basis !== 'parent') return asked
  throw new ServerError('request_malformed', 'Not a child any more', { place: '/basis' })
}

interface WardAge {
  readonly birthDate: string | undefined
  readonly ages: AgeRules | undefined
  readonly now: EpochSeconds
}

function claimsOf(about: Extract<OfferFor, { kind: 'guardian' }>): GuardianshipClaims {
  const { ward, basis, powers, person, name } = about
  return { ward, basis, powers, name, ...(person === undefined ? {} : { person }) }
}
