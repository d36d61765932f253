export {
  createSignInBridge,
  type SignInBridge,
  type SignInBridgeOptions,
} from './create-sign-in-bridge.ts'
export { BridgeError, type BridgeErrorCode } from './errors.ts'
export { fingerprintsOf, type KeyFingerprints, rotateKeys } from './kept-keys.ts'
export type { Platform } from './platforms.ts'
export type { SignedInPerson, SignInEvent, WriteDownSignIn } from './sign-in-event.ts'
export { signInTransaction } from './sign-in-request.ts'
export type { SigningInCall, SigningInNote } from './signing-in-call.ts'
export type { SweptSignIns } from './sweep-sign-ins.ts'
