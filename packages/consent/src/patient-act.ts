import type { PublicJwk } from '@fidecura/identity'
import type { VerifiedConfirmation } from './entries/confirmation.ts'
import type { VerifiedStatement } from './verify-statement.ts'
import type { VerifiedWithdrawal } from './withdrawal.ts'

/** What a patient signs, once it was verified. */
export type PatientAct = VerifiedStatement | VerifiedWithdrawal | VerifiedConfirmation

/** Exactly what was signed, and with which key. */
export interface SignedAct {
  readonly token: string
  readonly publicKey: PublicJwk
}

// Beside the value and not in it: nobody can hand in an act with the token of another.
const signed = /* @__PURE__ */ new WeakMap<object, SignedAct>()

export function keepSigned(act: PatientAct, how: SignedAct): void {
  signed.set(act, how)
}

/** @returns `undefined` for what no verifying function of this copy of the package returned. */
export function signedOf(act: PatientAct): SignedAct | undefined {
  return signed.get(act)
}
