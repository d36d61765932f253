import type { Did } from '@fidecura/identity'
import type { Documents } from '@fidecura/store'

/** What became of one sign-in, for whoever has to write it down. Nobody is named but by a DID. */
export interface SignInEvent {
  /**
   * `started`: a wallet is asked. `refused`: by the person, or because what was shown does not do. `ended`: what was
   * shown does not hold any more, and the platform is being told.
   */
  readonly kind: 'started' | 'completed' | 'refused' | 'ended'
  /** `failed`: it could not be found out. */
  readonly outcome: 'done' | 'refused' | 'failed'
  /** Why it was refused, or has ended. */
  readonly code?: string
  /** The same for all that becomes of one sign-in, and random. */
  readonly signIn: string
  readonly platform: string
  /** Whence the browser came. Absent: nobody asked, what was shown was verified again. */
  readonly client?: string
  /** Who it is. Absent: nobody that was proven. */
  readonly person?: SignedInPerson
}

/** Whose sign-in it is. */
export interface SignedInPerson {
  readonly as: 'patient' | 'practitioner'
  readonly did: Did
  /** For which department. */
  readonly department?: Did
}

/**
 * Gives the documents of the bridge, by which what is acknowledged brings the event along in the same step.
 *
 * @throws Whatever says that somebody has been refused too often: it is answered, and nothing is written.
 */
export type WriteDownSignIn = (event: SignInEvent) => Documents
