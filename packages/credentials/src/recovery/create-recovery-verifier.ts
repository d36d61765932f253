import { epochSeconds, isJsonObject, type JsonValue } from '@fidecura/base'
import type { Did, RecoveryVerifier, RetiredDid } from '@fidecura/identity'
import { credentialTypes } from '../credential-types.ts'
import type { Verifier } from '../verifier.ts'
import { didShared } from './bound-elsewhere.ts'
import { receiptMismatch, verifyRecoveryReceipt } from './recovery-receipt.ts'
import { malformed } from './recovery-token.ts'

/** What a patient shows to a platform that knows an old DID of theirs. Plain JSON. */
export interface RecoveryProof {
  /** From the last recovery back to that of the DID which the platform knows; at most 8. */
  readonly receipts: readonly string[]
  /** The identity that is in force. It shows the record number. */
  readonly identity: string
  /** Accreditations that lead from a root to its issuer, in any order. */
  readonly chain?: readonly string[]
}

/** Whose word counts. */
export interface RecoveryVerifierOptions {
  /** Trusts issuers of identities. */
  readonly verifier: Verifier
  /**
   * The desks whose receipts hand accounts on here; each can hand on any account that it is named for. A
   * list is for all accounts. Where patients of several come, say of each old DID who identified its holder:
   * else one of them could hand on accounts of patients whom it never met.
   */
  readonly issuers: readonly Did[] | ((retired: Did) => Promise<readonly Did[]>)
  /** RFC 7638 thumbprints of the only keys to take receipts from; without them, those of the issuer. */
  readonly issuerKeys?: readonly string[]
}

const maxReceipts = 8

/**
 * Lets `succeedAccountByRecovery` of `@fidecura/identity` take the receipts of recoveries. The identity
 * of the successor must be in force: a receipt alone would serve whoever stole that key, too.
 *
 * @returns Throws `recovery_malformed`, `recovery_receipt_mismatch`; `recovery_did_shared`: a receipt does
 *   not say that the old DID was of this record alone; those of `verifyRecoveryReceipt` and, for the
 *   identity, of the verifier.
 */
export function createRecoveryVerifier({
  verifier,
  issuers,
  issuerKeys,
}: RecoveryVerifierOptions): RecoveryVerifier {
  return async (recovery, { successor, now, signal }) => {
    const { receipts, identity, chain = [] } = readProof(recovery as JsonValue)
    const types = [credentialTypes.patientIdentity]
    const current = await verifier.verifyCredential(identity, { now, types, chain, signal })
    if (current.subject !== successor) throw receiptMismatch()
    const { issuer } = current
    const { resolve } = verifier
    const before: RetiredDid[] = []
    let isShared = false
    // An id is used once by its issuer, so it stands for one DID.
    let next = current.id
    for (const token of receipts) {
      const receipt = await verifyRecoveryReceipt(token, {
        issuer,
        issuerKeys,
        resolve,
        now,
        signal,
      })
      if (receipt.successor.identity !== next) throw receiptMismatch()
      // Where the key changed and the DID stayed, there is nothing to hand on.
      const { did, identity: last, at, compromisedSince = at, sole } = receipt.retired
      next = last
      if (did === successor) continue
      const named = typeof issuers === 'function' ? await issuers(did) : issuers
      if (!named.includes(issuer as Did)) throw receiptMismatch()
      // What such a DID has may be of somebody else who has it, too.
      if (sole !== true) isShared = true
      else before.push({ did, since: epochSeconds(Math.min(compromisedSince, at)) })
    }
    if (isShared && before.length === 0) throw didShared()
    return before
  }
}

function readProof(proof: JsonValue): RecoveryProof {
  if (!isJsonObject(proof)) throw malformed('')
  const { receipts, identity, chain, ...others } = proof
  if (Object.keys(others).length > 0) throw malformed('')
  if (!isTexts(receipts) || receipts.length === 0 || receipts.length > maxReceipts) {
    throw malformed('/receipts')
  }
  if (typeof identity !== 'string') throw malformed('/identity')
  if (chain !== undefined && !isTexts(chain)) throw malformed('/chain')
  return { receipts, identity, ...(chain === undefined ? {} : { chain }) }
}

function isTexts(value: JsonValue | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
