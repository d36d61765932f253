import { CodedError, epochSeconds } from '@fidecura/base'
import { credentialTypes, parsePatientIdentityClaims } from '@fidecura/credentials'
import { type Did, methodOf, parseDid, thumbprintOf } from '@fidecura/identity'
import { ConsentError } from '../errors.ts'
import { type AnyEvidence, readEvidence } from '../evidence-shape.ts'
import type { PastAct, PatientEvidence } from '../patient-key.ts'
import type { StatementKind } from '../statement-set.ts'
import type { Rule, Terms } from '../terms.ts'
import { type AgeRules, latestAt, readAges, readBirthDate } from './age.ts'
import { type HeldOptions, verifyHeld } from './held.ts'
import { proveGuardians, type Ward } from './prove-guardians.ts'
import { proveProxy, verifyMandate } from './prove-proxy.ts'
import { mismatch, notOfAge } from './refusals.ts'
import type {
  Authority,
  GuardianshipEvidence,
  MandateEvidence,
  ProvenRepresentative,
  RepresentedAct,
} from './representation.ts'
import { closesWithin, isWithinScope } from './scope.ts'

/** By whom a representative is judged, and by which ages. */
export interface ProveRepresentationOptions extends HeldOptions {
  readonly evidence: AnyEvidence
  readonly ages: AgeRules | undefined
}

/**
 * Proves that whoever signed a statement stood in the patient's place, with the power to, and has not
 * named themself as who may read.
 *
 * @throws ConsentError `representation_not_accepted`, `representation_mismatch`,
 *   `representation_beyond_power`, `birth_date_missing`, `authority_ended`,
 *   `representative_is_grantee`; those of `proveGuardians`, `proveProxy` and the verifier.
 */
export async function proveRepresentation(
  act: RepresentedAct,
  options: ProveRepresentationOptions,
): Promise<Authority> {
  const { majorityAge } = readAges(options.ages)
  const known = readEvidence(options.evidence)
  // An identity alone, or one that is not shown, makes nobody a representative.
  if (known.kind === 'identity' || known.kind === 'desk') throw mismatch()
  const { identity } = known.evidence
  const isProxy = known.kind === 'mandate'
  if (identity === undefined || isProxy !== (act.by === 'proxy')) throw mismatch()
  const patient = await verifyPatient(act, { ...known.evidence, identity }, majorityAge, options)
  const { authority, signers } =
    known.kind === 'mandate'
      ? await ofProxy(act, patient, known.evidence, options)
      : await ofGuardians(act, patient, { ...known.evidence, identity }, options)
  if (options.at >= authority.until) {
    throw new ConsentError('authority_ended', 'The authority ended by age or date')
  }
  await assertNotGrantee(act, signers, options)
  return authority
}

/**
 * Whether the credentials behind a statement still hold; where the authority ends by age or date, is known
 * beforehand. What is not known is not decided here.
 *
 * @throws CredentialError whatever is `unknown`.
 */
export async function authorityHolds(
  evidence: GuardianshipEvidence | MandateEvidence,
  { verifier, now, existedBy = [], signal }: Omit<HeldOptions, 'at' | 'past'>,
): Promise<boolean> {
  const { asKnownAt } = verifier
  const present: HeldOptions =
    asKnownAt === undefined
      ? { verifier, at: now, now, existedBy, signal }
      : { verifier, at: epochSeconds(Math.min(now, asKnownAt)), now, signal, past: ofItself }
  try {
    if ('mandate' in evidence) {
      await verifyMandate(evidence, '', present)
      return true
    }
    const types = [credentialTypes.guardianship]
    for (const { guardianship, chain = [] } of [evidence, ...(evidence.agreements ?? [])]) {
      await verifyHeld(guardianship, '', { types, chain }, present)
    }
    return true
  } catch (error) {
    if (!CodedError.is(error) || error.outcome === 'unknown') throw error
    return false
  }
}

/**
 * Whether patients may say this themselves: adults anything, minors what forbids, and what the rules let
 * them agree to at their age.
 *
 * @throws ConsentError `patient_not_of_age`, `birth_date_missing`, `representation_not_accepted`.
 */
export function assertOwnAuthority(
  { kind, terms }: { readonly kind: StatementKind; readonly terms: Terms },
  birthDate: string | undefined,
  at: number,
  ages: AgeRules,
): void {
  const { majorityAge, ownConsent = [] } = readAges(ages)
  if (kind !== 'consent') return
  const born = readBirthDate(birthDate)
  if (latestAt(born, majorityAge) <= at) return
  const reached = ownConsent.filter(({ fromAge }) => latestAt(born, fromAge) <= at)
  if (!reached.some((scope) => isWithinScope(kind, terms, scope))) throw notOfAge()
}

/**
 * Whether patients may open what their guardian closed: adults, and minors what the rules let them agree to.
 *
 * @throws ConsentError `patient_not_of_age`, `birth_date_missing`, `representation_not_accepted`.
 */
export function assertMayLift(
  { terms }: { readonly terms: Terms },
  birthDate: string | undefined,
  at: number,
  ages: AgeRules | undefined,
): void {
  const { majorityAge, ownConsent = [] } = readAges(ages)
  const born = readBirthDate(birthDate)
  if (latestAt(born, majorityAge) <= at) return
  const reached = ownConsent.filter(({ fromAge }) => latestAt(born, fromAge) <= at)
  if (!reached.some((scope) => closesWithin(terms, scope))) throw notOfAge()
}

/** An archive tells of the past alone: of its last instant, and of nothing signed since. */
const ofItself = async (act: string): Promise<PastAct> => ({ act })

async function ofProxy(
  act: RepresentedAct,
  patient: Ward,
  evidence: MandateEvidence,
  options: HeldOptions,
): Promise<{ authority: Authority; signers: readonly ProvenRepresentative[] }> {
  const { authority, proxy } = await proveProxy(act, patient, evidence, options)
  return { authority, signers: [proxy] }
}

async function ofGuardians(
  act: RepresentedAct,
  patient: Ward,
  evidence: GuardianshipEvidence,
  options: HeldOptions,
): Promise<{ authority: Authority; signers: readonly ProvenRepresentative[] }> {
  const { authority, guardians } = await proveGuardians(act, patient, evidence, options)
  return { authority, signers: guardians }
}

async function verifyPatient(
  { record, token }: RepresentedAct,
  { identity, chain = [] }: PatientEvidence,
  majorityAge: number,
  options: HeldOptions,
): Promise<Ward> {
  const types = [credentialTypes.patientIdentity]
  const credential = await verifyHeld(identity, token, { types, chain }, options)
  const { record: identified, birthDate } = parsePatientIdentityClaims(credential.claims)
  if (identified.system !== record.system || identified.value !== record.value) throw mismatch()
  return { did: parseDid(credential.subject), birthDate: readBirthDate(birthDate), majorityAge }
}

/** By their DIDs, and by their keys where a DID is its key: one key has several such DIDs. */
async function assertNotGrantee(
  { kind, grantee, terms }: RepresentedAct,
  signers: readonly ProvenRepresentative[],
  { verifier, now, signal }: HeldOptions,
): Promise<void> {
  if (kind !== 'consent') return
  const keys = new Set(signers.map(({ key }) => key))
  for (const did of new Set([grantee.did, ...recipientsIn(terms.rule)])) {
    if (signers.some((signer) => signer.did === did)) throw isGrantee()
    if (methodOf(did) !== 'key' && methodOf(did) !== 'jwk') continue
    const { document } = await verifier.resolve(did, { at: now, now, signal })
    for (const { publicKey } of document.verificationMethods) {
      if (publicKey !== undefined && keys.has(await thumbprintOf(publicKey))) throw isGrantee()
    }
  }
}

function recipientsIn({ effect, conditions, children }: Rule): readonly Did[] {
  const { actors = [] } = conditions
  const own = (effect === 'permit' ? actors : []).flatMap((actor) =>
    'did' in actor ? [actor.did] : [],
  )
  return [...own, ...children.flatMap(recipientsIn)]
}

function isGrantee(): ConsentError {
  return new ConsentError('representative_is_grantee', 'Nobody opens a record to themself')
}
