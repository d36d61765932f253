import { allowedSkewSeconds, CodedError, type EpochSeconds } from '@fidecura/base'
import { type Did, isDid, type PublicJwk } from '@fidecura/identity'
import type { Credential, UnverifiedCredential } from './credential.ts'
import { decodeEither } from './decode-credential.ts'
import { CredentialError } from './errors.ts'
import { isSameKey } from './hop.ts'
import { type Inspection, inspectDecoded } from './inspect-credential.ts'
import { verifyKeyBinding } from './key-binding.ts'
import type { LicenceCandidate } from './licence.ts'
import { type InspectionInstants, verifiedOf } from './mint.ts'
import { placed } from './placed.ts'
import { parsePresentation } from './presentation-bundle.ts'
import type { ReplayStore } from './replay.ts'
import { CheckSheet, type PresentationCheck, presentationChecks } from './report.ts'
import { mintPresentation, type VerifiedPresentation } from './verified.ts'
import type { Inquiry, VerifierState } from './verifier-state.ts'

/** Whom a presentation must be for, and where its use is written down. */
export interface PresentationTerms {
  readonly audience: string
  readonly nonce: string
  readonly tenant: string
  readonly replay: ReplayStore
}

export interface PresentationInspection {
  readonly sheet: CheckSheet<PresentationCheck>
  readonly credentials: readonly Inspection[]
  readonly holderKey: PublicJwk | undefined
}

type Sheet = CheckSheet<PresentationCheck>

/** How long ago a key binding may have been signed. */
const presentationWindowSeconds = 300

/** Makes every check that can be made; never throws for what is in the presentation. */
export async function inspectPresentation(
  input: unknown,
  terms: PresentationTerms,
  state: VerifierState,
  inquiry: Inquiry,
): Promise<PresentationInspection> {
  const sheet = new CheckSheet(presentationChecks)
  const read = await readInto(sheet, input, state, inquiry)
  if (read === undefined) return { sheet, credentials: [], holderKey: undefined }
  const holderKey = sameHolder(sheet, read.credentials)
  await proveBindings(sheet, read.credentials, terms, state, inquiry.now)
  const credentials = await inspectAll(sheet, read, state, inquiry)
  if (sheet.hasPassed('key_binding', 'same_holder', 'credentials')) {
    await useOnce(sheet, terms, inquiry.now)
  }
  return { sheet, credentials, holderKey }
}

/** @throws CredentialError what the first check that did not pass says. */
export function verifiedPresentationOf(
  { sheet, credentials, holderKey }: PresentationInspection,
  { audience, nonce, tenant }: PresentationTerms,
  instants: InspectionInstants,
): VerifiedPresentation {
  if (!sheet.complete || holderKey === undefined) throw sheet.rejection()
  const verified = credentials.map((inspection) => verifiedOf(inspection, instants))
  return mintPresentation(sheet, {
    audience,
    nonce,
    tenant,
    holderKey,
    holder: commonSubject(verified),
    credentials: Object.freeze(verified),
    at: instants.at,
    now: instants.now,
  })
}

interface Presented {
  readonly credentials: readonly PresentedCredential[]
  readonly chain: readonly string[]
}

interface PresentedCredential {
  readonly token: string
  readonly decoded: UnverifiedCredential
}

async function readInto(
  sheet: Sheet,
  input: unknown,
  state: VerifierState,
  inquiry: Inquiry,
): Promise<Presented | undefined> {
  try {
    const { credentials: tokens, chain } = parsePresentation(input)
    const credentials: PresentedCredential[] = []
    for (const token of tokens) {
      credentials.push({ token, decoded: await decodeAt(token, credentials.length, state) })
    }
    sheet.pass('presentation')
    return { credentials, chain: [...new Set([...chain, ...inquiry.chain])] }
  } catch (error) {
    sheet.refuse('presentation', error)
    return undefined
  }
}

async function decodeAt(
  token: string,
  position: number,
  state: VerifierState,
): Promise<UnverifiedCredential> {
  try {
    return await decodeEither(token, state)
  } catch (error) {
    throw placed(error, `/credentials/${position}`)
  }
}

function sameHolder(
  sheet: Sheet,
  credentials: readonly PresentedCredential[],
): PublicJwk | undefined {
  const keys = credentials.map(({ decoded }) => decoded.credential.holderKey)
  const [first] = keys
  if (first !== undefined && keys.every((key) => key !== undefined && isSameKey(key, first))) {
    sheet.pass('same_holder')
    return first
  }
  const error = keys.includes(undefined)
    ? new CredentialError('holder_binding_missing', 'A credential that names no key of its holder')
    : new CredentialError('presentation_holders_differ', 'Bound to different keys')
  sheet.refuse('same_holder', error)
  return undefined
}

async function proveBindings(
  sheet: Sheet,
  credentials: readonly PresentedCredential[],
  { audience, nonce }: PresentationTerms,
  { keys }: VerifierState,
  now: EpochSeconds,
): Promise<void> {
  let proven = 0
  let position = 0
  try {
    for (const { decoded } of credentials) {
      const { credential, keyBinding } = decoded
      const { holderKey } = credential
      if (keyBinding !== undefined && holderKey !== undefined) {
        const maxAgeSeconds = presentationWindowSeconds
        const options = { holderKey, audience, nonce, now, maxAgeSeconds, keyCache: keys }
        await verifyKeyBinding(keyBinding, options)
        proven++
      } else if (credential.format === 'dc+sd-jwt') throw unbound()
      position++
    }
    // Of the others, that they are bound to the key that was proven is the check of one holder.
    if (proven === 0) throw unbound()
    sheet.pass('key_binding')
  } catch (error) {
    sheet.refuse(
      'key_binding',
      placed(error, `/credentials/${Math.min(position, credentials.length - 1)}`),
    )
  }
}

async function inspectAll(
  sheet: Sheet,
  { credentials, chain }: Presented,
  state: VerifierState,
  inquiry: Inquiry,
): Promise<readonly Inspection[]> {
  const candidates: LicenceCandidate[] = []
  const whole = { ...inquiry, chain, licences: candidates }
  for (const { decoded, token } of credentials) {
    let inspection: Promise<Inspection> | undefined
    const inspect = (): Promise<Inspection> => {
      inspection ??= inspectDecoded(decoded, token, state, whole)
      return inspection
    }
    candidates.push({ credential: decoded.credential, inspect })
  }
  const inspections: Inspection[] = []
  const problems: CredentialError[] = []
  for (const { inspect } of candidates) {
    const inspection = await inspect()
    if (!inspection.sheet.complete) {
      problems.push(placed(inspection.sheet.rejection(), `/credentials/${inspections.length}`))
    }
    inspections.push(inspection)
  }
  for (const problem of problems) sheet.refuse('credentials', problem)
  if (problems.length === 0) sheet.pass('credentials')
  return inspections
}

async function useOnce(
  sheet: Sheet,
  { audience, nonce, tenant, replay }: PresentationTerms,
  now: EpochSeconds,
): Promise<void> {
  try {
    // Beyond the window of a key binding from as far ahead as clocks may differ.
    const expiresAt = (now + presentationWindowSeconds + 2 * allowedSkewSeconds) as EpochSeconds
    const isNew = await replay.insert({ tenant, audience, nonce, now, expiresAt })
    if (isNew === true) sheet.pass('replay')
    else if (isNew === false) {
      sheet.refuse('replay', new CredentialError('presentation_replayed', 'Accepted before'))
    } else sheet.refuse('replay', replayFailed())
  } catch (error) {
    sheet.refuse(
      'replay',
      CodedError.is(error) && error.code === 'replay_store_failed' ? error : replayFailed(),
    )
  }
}

function commonSubject(credentials: readonly Credential[]): Did | undefined {
  const subject = credentials[0]?.subject
  if (!isDid(subject)) return undefined
  return credentials.every((credential) => credential.subject === subject) ? subject : undefined
}

function unbound(): CredentialError {
  return new CredentialError('holder_binding_missing', 'Presented without key binding')
}

function replayFailed(): CredentialError {
  return new CredentialError('replay_store_failed', 'The store gave no answer', {
    outcome: 'unknown',
  })
}
