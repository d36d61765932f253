import { allowedSkewSeconds, CodedError, type EpochSeconds } from '@fidecura/base'
import { type Did, digestOf, isDid } from '@fidecura/identity'
import type { Credential } from './credential.ts'
import { CredentialError } from './errors.ts'
import { type Inspection, inspectDecoded } from './inspect-credential.ts'
import { authorityOf } from './inspect-given.ts'
import type { LicenceCandidate } from './licence.ts'
import { type CredentialName, type InspectionInstants, namesOf, verifiedOf } from './mint.ts'
import { placed } from './placed.ts'
import { type Holding, type HoldingTerms, proveHolding } from './presentation/prove-holding.ts'
import {
  type Presented,
  type PresentedCredential,
  readPresentation,
} from './presentation/read-presentation.ts'
import {
  type FoundRepresentation,
  type RepresentationTerms,
  trustingGiver,
} from './presentation/representation.ts'
import type { ReplayStore } from './replay.ts'
import { CheckSheet, type PresentationCheck, presentationChecks } from './report.ts'
import { recordNames, type UsageLog } from './usage-log.ts'
import { mintPresentation, type VerifiedPresentation } from './verified.ts'
import type { Inquiry, VerifierState } from './verifier-state.ts'

/** Whom a presentation must be for, and where its use is written down. */
export interface PresentationTerms {
  readonly audience: string
  readonly nonce: string
  readonly tenant: string
  readonly replay: ReplayStore
  /** Undefined: nothing is written down of what stands on what. */
  readonly usage: UsageLog | undefined
  /** Undefined: nobody presents for anybody else. */
  readonly representation: RepresentationTerms | undefined
  /** The nonce is not used up, so that nothing can pass. */
  readonly keepNonce?: boolean
}

export interface PresentationInspection extends Holding {
  readonly sheet: CheckSheet<PresentationCheck>
  /** In the order in which they were presented. */
  readonly credentials: readonly PresentedInspection[]
}

interface PresentedInspection {
  readonly presented: PresentedCredential
  readonly inspection: Inspection
}

/** How long ago a holder may have signed. */
const presentationWindowSeconds = 300

/** Makes every check that can be made; never throws for what is in the presentation. */
export async function inspectPresentation(
  input: unknown,
  terms: PresentationTerms,
  state: VerifierState,
  inquiry: Inquiry,
): Promise<PresentationInspection> {
  const sheet = new CheckSheet(presentationChecks)
  let read: Presented
  try {
    read = await readPresentation(input, state)
    sheet.pass('presentation')
  } catch (error) {
    sheet.refuse('presentation', error)
    return { sheet, credentials: [], holderKey: undefined, representation: undefined }
  }
  const found = await proveHolding(sheet, read, askedOf(terms, inquiry), state, inquiry)
  const chain = [...new Set([...read.chain, ...inquiry.chain])]
  // Whoever shows what they do not hold makes us tell nobody what we were shown.
  const isLocal = !sheet.hasPassed('key_binding', 'same_holder')
  const whole = { ...inquiry, chain, isLocal }
  const credentials = await inspectAll(sheet, read, found.representation, state, whole)
  const holds = sheet.hasPassed('key_binding', 'same_holder', 'credentials')
  if (holds && terms.keepNonce !== true) {
    const names = credentials.flatMap(({ inspection }) => namesOf(inspection))
    await useOnce(sheet, terms, inquiry.now, () => record(input, names, terms, inquiry))
  }
  return { sheet, credentials, ...found }
}

/** @throws CredentialError what the first check that did not pass says. */
export function verifiedPresentationOf(
  { sheet, credentials, holderKey, representation }: PresentationInspection,
  { audience, nonce, tenant }: PresentationTerms,
  instants: InspectionInstants,
): VerifiedPresentation {
  if (!sheet.complete || holderKey === undefined) throw sheet.rejection()
  const all = credentials.map(({ presented, inspection }) => {
    const forAnother = representation?.represented.includes(presented) === true
    return { presented, forAnother, verified: verifiedOf(inspection, instants) }
  })
  const own = all.filter(({ forAnother }) => !forAnother).map(({ verified }) => verified)
  const mandate = all.find(({ presented }) => presented === representation?.mandate)?.verified
  const { at, now } = instants
  return mintPresentation(sheet, {
    audience,
    nonce,
    tenant,
    holderKey,
    holder: commonSubject(own),
    credentials: Object.freeze(own),
    representation:
      representation === undefined || mandate === undefined
        ? undefined
        : Object.freeze({
            representative: representation.representative,
            patient: representation.patient,
            record: Object.freeze(representation.record),
            power: representation.power,
            mandate,
            credentials: Object.freeze(
              all.filter(({ forAnother }) => forAnother).map(({ verified }) => verified),
            ),
          }),
    at,
    now,
  })
}

function askedOf(
  { audience, nonce, representation }: PresentationTerms,
  { now }: Inquiry,
): HoldingTerms {
  return { audience, nonce, representation, now, maxAgeSeconds: presentationWindowSeconds }
}

async function inspectAll(
  sheet: CheckSheet<PresentationCheck>,
  { credentials }: Presented,
  representation: FoundRepresentation | undefined,
  state: VerifierState,
  inquiry: Inquiry,
): Promise<readonly PresentedInspection[]> {
  const candidates: LicenceCandidate[] = []
  const whole = { ...inquiry, licences: candidates }
  const inspectors = new Map<PresentedCredential, () => Promise<Inspection>>()
  for (const presented of credentials) {
    const { decoded, token } = presented
    let inspection: Promise<Inspection> | undefined
    const inspect = (): Promise<Inspection> => {
      inspection ??=
        representation?.mandate === presented
          ? inspectMandate(representation, inspectors, state, whole)
          : inspectDecoded(decoded, token, state, whole)
      return inspection
    }
    inspectors.set(presented, inspect)
    candidates.push({ credential: decoded.credential, inspect })
  }
  const inspections: PresentedInspection[] = []
  const problems: CredentialError[] = []
  for (const [presented, inspect] of inspectors) {
    const inspection = await inspect()
    if (!inspection.sheet.complete) {
      const problem = placed(inspection.sheet.rejection(), presented.place)
      // A mandate falls with the identity that it counts by, which is then the reason.
      if (presented === representation?.giver) problems.unshift(problem)
      else problems.push(problem)
    }
    inspections.push({ presented, inspection })
  }
  for (const problem of problems) sheet.refuse('credentials', problem)
  if (problems.length === 0) sheet.pass('credentials')
  return inspections
}

/** A mandate counts by the identity of the patient who gave it, once that was found to hold. */
async function inspectMandate(
  { mandate, giver }: FoundRepresentation,
  inspectors: ReadonlyMap<PresentedCredential, () => Promise<Inspection>>,
  state: VerifierState,
  inquiry: Inquiry,
): Promise<Inspection> {
  const { decoded, token } = mandate
  const identity = giver === undefined ? undefined : await inspectors.get(giver)?.()
  if (identity?.sheet.complete !== true) return inspectDecoded(decoded, token, state, inquiry)
  const trusting = trustingGiver(state, decoded.credential.issuer)
  const authority = authorityOf(decoded.credential, identity, state)
  return inspectDecoded(decoded, token, trusting, { ...inquiry, chain: [], ...authority })
}

async function useOnce(
  sheet: CheckSheet<PresentationCheck>,
  { audience, nonce, tenant, replay }: PresentationTerms,
  now: EpochSeconds,
  onNew: () => Promise<void>,
): Promise<void> {
  try {
    // Beyond the window of what was signed as far ahead as clocks may differ.
    const expiresAt = (now + presentationWindowSeconds + 2 * allowedSkewSeconds) as EpochSeconds
    const isNew = await replay.insert({ tenant, audience, nonce, now, expiresAt })
    if (isNew === true) {
      await onNew()
      sheet.pass('replay')
    } else if (isNew === false) {
      sheet.refuse('replay', new CredentialError('presentation_replayed', 'Accepted before'))
    } else sheet.refuse('replay', replayFailed())
  } catch (error) {
    sheet.refuse(
      'replay',
      CodedError.is(error) && own.includes(error.code) ? error : replayFailed(),
    )
  }
}

const own: readonly string[] = ['replay_store_failed', 'usage_log_failed']

/** Whoever accepts it says when; of what was presented a digest is kept, which its nonce makes one of its own. */
async function record(
  input: unknown,
  names: readonly CredentialName[],
  { usage }: PresentationTerms,
  { now }: Inquiry,
): Promise<void> {
  if (usage === undefined) return
  const text = typeof input === 'string' ? input : JSON.stringify(input)
  const reference = await digestOf(text)
  await recordNames(usage, names, { kind: 'presentation', reference, at: now, proven: true })
}

function commonSubject(credentials: readonly Credential[]): Did | undefined {
  const subject = credentials[0]?.subject
  if (!isDid(subject)) return undefined
  return credentials.every((credential) => credential.subject === subject) ? subject : undefined
}

function replayFailed(): CredentialError {
  return new CredentialError('replay_store_failed', 'The store gave no answer', {
    outcome: 'unknown',
  })
}
