import type { AskedPerson } from './person.ts'

/**
 * What a holder agrees to by showing their credentials to a bridge: `content` is `{ platform, origin, device,
 * interaction }`, the platform's name by the word of the bridge, where it is, whether the wallet is in the device of
 * the browser (`same`) or not (`other`), and a digest of the sign-in that it is for.
 */
export const signInTransaction = 'urn:fidecura:transaction:sign-in:1'

/** What a platform asked for, as far as the bridge goes by it. */
export interface SignInRequest {
  readonly platform: { readonly id: string; readonly name: string; readonly origin: string }
  readonly asked: AskedPerson
  /** Whether another device will do. */
  readonly mayBeElsewhere: boolean
  readonly language: 'en' | 'zh-CN'
}
