import type { Clock, EpochSeconds } from '@fidecura/base'
import type { ProvenTime, ResolveDid } from '@fidecura/identity'
import type { TrustedRoot } from './authority.ts'
import type { AccreditationSource } from './chain/accreditation-source.ts'
import type { CheckSchemas } from './check-schemas.ts'
import type { CredentialCodec } from './credential-codec.ts'
import type { RepresentationTerms } from './presentation/representation.ts'
import type { ReplayStore } from './replay.ts'
import type { StatusSource } from './status/status-source.ts'
import type { UsageLog } from './usage-log.ts'

/** Whom a verifier trusts, and where it learns about the present. */
export interface VerifierOptions {
  /** Whoever is not below one of them is not trusted. */
  readonly roots: readonly TrustedRoot[]
  readonly resolve: ResolveDid
  /** Formats beside `vc+jwt` and `dc+sd-jwt` to read, such as those of the subpaths of this package. */
  readonly formats?: readonly CredentialCodec[]
  /**
   * Holds credentials to the schemas that they name, from `knownSchemas`. Without it, what names a schema
   * is never verified; none is ever fetched.
   */
  readonly schemas?: CheckSchemas
  /** Where `at` and `now` come from if a call does not name them. */
  readonly clock: Clock
  /** Without it, a credential that has a status entry is never verified. */
  readonly status?: StatusSource
  /**
   * Seconds since a status list was fetched, at most. Default 55, so that a suspension is refused within 60. How old
   * the list was by then its issuer says: it may be as old as its `exp` allows.
   */
  readonly maxStatusAgeSeconds?: number
  /**
   * Where to look for accreditations that a call does not bring along, in this order; asked only where
   * what was brought along leads to no root. They add no roots. About credentials of patients only those
   * are asked that are `isLocal`. Default: nowhere.
   */
  readonly accreditations?: readonly AccreditationSource[]
  /**
   * What becomes of what hangs below an accreditation that is revoked now. Of the past, `…AsOf` tells.
   *
   * - `'now'`, the default: it is refused, whenever it was made.
   * - `'at_issuance'`: it outlives the revocation if every token below the accreditation is proven
   *   older than the instant from which that was ever bad (`invalidFrom`, which may precede the
   *   decision). What says itself that it is younger is refused with `status_revoked`; what nobody but
   *   its signer dates is `signing_time_unproven`, unknown. Needs a source with histories, and
   *   `existedBy` in the call. A suspension refuses under both, since it does not say from when.
   *   Whoever lost the permission takes no suspension back from then on: what their lists call good
   *   must be so by the history up to then, too. That history they sign themselves, and who rewrites
   *   it is believed: to trust nothing that they publish is `'now'`.
   */
  readonly hopRevocation?: 'now' | 'at_issuance'
  /** Default: the memory of this process, so a service of several processes must bring its own. */
  readonly replay?: ReplayStore
  /**
   * Where is written down what stands on which credential, before it is handed out: each presentation
   * that holds, and whatever else is judged with this verifier and has a record of its own, such as
   * clinical entries and what a register takes in. A log that fails lets nothing pass
   * (`usage_log_failed`, unknown). Default: nothing is written down.
   */
  readonly usage?: UsageLog
  /** Whose nonces these are, where one store serves several. Default: the empty text. */
  readonly tenant?: string
  /**
   * The instant that a trust bundle opened as an archive knows about: the present then ends there,
   * and nothing but `…AsOf` returns anything.
   */
  readonly asKnownAt?: EpochSeconds
  readonly cache?: VerifierCacheOptions
}

/** How much a verifier may keep. */
export interface VerifierCacheOptions {
  /** Public keys. Default 1,000. */
  readonly maxKeys?: number
  /** JWS headers, of 2 MiB together at most. Default 1,000. */
  readonly maxHeaders?: number
  /** Accreditations, of at most 64 KiB each. Default 500. */
  readonly maxHops?: number
  /** What unpacked status lists take together. Default 64 MiB. */
  readonly maxStatusBytes?: number
}

/** When a credential must hold, for calls that do not leave it to the clock. */
export interface CallInstants {
  /** When it must hold; at most 60 s before `now`. Default: `now`. */
  readonly at?: EpochSeconds
  /** The present, by which freshness is judged. */
  readonly now?: EpochSeconds
  readonly signal?: AbortSignal | undefined
}

/** What a credential is judged by, beside the configuration of the verifier. */
export interface CheckCredentialOptions extends CallInstants {
  /** Accreditations, compact, in any order; at most 16. They add no roots. */
  readonly chain?: readonly string[]
  /** The only types to take. Default: whatever the roots allow. */
  readonly types?: readonly string[]
  /** The licence that a role names, compact. */
  readonly licence?: string
  /**
   * The identity of the patient who gave a mandate, compact. If it holds and is of the record that the
   * mandate names, the patient counts as the root of this one credential, with the key that the
   * identity names.
   */
  readonly giver?: string
  /**
   * That tokens existed by then, from `proveTime`: of the credential and those of the chain, of an
   * SD-JWT its first part. Needed where `hopRevocation` is `'at_issuance'`, once there was a revocation,
   * and of what was signed with a key that its signer's DID has taken out since.
   */
  readonly existedBy?: ProvenTime | readonly ProvenTime[]
}

/** For whom and in answer to what a presentation must be made. */
export interface CheckPresentationOptions extends CallInstants {
  /** Who this is: what the holder was told. */
  readonly audience: string
  /** What the holder was asked to sign, of this one request. */
  readonly nonce: string
  readonly chain?: readonly string[]
  /** The only types to take. Default: whatever the roots allow. */
  readonly types?: readonly string[]
  /** As for a single credential. */
  readonly existedBy?: ProvenTime | readonly ProvenTime[]
  /**
   * Lets a guardian or proxy present for a patient, whose identity is among what is presented, if the
   * guardianship or the patient's mandate names this power. Default: nobody presents for another.
   */
  readonly representation?: RepresentationTerms
}

/** As for `verifyPresentation`, or to look at it first. */
export interface LookAtPresentationOptions extends CheckPresentationOptions {
  /**
   * Leaves the nonce to a later call, and what was presented unwritten in the usage log. Whether it was
   * accepted before is then not found out: the check `replay` is `unknown`, so the verdict never is
   * `passed`. Default: no.
   */
  readonly keepNonce?: boolean
}

/** What a credential is judged by, as of an instant of the past. */
export interface AsOfOptions extends Omit<CheckCredentialOptions, 'at'> {
  /** The instant of the past, not after `now`. */
  readonly at: EpochSeconds
  /**
   * What was signed under the credential at that instant, such as a clinical entry: the token whose
   * time of signing matters. Default: the credential itself.
   */
  readonly act?: string
  /**
   * That a token existed by then, from `proveTime`: of the act, or of a token of the chain for
   * whoever signed it. Needed once something was suspended or revoked, or has expired.
   */
  readonly existedBy?: ProvenTime | readonly ProvenTime[]
}
