import { ConsentError } from './errors.ts'
import type { PatientAct } from './patient-act.ts'

/** As what somebody signs beside whoever signed first: with a passkey of the patient, or as another person. */
export type SignsBeside = 'patient' | 'witness' | 'clinician'

/** What there is behind a second signature, of whatever make: whose it is, and under what. */
interface SecondSignature {
  readonly act: PatientAct
  readonly as: SignsBeside
  /** What tells one signer from another: DIDs, keys and persons; none is to be there twice. */
  readonly names: readonly string[]
}

// Beside the value and not in it: membership here is what a verifying function vouches for.
const proven = /* @__PURE__ */ new WeakMap<object, SecondSignature>()

export function keepSecondSignature(value: object, how: SecondSignature): void {
  proven.set(value, how)
}

/**
 * Lets an act pass only with a proven second signature for each that is demanded, all about this very act and
 * each by somebody else. What is needed for which act, the caller decides.
 *
 * @param signatures - What `verifyAgreedSignature` and `verifyCoSignature` returned.
 * @throws {@link ConsentError} `co_signature_missing`, `token_not_verified`, `co_signature_mismatch`,
 *   `co_signer_not_distinct`.
 */
export function assertSignedBeside(
  act: PatientAct,
  signatures: readonly object[],
  demanded: readonly SignsBeside[],
): void {
  const all = signatures.map((signature) => {
    const known = proven.get(signature)
    if (known === undefined) {
      throw new ConsentError('token_not_verified', 'Pass the values that were returned')
    }
    if (known.act !== act) {
      throw new ConsentError('co_signature_mismatch', 'A second signature is about another act')
    }
    return known
  })
  const left = [...all]
  for (const as of demanded) {
    const place = left.findIndex((signature) => signature.as === as)
    if (place < 0) throw new ConsentError('co_signature_missing', 'A second signature is wanted')
    left.splice(place, 1)
  }
  const names = all.flatMap((signature) => signature.names)
  if (new Set(names).size === names.length) return
  throw new ConsentError('co_signer_not_distinct', 'One person, or one key, counts once')
}
