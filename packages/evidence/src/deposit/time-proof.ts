import type { TimeProofVerifier } from '@fidecura/identity'
import { EvidenceError } from '../errors.ts'
import { decodeDepositEntry } from './deposit-entry.ts'
import { parseEvidenceProof } from './evidence-proof.ts'
import { assertCommitted, type EvidenceTrust, proveInclusion } from './verify-evidence.ts'

/**
 * Lets proof files of this package say when a token existed, wherever a `TimeProofVerifier` is asked. Who
 * deposited it does not matter: witnesses saw the commitment, whoever made it.
 *
 * @returns Throws {@link EvidenceError} as `verifyEvidence` does, but for the depositor.
 */
export function createEvidenceTimeProofVerifier(trust: EvidenceTrust): TimeProofVerifier {
  return async (file, { digest, now }) => {
    const proof = parseEvidenceProof(file)
    if (proof.content.digest !== digest) {
      throw new EvidenceError('evidence_content_mismatch', 'Not the token that was deposited')
    }
    const { existedBy } = await proveInclusion(proof, { ...trust, now })
    await assertCommitted(proof, decodeDepositEntry(proof.entry).commitment)
    return existedBy
  }
}
