import { epochSeconds } from '@fidecura/base'
import { type ProvenTime, proveTime } from '@fidecura/identity'
import { ConsentError } from './errors.ts'
import { evidenceDigestOf, proveShown } from './evidence-digest.ts'
import {
  createReceiptTimeProofVerifier,
  type VerifyReceiptOptions,
  verifyReceipt,
} from './receipt.ts'

/** A receipt, whose it must be, and what was shown with the token. */
export interface ProveReceivedOptions extends VerifyReceiptOptions {
  readonly receipt: string
  /** As the register was shown it, or its `stamp` was given the digest of it. */
  readonly evidence: object
}

/**
 * Proves by one receipt when a token existed, and everything that was shown with it: `existedBy` for
 * `verifyEntry`, `verifyConfirmation` and `verifyCredentialAsOf`, which need it once a signer's DID has taken
 * a key out.
 *
 * @throws {@link ConsentError} `receipt_mismatch`: of another token, or of other evidence than this;
 *   `token_malformed`; those of `verifyReceipt`.
 */
export async function proveReceived(
  token: string,
  { receipt, evidence, ...options }: ProveReceivedOptions,
): Promise<readonly ProvenTime[]> {
  const { verifier, register, signal } = options
  const now = epochSeconds(options.now ?? verifier.clock())
  const verify = createReceiptTimeProofVerifier({ register, resolve: verifier.resolve })
  const own = await proveTime(token, { proof: receipt, verify, now, signal })
  const { evidence: shown } = await verifyReceipt(receipt, { ...options, now })
  if (shown !== (await evidenceDigestOf(token, evidence))) {
    throw new ConsentError('receipt_mismatch', 'The receipt is of other evidence')
  }
  return proveShown(token, evidence, { shown, at: own.existedBy, now })
}
