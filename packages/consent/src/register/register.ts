import { allowedSkewSeconds, type EpochSeconds, epochSeconds } from '@fidecura/base'
import type { Verifier } from '@fidecura/credentials'
import {
  type DepositToken,
  type Did,
  digestOf,
  type Signer,
  thumbprintOf,
} from '@fidecura/identity'
import type { AgreedSignature } from '../agreed-signature.ts'
import { ConsentError } from '../errors.ts'
import { readEvidence } from '../evidence-shape.ts'
import type { NotifyPatient } from '../patient-notice.ts'
import { proveRatification, ratificationKind } from '../ratification.ts'
import { signReceipt } from '../receipt.ts'
import type { AgeRules } from '../representation/age.ts'
import { decodeToken } from '../signed-token.ts'
import { decodeStatement } from '../statement.ts'
import type { RecordNumber } from '../statement-set.ts'
import { readDigest } from '../token-shape.ts'
import type { verifyStatement } from '../verify-statement.ts'
import type {
  RatificationWithEvidence,
  StatementSet,
  StatementWithEvidence,
  WithdrawalWithEvidence,
} from '../with-evidence.ts'
import { type verifyWithdrawal, withdrawalKind } from '../withdrawal.ts'
import { defaultSigningDelaySeconds } from '../withheld.ts'
import { keepAcknowledgement } from './acknowledge.ts'
import { admitStatement } from './admit-statement.ts'
import { attestRecord } from './attest-record.ts'
import { depositEntry } from './deposit-entry.ts'
import { keepEmergency } from './keep-emergency.ts'
import { keepSignature } from './keep-signature.ts'
import {
  type RecordedNotice,
  ratificationEntryOf,
  recordedNoticeOf,
  recordKey,
  referenceKey,
  stampEntryOf,
  verifiedToken,
} from './register-entry.ts'
import type { RecipientNotice } from './register-outbox.ts'
import { judgementOf, type RegisterParts } from './register-parts.ts'
import type { RegisterEntry, RegisterStore } from './register-store.ts'
import { takeBack } from './take-back.ts'

/** As whom a register signs, and what it stands on. */
export interface RegisterOptions {
  readonly signer: Signer
  readonly store: RegisterStore
  /** Judges who signs; its clock is that of the register, its `usage` is told what each statement stands on. */
  readonly verifier: Verifier
  /**
   * What the jurisdiction says about age. Without it nobody signs for a patient; with it a patient who
   * consents shows how old they are.
   */
  readonly ages?: AgeRules
  /** Organisations two of whose people may take consents back at a desk. Default: none. */
  readonly desks?: readonly Did[]
  /**
   * Tells patients of what proxies and desks do in their place, before it counts. Without it neither is
   * taken.
   */
  readonly notify?: NotifyPatient
  /**
   * How long before it comes in a consent may have been signed, so that nobody keeps one back for later. What
   * was signed before a withdrawal or restriction is never taken after it. Default 86,400, a day.
   */
  readonly maxSigningDelaySeconds?: number
  /**
   * Deposits each token that is taken in, about whoever signed it, before there is a receipt, such as
   * `createTokenDepositor` of `@fidecura/evidence`. What was taken in counts all the same: where this throws,
   * the same token again gets the receipt once it is deposited. Default: nothing is deposited.
   */
  readonly deposit?: DepositToken
}

/** What one call may be told. */
export interface RegisterCallOptions {
  readonly signal?: AbortSignal | undefined
}

/** What is stamped along. */
export interface StampOptions extends RegisterCallOptions {
  /** `evidenceDigestOf` the token and its evidence, for `proveReceived`. Default: the digest alone. */
  readonly evidence?: string | undefined
}

/**
 * Keeps the statements of patients and gives its word on them. What it acknowledged is durable if
 * its store is. Methods also throw what the store throws, and what `deposit` throws.
 */
export interface Register {
  /**
   * Takes a statement in. The same bytes again get the receipt of the first time. What it takes the place of
   * ends with it.
   *
   * @returns A receipt, which also proves when the statement existed.
   * @throws {@link ConsentError} those of {@link verifyStatement}; `register_wrong`: it is meant for
   *   another; `statement_id_reused`; `statement_withdrawn`; `statement_outdated`, `superseded_missing`,
   *   `superseded_ended`, `supersede_refused`; `record_full`;
   *   `register_clock_rolled_back`, `usage_log_failed` (unknown).
   */
  submit(statement: StatementWithEvidence, options?: RegisterCallOptions): Promise<string>
  /**
   * Takes a withdrawal in, for good, and also of a statement that comes in later. Another withdrawal
   * of the same statement gets the receipt of the first, unless that lifted something that forbids, with
   * a key that turned out to have been stolen by then. A guardian takes back registered consents, and what forbids
   * if they signed it; a patient who is too young does not lift what a guardian forbade. Of a
   * consent whose place another consent has, that one is taken back.
   *
   * @returns A receipt: from its instant on the statement counts no more. Where the register has no such
   *   statement, which it says as {@link Receipt.ahead}, nothing that it has ended: was the id mistyped?
   * @throws {@link ConsentError} those of {@link verifyWithdrawal}; `withdrawal_mismatch`: the
   *   statement is about another record; `withdrawal_beyond_authority`; `record_full`: the key took back
   *   too much that is not there; `patient_not_of_age`, `birth_date_missing`; those of `verifyStatement` for
   *   guardians who lift; `register_clock_rolled_back` (unknown).
   */
  withdraw(withdrawal: WithdrawalWithEvidence, options?: RegisterCallOptions): Promise<string>
  /**
   * Takes a patient's ratification of a consent in that somebody gave in their place.
   *
   * @returns A receipt.
   * @throws {@link ConsentError} `ratification_mismatch`: of nothing that is registered, too;
   *   `signer_not_patient`, `patient_not_of_age`, `birth_date_missing`,
   *   `representation_not_accepted`; `register_clock_rolled_back` (unknown); those of the verifier.
   */
  ratify(ratification: RatificationWithEvidence, options?: RegisterCallOptions): Promise<string>
  /**
   * Keeps what a human witness, or the clinician who explained it, signed beside a registered statement. It comes
   * back with the set. One of each person as each; the first stays.
   *
   * @returns A receipt, which also proves when it existed.
   * @throws {@link ConsentError} `agreement_mismatch`: to nothing that is registered here; `record_full`: eight
   *   beside one statement; `register_clock_rolled_back` (unknown); those of `verifyStatement` and
   *   `verifyAgreedSignature`.
   */
  keepSignature(signature: AgreedSignature, options?: RegisterCallOptions): Promise<string>
  /**
   * Writes a request for emergency access down, where the patient can read it: `keep` of a
   * `BreakGlassJournal`. Proves that its issuer signed it, and nothing of their role.
   *
   * @returns A receipt.
   * @throws {@link ConsentError} `token_malformed`, `token_from_future`; `record_full`: 16 by one key in a day;
   *   `register_clock_rolled_back` (unknown); those of `verifyDidJws`.
   */
  keepBreakGlass(token: string, options?: RegisterCallOptions): Promise<string>
  /** What others did in the patient's place or by an emergency, in order. For the patient. */
  notices(record: RecordNumber): Promise<readonly RecordedNotice[]>
  /** Everything about a record as of now. To be given to nobody who may not know that it exists. */
  attest(record: RecordNumber, options?: RegisterCallOptions): Promise<StatementSet>
  /**
   * Who was to hear of what became of a statement, and who did: its grantee and its controller. For the
   * patient.
   *
   * @param statement - Base64url SHA-256 of its token. What took its place is told with it.
   */
  recipients(statement: string): Promise<readonly RecipientNotice[]>
  /**
   * Keeps what a recipient signed about a notice of theirs. The first one stays.
   *
   * @throws {@link ConsentError} `notice_mismatch`: they were not to hear of this; `token_malformed`,
   *   `token_from_future`, `register_clock_rolled_back` (unknown); those of `verifyDidJws`.
   */
  acknowledge(acknowledgement: string, options?: RegisterCallOptions): Promise<RecipientNotice>
  /**
   * Takes the digest of anything in, and nothing else of it.
   *
   * @returns A receipt: proof that it existed by then. The same digest, with the same evidence, again gets
   *   the first one.
   * @throws {@link ConsentError} `token_malformed`: not a base64url SHA-256.
   */
  stamp(digest: string, options?: StampOptions): Promise<string>
}

/** Makes a register that signs as `options.signer`. */
export function createRegister(options: RegisterOptions): Register {
  const { signer, store, verifier, ages, desks = [], notify, deposit } = options
  const { maxSigningDelaySeconds = defaultSigningDelaySeconds } = options
  const { clock } = verifier

  const now = async (): Promise<EpochSeconds> => {
    const instant = epochSeconds(clock())
    const latest = await store.latest()
    // A clock that is merely corrected by seconds is waited for; the store never dates back anyway.
    if (latest !== undefined && instant < latest - allowedSkewSeconds) {
      throw new ConsentError('register_clock_rolled_back', 'The clock was further on before', {
        outcome: 'unknown',
      })
    }
    return instant
  }
  const stated = { signer, store, verifier, clock, ages, desks, notify }
  const parts: RegisterParts = { ...stated, maxSigningDelaySeconds, now }
  const receipt = async (
    entry: RegisterEntry,
    { ahead = false, ...call }: RegisterCallOptions & { readonly ahead?: boolean },
  ): Promise<string> => {
    if (deposit !== undefined) await depositEntry(entry, { deposit, ...call })
    return signReceipt(entry, { signer, ...call, ahead })
  }

  return Object.freeze({
    async submit({ token, evidence }: StatementWithEvidence, call: RegisterCallOptions = {}) {
      readEvidence(evidence)
      const { issuer, id } = decodeStatement(token).content
      const digest = await digestOf(token)
      const known = await store.find('statement', referenceKey({ issuer, id }))
      const entry = known ?? (await admitStatement({ token, digest, evidence }, call.signal, parts))
      // Somebody may have registered it between the two steps.
      if (entry.digest !== digest) {
        throw new ConsentError('statement_id_reused', 'This signer used this id for another one')
      }
      return receipt(entry, call)
    },

    async withdraw(withdrawal: WithdrawalWithEvidence, call: RegisterCallOptions = {}) {
      const entry = await takeBack(withdrawal, call.signal, parts)
      const { statement } = decodeToken(withdrawal.token, withdrawalKind).content
      // Asked for afterwards: whatever comes in from here on is refused.
      const ahead = (await store.find('statement', referenceKey(statement))) === undefined
      return receipt(entry, { ...call, ahead })
    },

    async ratify({ token, evidence }: RatificationWithEvidence, call: RegisterCallOptions = {}) {
      const judgement = await judgementOf(parts, evidence, call.signal)
      const { statement } = decodeToken(token, ratificationKind).content
      const known = await store.find('statement', referenceKey(statement))
      if (known?.token === undefined) {
        throw new ConsentError('ratification_mismatch', 'Of nothing that is registered')
      }
      const { content: ratified } = decodeStatement(known.token)
      const about = { token: known.token, content: ratified }
      const proof = { ...judgement, at: judgement.now, ages, statement: about }
      const { content, publicKey } = await proveRatification(token, proof)
      const verified = await verifiedToken({ token, evidence }, await thumbprintOf(publicKey))
      return receipt(await store.append(ratificationEntryOf(content, verified), clock), call)
    },

    async attest(record: RecordNumber, call: RegisterCallOptions = {}) {
      await now()
      return attestRecord(record, { signer, store, clock, ...call })
    },

    async notices(record: RecordNumber) {
      const { entries } = await store.snapshot(recordKey(record), clock)
      const notices = entries.filter(({ kind }) => kind === 'notice')
      return Object.freeze(notices.map(recordedNoticeOf))
    },

    async keepSignature(signature: AgreedSignature, call: RegisterCallOptions = {}) {
      return receipt(await keepSignature(signature, call.signal, parts), call)
    },

    async keepBreakGlass(token: string, call: RegisterCallOptions = {}) {
      return receipt(await keepEmergency(token, call.signal, parts), call)
    },

    recipients: async (statement: string) => store.outbox.of(readDigest(statement, '')),

    acknowledge: (acknowledgement: string, call: RegisterCallOptions = {}) =>
      keepAcknowledgement(acknowledgement, call.signal, parts),

    async stamp(digest: string, { evidence, ...call }: StampOptions = {}) {
      const shown = evidence === undefined ? undefined : readDigest(evidence, '/evidence')
      const entry = stampEntryOf(readDigest(digest, ''), shown)
      await now()
      return receipt(await store.append(entry, clock), call)
    },
  })
}
