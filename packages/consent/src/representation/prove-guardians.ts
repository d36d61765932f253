import {
  type Credential,
  credentialTypes,
  type GuardianEvidence,
  type GuardianshipClaims,
  type Identifier,
  parseGuardianshipClaims,
  personOf,
} from '@fidecura/credentials'
import { type Did, digestOf, type PublicJwk, thumbprintOf } from '@fidecura/identity'
import { ConsentError } from '../errors.ts'
import { isHolderKey, proofsIn } from '../patient-key.ts'
import { openToken } from '../signed-token.ts'
import { earliestAt } from './age.ts'
import { agreementKind } from './agreement.ts'
import { type HeldOptions, verifyHeld } from './held.ts'
import { beyondPower, mismatch } from './refusals.ts'
import type {
  Authority,
  GuardianAgreement,
  GuardianshipEvidence,
  ProvenRepresentative,
  RepresentedAct,
} from './representation.ts'
import { powersFor } from './scope.ts'

/** Whose guardians they are. */
export interface Ward {
  readonly did: Did
  readonly birthDate: string
  readonly majorityAge: number
}

interface Guardian extends ProvenRepresentative {
  readonly claims: GuardianshipClaims
  readonly until: number
}

/**
 * Proves that guardians of the ward signed a statement: as many as must agree, each another person.
 *
 * @throws ConsentError `representation_mismatch`, `representation_beyond_power`, `guardians_missing`,
 *   `guardians_not_distinct`, `agreement_mismatch`; those of `verifyDidJws` and of the verifier.
 */
export async function proveGuardians(
  act: RepresentedAct,
  ward: Ward,
  evidence: GuardianshipEvidence,
  options: HeldOptions,
): Promise<{ readonly authority: Authority; readonly guardians: readonly ProvenRepresentative[] }> {
  const { agreements = [] } = evidence
  const { issuer, publicKey, token, by } = act
  const first = await proveOne({ issuer, publicKey, token }, evidence, act, ward, options)
  // Whoever calls it a court's word shows one, and whoever has one says so.
  if ((first.claims.basis === 'court') !== (by === 'court_order')) throw mismatch()
  const guardians = [first]
  for (const other of agreements) {
    guardians.push(await proveAgreement(other, act, ward, options))
  }
  const needed = Math.max(...guardians.map(({ claims }) => claims.together ?? 1))
  if (guardians.length < needed) {
    throw new ConsentError('guardians_missing', 'Fewer guardians than must agree')
  }
  if (guardians.length > 1) assertDistinct(guardians)
  const until = Math.min(...guardians.map((guardian) => guardian.until))
  const overrides = guardians.every(({ claims }) => claims.powers.includes('override'))
  return { authority: { by, until, overrides }, guardians }
}

async function proveAgreement(
  other: GuardianAgreement,
  act: RepresentedAct,
  ward: Ward,
  options: HeldOptions,
): Promise<Guardian> {
  const { agreement: token } = other
  const { verifier, at, now, past, signal } = options
  const { resolve } = verifier
  // Whoever has a key that its DID took out could agree today, and nobody but they would date it.
  const proofs = past === undefined ? {} : { proofs: proofsIn(await past(token)) }
  const opened = await openToken(token, agreementKind, { resolve, at, now, signal, ...proofs })
  const { content, publicKey } = opened
  const { record } = content
  const same = record.system === act.record.system && record.value === act.record.value
  if (content.as !== 'guardian' || !same || content.act !== (await digestOf(act.token))) {
    throw new ConsentError('agreement_mismatch', 'Agrees to something else, or as somebody else')
  }
  return proveOne({ issuer: content.issuer, publicKey, token }, other, act, ward, options)
}

async function proveOne(
  signed: { readonly issuer: Did; readonly publicKey: PublicJwk; readonly token: string },
  { guardianship, chain = [] }: GuardianEvidence,
  { record, kind, terms, lifts }: RepresentedAct,
  ward: Ward,
  options: HeldOptions,
): Promise<Guardian> {
  const { issuer, publicKey, token } = signed
  const types = [credentialTypes.guardianship]
  const credential = await verifyHeld(guardianship, token, { types, chain }, options)
  const claims = parseGuardianshipClaims(credential.claims)
  const right =
    credential.subject === issuer &&
    // Nobody is their own guardian.
    issuer !== ward.did &&
    (await isHolderKey(credential, publicKey)) &&
    claims.ward.system === record.system &&
    claims.ward.value === record.value
  if (!right) throw mismatch()
  const needed = [...powersFor(kind, terms), ...(lifts ? (['withdraw'] as const) : [])]
  if (!needed.every((power) => claims.powers.includes(power))) throw beyondPower()
  const until = endOf(credential, claims, ward)
  return { did: issuer, key: await thumbprintOf(publicKey), claims, until }
}

/** Of a child's guardian, the birthday at the latest; an adult's guardian was appointed after it. */
function endOf(
  { validFrom, validUntil }: Credential,
  { basis }: GuardianshipClaims,
  { birthDate, majorityAge }: Ward,
): number {
  const ofAge = earliestAt(birthDate, majorityAge)
  const isOfChild = basis === 'parent' || validFrom === undefined || validFrom < ofAge
  const ends: number = validUntil ?? Number.POSITIVE_INFINITY
  return isOfChild ? Math.min(ends, ofAge) : ends
}

/** Two numbers of two registers may be one person's, and so may be a number that is not shown. */
function assertDistinct(guardians: readonly Guardian[]): void {
  const persons = guardians.map(({ claims }) => claims.person)
  const shown = persons.filter((person): person is Identifier => person !== undefined)
  const systems = new Set(shown.map(({ system }) => system))
  const isDistinct =
    systems.size === 1 &&
    new Set(shown.map(personOf)).size === guardians.length &&
    new Set(guardians.map(({ did }) => did)).size === guardians.length &&
    new Set(guardians.map(({ key }) => key)).size === guardians.length
  if (isDistinct) return
  throw new ConsentError('guardians_not_distinct', 'Not shown to be different persons')
}
