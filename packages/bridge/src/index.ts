export {
  createSignInBridge,
  type SignInBridge,
  type SignInBridgeOptions,
} from './create-sign-in-bridge.ts'
export { BridgeError, type BridgeErrorCode } from './errors.ts'
export type { Platform } from './platforms.ts'
export { signInTransaction } from './sign-in-request.ts'
export type { SweptSignIns } from './sweep-sign-ins.ts'
