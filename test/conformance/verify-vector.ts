import { importVerificationKey, parseDid, publicKeyOf, resolveDidKey } from '@fidecura/identity'
import {
  type Cryptosuite,
  type DataIntegrityProof,
  type SecuredDocument,
  verifyProofSignature,
} from '@fidecura/identity/data-integrity'

const now = 1_790_000_000 as never

/** Verifies a published proof under the did:key that it names, whoever the document says that it is from. */
export async function verifyVector(
  secured: SecuredDocument,
  proof: DataIntegrityProof,
  suites: readonly Cryptosuite[],
): Promise<void> {
  const { verificationMethod: keyId } = proof
  const did = parseDid(keyId.slice(0, keyId.indexOf('#')))
  const { document } = await resolveDidKey(did, { at: now, now })
  const key = await importVerificationKey(publicKeyOf(document, keyId, 'assertionMethod'))
  await verifyProofSignature(secured, proof, { key, suites })
}
