import { allowedSkewSeconds, type EpochSeconds, epochSeconds } from '@fidecura/base'
import { type Did, digestOf, type Signer } from '@fidecura/identity'
import { CredentialError } from '../errors.ts'
import type { IssuedStore } from '../issued-store.ts'
import type { Issuer } from '../issuer.ts'
import { newUuid } from '../new-uuid.ts'
import type { Verifier } from '../verifier.ts'
import { currentIdentityOf, identityEnded } from './current-identity.ts'
import { approverRefused } from './desk-person.ts'
import { finishRecovery, type RecoveryResult, receiptOf, resultOf } from './finish-recovery.ts'
import { proveParties, type RecoverySignature, standingOf } from './prove-parties.ts'
import { keyNotNew, proveSubmission } from './prove-submission.ts'
import { objectionKind } from './recovery-approval.ts'
import { type NotifyRecovery, sendNotice } from './recovery-notice.ts'
import { decodeRecoveryRequest, type RecoveryPath } from './recovery-request.ts'
import type { RecoveryAttempt, RecoveryStore } from './recovery-store.ts'
import {
  type RecoverySubmission,
  readSignatures,
  readSubmission,
  shownFor,
  submissionOf,
} from './recovery-submission.ts'

/** As whom a desk acts, what it stands on, and whom it tells. */
export interface RecoveryDeskOptions {
  /** The key of the issuer of the identities. */
  readonly signer: Signer
  /**
   * Signs as the same DID; the identities are on its list. Made `by_issuer_key`, for the desk proves
   * itself who must agree before an identity is retired; keep it for the desk.
   */
  readonly issuer: Issuer
  /** Where that issuer keeps what it issued. */
  readonly issued: IssuedStore
  readonly store: RecoveryStore
  /** Judges guardianships, roles and licences; its clock is that of the desk. */
  readonly verifier: Verifier
  /** Tells the patient, before anything is opened. */
  readonly notify: NotifyRecovery
  /**
   * How long the patient has to object; at least an hour each. Default: 24 hours where two people have
   * seen the patient, 72 where nobody has, which is longer than a weekend.
   */
  readonly delaySeconds?: Partial<RecoveryDelays>
  /** Organisations whose people act for the desk, beside that of the issuer's own DID. */
  readonly organisations?: readonly Did[]
}

/** The old key needs none. */
export type RecoveryDelays = Readonly<Record<Exclude<RecoveryPath, 'old_key'>, number>>

/** What one call may be told. */
export interface RecoveryCallOptions {
  readonly signal?: AbortSignal | undefined
}

/**
 * Replaces the key in a patient's identity by another, if those want it who may. Methods also throw
 * what the stores throw.
 */
export interface RecoveryDesk {
  /**
   * Opens an attempt once the patient was told of it. The same request again gets the attempt as it
   * stands, whatever became of it.
   *
   * @throws {@link CredentialError} `recovery_malformed`, `recovery_time_wrong`,
   *   `recovery_identity_mismatch`, `recovery_identity_ended`, `recovery_identity_suspended`,
   *   `recovery_approval_missing`, `recovery_approver_refused`, `recovery_approver_twice`,
   *   `recovery_key_not_new`, `recovery_key_fixed`, `recovery_did_shared`, `recovery_id_reused`,
   *   `recovery_too_many`: eight on one way in a day are enough; `guardian_mismatch`;
   *   `recovery_notice_failed`, `recovery_clock_rolled_back` (unknown); those of `decodeJws` and
   *   `verifyDidJws`, and of the verifier for what the parties show.
   */
  open(submission: RecoverySubmission, options?: RecoveryCallOptions): Promise<RecoveryAttempt>
  /** Tells the patient once more of an open attempt. @throws {@link CredentialError} as `complete`. */
  remind(id: string, options?: RecoveryCallOptions): Promise<RecoveryAttempt>
  /**
   * Ends an open attempt for good. May object: the old key, unless its identity is suspended; two
   * people of the desk; and to what a guardian or the desk wants, the recovery key.
   *
   * @param objections - From `objectToRecovery`.
   * @throws {@link CredentialError} `recovery_not_found`, `recovery_closed`, and as `open`.
   */
  object(
    id: string,
    objections: readonly RecoverySignature[],
    options?: RecoveryCallOptions,
  ): Promise<RecoveryAttempt>
  /**
   * Retires the old key and issues the new identity, once the delay is over and if all who answer for
   * it still may. May be called again, after a crash too: the result is the same. Publish the status
   * list then.
   *
   * @throws {@link CredentialError} `recovery_not_found`, `recovery_closed`, `recovery_too_early`, and
   *   as `open`.
   */
  complete(id: string, options?: RecoveryCallOptions): Promise<RecoveryResult>
  /**
   * Signs the receipt of a completed attempt anew, with the desk's key of today: one that was signed with
   * a key that the desk has given up since is believed no more.
   *
   * @throws {@link CredentialError} `recovery_not_found`, `recovery_closed`, `recovery_too_early`,
   *   `recovery_clock_rolled_back` (unknown).
   */
  receipt(id: string, options?: RecoveryCallOptions): Promise<string>
}

const hour = 3600
const defaultDelays: RecoveryDelays = {
  recovery_key: 72 * hour,
  guardian: 72 * hour,
  desk: 24 * hour,
}
/** Approvals are collected in a day, or anew. */
const maxAgeSeconds = 24 * hour
/** Nobody's attempts are to drown the notice that matters. */
const maxOpenedInDay = 8

/** Whose objection counts against what. */
const objectors: Readonly<Record<RecoveryPath, readonly RecoveryPath[]>> = {
  old_key: ['desk'],
  recovery_key: ['old_key', 'desk'],
  guardian: ['old_key', 'recovery_key', 'desk'],
  desk: ['old_key', 'recovery_key', 'desk'],
}

/**
 * Makes the desk of an issuer of identities.
 *
 * @throws {@link CredentialError} `recovery_delay_refused`, `revocation_needs_two_people`: an issuer
 *   that could not retire an identity when the delay is over.
 */
export function createRecoveryDesk(options: RecoveryDeskOptions): RecoveryDesk {
  const { signer, issued, store, verifier, notify } = options
  const { clock } = verifier
  if (!options.issuer.revokesAlone) {
    throw new CredentialError('revocation_needs_two_people', 'Give the desk an issuer of its own')
  }
  const delays = delaysOf(options)
  const organisations = [signer.did, ...(options.organisations ?? [])]
  const desk = { issuer: signer.did, issued, verifier, organisations }

  const present = async (): Promise<EpochSeconds> => {
    const now = epochSeconds(clock())
    const latest = await store.latest()
    if (latest === undefined || now >= latest - allowedSkewSeconds) return now
    throw new CredentialError('recovery_clock_rolled_back', 'The clock was further on before', {
      outcome: 'unknown',
    })
  }
  const openAttempt = async (id: string): Promise<RecoveryAttempt> => {
    const attempt = found(await store.find(id))
    if (attempt.state !== 'open') throw closed()
    return attempt
  }

  return Object.freeze<RecoveryDesk>({
    async open(input, { signal } = {}) {
      const now = await present()
      const { content, submission } = readSubmission(input)
      const known = await store.find(content.id)
      if (known !== undefined) return same(known, await digestOf(submission.request))
      const terms = { ...desk, now, maxAgeSeconds, signal }
      const { request, digest, newKey, oldKeys } = await proveSubmission(submission, terms)
      const identity = JSON.stringify([request.identity.issuer, request.identity.id])
      const dayAgo = epochSeconds(Math.floor(now) - 24 * hour)
      if ((await store.openedSince(identity, request.by, dayAgo)) >= maxOpenedInDay) {
        throw new CredentialError('recovery_too_many', 'Enough for a day')
      }
      const delaySeconds = delays[request.by]
      const completesNotBefore = epochSeconds(Math.floor(now) + delaySeconds)
      const notice = { kind: 'opened', content: request, completesNotBefore } as const
      await sendNotice(notify, { ...notice, request: submission.request }, signal)
      const opened = await store.open(
        {
          id: request.id,
          identity,
          path: request.by,
          digest,
          submission: JSON.stringify(submission),
          newKey,
          oldKeys,
          successor: newUuid(),
          delaySeconds,
        },
        clock,
      )
      if (opened === 'ended') throw identityEnded()
      if (opened === 'key_retired') throw keyNotNew('/key')
      return same(opened, digest)
    },

    async remind(id, { signal } = {}) {
      await present()
      const { submission, completesAt } = await openAttempt(id)
      const { request } = submissionOf(submission)
      const content = decodeRecoveryRequest(request)
      const notice = {
        kind: 'reminder',
        content,
        request,
        completesNotBefore: completesAt,
      } as const
      await sendNotice(notify, notice, signal)
      return found(await store.notice(id, clock))
    },

    async object(id, input, { signal } = {}) {
      const now = await present()
      const signatures = readSignatures(input)
      const { submission, digest } = await openAttempt(id)
      const request = decodeRecoveryRequest(submissionOf(submission).request)
      const as = standingOf(signatures, objectionKind)
      const objections = signatures.map((signature, n) => shownFor(as, signature, n))
      if (!objectors[request.by].includes(as)) throw approverRefused('/as')
      const identity = await currentIdentityOf(request, { ...desk, now })
      const context = { ...desk, kind: objectionKind, request, digest, identity }
      await proveParties(objections, as, { ...context, now, maxAgeSeconds, signal })
      const after = found(await store.object(id, JSON.stringify(objections), clock))
      if (after.state !== 'objected') throw closed()
      return after
    },

    async complete(id, { signal } = {}) {
      const now = await present()
      const attempt = found(await store.find(id))
      if (attempt.result !== undefined) return resultOf(attempt.result)
      if (attempt.state === 'open') {
        const terms = { ...desk, now, maxAgeSeconds: undefined, signal }
        await proveSubmission(submissionOf(attempt.submission), terms)
      }
      const begun = found(await store.begin(id, clock))
      if (begun.state === 'open') throw tooEarly()
      if (begun.result !== undefined) return resultOf(begun.result)
      if (begun.state !== 'completing') throw closed()
      return finishRecovery(begun, { ...options, clock, signal })
    },

    async receipt(id, { signal } = {}) {
      await present()
      const attempt = found(await store.find(id))
      if (attempt.state === 'open' || attempt.state === 'completing') throw tooEarly()
      if (attempt.state !== 'completed') throw closed()
      return receiptOf(attempt, { ...options, clock, signal })
    },
  })
}

function delaysOf({ delaySeconds = {} }: RecoveryDeskOptions): Record<RecoveryPath, number> {
  const delays = { ...defaultDelays, ...delaySeconds, old_key: 0 }
  for (const path of ['recovery_key', 'guardian', 'desk'] as const) {
    if (Number.isSafeInteger(delays[path]) && delays[path] >= hour) continue
    throw new CredentialError('recovery_delay_refused', 'Too short for anybody to object', {
      place: path,
    })
  }
  return delays
}

function found(attempt: RecoveryAttempt | undefined): RecoveryAttempt {
  if (attempt !== undefined) return attempt
  throw new CredentialError('recovery_not_found', 'No attempt of this id')
}

function same(attempt: RecoveryAttempt, digest: string): RecoveryAttempt {
  if (attempt.digest === digest) return attempt
  throw new CredentialError('recovery_id_reused', 'The id stands for another request')
}

function closed(): CredentialError {
  return new CredentialError('recovery_closed', 'Nothing that is open any more')
}

function tooEarly(): CredentialError {
  return new CredentialError('recovery_too_early', 'The time to object is not over')
}
