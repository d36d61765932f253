import { epochSeconds } from '@fidecura/base'
import {
  credentialTypes,
  type ProxyMandateClaims,
  parseProxyMandateClaims,
} from '@fidecura/credentials'
import { type Did, digestOf, thumbprintOf } from '@fidecura/identity'
import { renderMandate } from '../mandate-text.ts'
import { isHolderKey } from '../patient-key.ts'
import { latestAt } from './age.ts'
import { type HeldOptions, verifyHeld } from './held.ts'
import type { Ward } from './prove-guardians.ts'
import { beyondPower, mismatch, notOfAge } from './refusals.ts'
import type {
  Authority,
  MandateEvidence,
  ProvenRepresentative,
  RepresentedAct,
} from './representation.ts'
import { isWithinScope, permitsSomething, powersFor } from './scope.ts'

/**
 * Proves that a proxy of the patient signed a statement, within what the patient let them do.
 *
 * @throws ConsentError `representation_mismatch`, `representation_beyond_power`, `patient_not_of_age`:
 *   the patient was no adult when the mandate was given; those of the verifier.
 */
export async function proveProxy(
  act: RepresentedAct,
  patient: Ward,
  evidence: MandateEvidence,
  options: HeldOptions,
): Promise<{ readonly authority: Authority; readonly proxy: ProvenRepresentative }> {
  const { issuer, publicKey, record, kind, terms, by } = act
  const mandate = await verifyMandate(evidence, act.token, options)
  const { claims, credential } = mandate
  const right =
    credential.subject === issuer &&
    credential.issuer === patient.did &&
    issuer !== patient.did &&
    (await isHolderKey(credential, publicKey)) &&
    claims.patient.system === record.system &&
    claims.patient.value === record.value
  if (!right) throw mismatch()
  const { validFrom = 0, issuedAt = 0, validUntil } = credential
  if (Math.max(validFrom, issuedAt) < latestAt(patient.birthDate, patient.majorityAge)) {
    throw notOfAge()
  }
  const { powers, conditions = [] } = claims
  const needed = powersFor(kind, terms)
  const allowed =
    needed.every((power) => powers.includes(power)) &&
    // They are words for people. What may hold against a permit is not passed over.
    (kind !== 'consent' || conditions.length === 0) &&
    isWithinScope(kind, terms, claims) &&
    (permitsSomething(terms.rule) || isWithinScope('restriction', terms, claims))
  if (!allowed) throw beyondPower()
  const until = validUntil ?? Number.POSITIVE_INFINITY
  const proxy = { did: issuer as Did, key: await thumbprintOf(publicKey) }
  return { authority: { by, until, overrides: false }, proxy }
}

/** Verifies a mandate by the identity of the patient who gave it. */
export async function verifyMandate(
  { mandate, identity, chain = [] }: MandateEvidence,
  act: string,
  options: HeldOptions,
): Promise<{
  readonly credential: Awaited<ReturnType<typeof verifyHeld>>
  readonly claims: ReturnType<typeof parseProxyMandateClaims>
}> {
  const types = [credentialTypes.proxyMandate]
  const credential = await verifyHeld(mandate, act, { types, chain, giver: identity }, options)
  const claims = parseProxyMandateClaims(credential.claims)
  await assertShown(credential, claims)
  return { credential, claims }
}

/** A mandate that says which text the patient was shown says what that text says. */
async function assertShown(
  { issuer, subject, validFrom, validUntil }: Awaited<ReturnType<typeof verifyHeld>>,
  claims: ProxyMandateClaims,
): Promise<void> {
  const { shown } = claims
  if (shown === undefined) return
  const { language, digest } = shown
  const text = renderMandate({
    ...{ claims, issuer, subject: subject as Did, language },
    // A mandate of ours has both; without, no text has this digest.
    ...{ validFrom: validFrom ?? epochSeconds(0), validUntil: validUntil ?? epochSeconds(0) },
  })
  if ((await digestOf(text)) !== digest) throw mismatch()
}
