import type { Verifier } from '@fidecura/credentials'
import type { SessionStore } from './session-store.ts'
import type { VerifierClient } from './verifier-client.ts'

/** What all parts of one verifier know. */
export interface VerifierSetting {
  readonly verifier: Verifier
  readonly client: VerifierClient
  readonly baseUrl: string
  readonly sessions: SessionStore
}
