import type { EpochSeconds } from '@fidecura/base'
import type { Did } from '../did.ts'

/** Which account a DID has at one audience. */
export interface SignInAccount {
  /** 32 random bytes in base64url: says nothing about the DID, nor about accounts elsewhere. */
  readonly subject: string
  /** The account went on to another DID, and this one opens it no more. */
  readonly retired: boolean
}

/** A DID at one audience of one tenant. */
export interface SignInAccountKey {
  readonly tenant: string
  readonly audience: string
  readonly did: Did
}

/**
 * Remembers whose account is whose. An account has one DID at a time, and a DID has one account at
 * an audience, for ever: nothing here is forgotten. Each method is one step, durable before it answers.
 */
export interface SignInAccounts {
  /** @returns What there is for this DID; if there is nothing, writes `subject` down for it first. */
  enter(
    account: SignInAccountKey & { readonly subject: string; readonly now: EpochSeconds },
  ): Promise<SignInAccount>
  /**
   * Retires `did` and gives its account to `successor`, if `did` has one that is not retired, and
   * `successor` has none, not even a retired one. With `since`, also takes an account back that `did` has
   * handed on: if that was at this instant or later, whoever has it now is retired instead.
   *
   * @returns The account, now of `successor`; `undefined` if nothing was changed.
   */
  succeed(
    account: SignInAccountKey & {
      readonly successor: Did
      readonly now: EpochSeconds
      readonly since?: EpochSeconds
    },
  ): Promise<SignInAccount | undefined>
}
