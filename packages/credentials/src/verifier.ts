import { assertOptions, type Clock, type EpochSeconds } from '@fidecura/base'
import type { ResolveDid } from '@fidecura/identity'
import { createCompleteBag } from './chain/complete-bag.ts'
import { judgeByIssuance } from './chain/issued-before.ts'
import { inquiryOf, pastInquiryOf } from './inquiry.ts'
import { type Inspection, inspectCredential } from './inspect-credential.ts'
import { inspectGiven } from './inspect-given.ts'
import { historicOf, verifiedOf, wayOf } from './mint.ts'
import { pastJudgeOf } from './past-judge.ts'
import {
  inspectPresentation,
  type PresentationTerms,
  verifiedPresentationOf,
} from './presentation.ts'
import type { PresentationBundle } from './presentation-bundle.ts'
import { createMemoryReplayStore } from './replay.ts'
import type { CredentialReport, PresentationReport } from './report.ts'
import { createStatusReader } from './status/status-reader.ts'
import type { UsageLog } from './usage-log.ts'
import type { HistoricCredential, VerifiedCredential, VerifiedPresentation } from './verified.ts'
import type {
  AsOfOptions,
  CheckCredentialOptions,
  CheckPresentationOptions,
  LookAtPresentationOptions,
  VerifierOptions,
} from './verifier-options.ts'
import {
  assertLive,
  createVerifierState,
  type Inquiry,
  type VerifierState,
} from './verifier-state.ts'

/**
 * Verifies credentials for one relying party. The `check…` calls report every check and do not throw
 * for what is in a token; the `verify…` calls return what acting functions take, or throw the reason.
 *
 * All of them reject with `instant_refused` for an `at` that they may not be asked about.
 */
export interface Verifier {
  /** Of an archive: the instant that it knows about. What it verifies holds for the past alone. */
  readonly asKnownAt: EpochSeconds | undefined
  /** What it was made with, for those who judge what was signed under the credentials. */
  readonly resolve: ResolveDid
  /** What it was made with: the present of those who judge by it. */
  readonly clock: Clock
  /** What it was made with, for `trackUses` of those who judge by it. */
  readonly usage?: UsageLog | undefined
  checkCredential(token: string, options?: CheckCredentialOptions): Promise<CredentialReport>
  verifyCredential(token: string, options?: CheckCredentialOptions): Promise<VerifiedCredential>
  /** What holds uses its nonce up, here as in `verifyPresentation`, unless it is to be kept. */
  checkPresentation(
    presentation: string | PresentationBundle,
    options: LookAtPresentationOptions,
  ): Promise<PresentationReport>
  verifyPresentation(
    presentation: string | PresentationBundle,
    options: CheckPresentationOptions,
  ): Promise<VerifiedPresentation>
  /**
   * Fetches this status list anew at its next use, and takes none that was made before. For
   * `createNoticeInbox` of `@fidecura/credentials/switch`, which proves that its signer said so.
   */
  renewStatus(list: string, issuedAt: EpochSeconds): void
  checkCredentialAsOf(token: string, options: AsOfOptions): Promise<CredentialReport>
  /** No gate accepts what it returns. */
  verifyCredentialAsOf(token: string, options: AsOfOptions): Promise<HistoricCredential>
}

/**
 * Makes a verifier with bounded caches of its own. Make one for each relying party and keep it.
 *
 * @throws IdentityError `did_malformed`: a root that is no DID.
 */
export function createVerifier(options: VerifierOptions): Verifier {
  const { resolve, clock, asKnownAt, usage, tenant = '' } = options
  const { accreditations = [], hopRevocation = 'now' } = options
  const own = createVerifierState(options, createStatusReader)
  const judge = pastJudgeOf(own.status)
  const state: VerifierState = {
    ...own,
    ...(accreditations.length === 0 ? {} : { completeBag: createCompleteBag([...accreditations]) }),
    ...(hopRevocation === 'at_issuance' ? { revokedHops: judgeByIssuance(own.status) } : {}),
  }
  const replay = options.replay ?? createMemoryReplayStore()

  const inspect = (
    token: string,
    call: CheckCredentialOptions | undefined,
    inquiry: Inquiry,
  ): Promise<Inspection> =>
    call?.giver === undefined
      ? inspectCredential(token, state, inquiry, call?.licence)
      : inspectGiven(token, call.giver, state, inquiry)
  const termsOf = (call: CheckPresentationOptions): PresentationTerms => ({
    audience: call.audience,
    nonce: call.nonce,
    representation: call.representation,
    tenant,
    replay,
    usage,
  })
  const instantsOf = ({ at, now }: Inquiry) => ({ at, now, asKnownAt })

  return Object.freeze<Verifier>({
    asKnownAt,
    resolve,
    clock,
    usage,
    async checkCredential(token, call) {
      const inquiry = inquiryOf(call, clock)
      return reportOf(await inspect(token, call, inquiry), inquiry)
    },
    async verifyCredential(token, call) {
      assertLive(options)
      const inquiry = inquiryOf(call, clock)
      return verifiedOf(await inspect(token, call, inquiry), instantsOf(inquiry))
    },
    async checkPresentation(presentation, call) {
      assertOptions(call, [])
      const inquiry = inquiryOf(call, clock)
      const terms = { ...termsOf(call), keepNonce: call.keepNonce === true }
      const { sheet, credentials } = await inspectPresentation(presentation, terms, state, inquiry)
      return Object.freeze({
        verdict: sheet.verdict,
        checks: sheet.results(),
        credentials: Object.freeze(
          credentials.map(({ inspection }) => reportOf(inspection, inquiry)),
        ),
        at: inquiry.at,
        now: inquiry.now,
      })
    },
    async verifyPresentation(presentation, call) {
      assertOptions(call, [])
      assertLive(options)
      const inquiry = inquiryOf(call, clock)
      const terms = termsOf(call)
      const inspection = await inspectPresentation(presentation, terms, state, inquiry)
      return verifiedPresentationOf(inspection, terms, instantsOf(inquiry))
    },
    renewStatus: (list, issuedAt) => state.status.renew(list, issuedAt),
    async checkCredentialAsOf(token, call) {
      const inquiry = pastInquiryOf(token, call, clock, asKnownAt, judge)
      return reportOf(await inspect(token, call, inquiry), inquiry)
    },
    async verifyCredentialAsOf(token, call) {
      const inquiry = pastInquiryOf(token, call, clock, asKnownAt, judge)
      return historicOf(await inspect(token, call, inquiry), instantsOf(inquiry))
    },
  })
}

function reportOf(
  inspection: Inspection,
  { at, now }: { readonly at: EpochSeconds; readonly now: EpochSeconds },
): CredentialReport {
  const { sheet, credential } = inspection
  const { verdict } = sheet
  const authority = wayOf(inspection)
  return Object.freeze({ verdict, checks: sheet.results(), credential, authority, at, now })
}
