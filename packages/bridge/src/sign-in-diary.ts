import { type Clock, CodedError, epochSeconds } from '@fidecura/base'
import { digestOf } from '@fidecura/identity'
import type { Documents } from '@fidecura/store'
import type { SignedInPerson, SignInEvent, WriteDownSignIn } from './sign-in-event.ts'

/** Writes down what becomes of one sign-in. */
export interface Diary {
  /** Once, however often a wallet is asked. */
  started(): Promise<void>
  /** Once for each code, however often a page is loaded anew. */
  refused(code: string, outcome?: SignInEvent['outcome']): Promise<void>
  /** @returns By which documents the sign-in is to be kept. */
  completed(person: SignedInPerson): Documents
  /** Does it, and writes down why it could not be done. */
  during<T>(act: () => Promise<T>): Promise<T>
}

const kind = 'bridge.written-down'
/** As long as an interaction. */
const keptSeconds = 600

export function diaryOf(
  about: Pick<SignInEvent, 'platform' | 'signIn' | 'client'>,
  { audited, clock }: { readonly audited: WriteDownSignIn; readonly clock: Clock },
): Diary {
  /** What is there already brings no second event along. */
  const once = async (event: Pick<SignInEvent, 'kind' | 'outcome' | 'code'>): Promise<void> => {
    const id = await digestOf(JSON.stringify([about.signIn, event.kind, event.code ?? '']))
    const expiresAt = epochSeconds(clock() + keptSeconds)
    await audited({ ...about, ...event }).write(
      [{ insert: { kind, id, expiresAt, body: {} } }],
      clock(),
    )
  }
  const refused: Diary['refused'] = (code, outcome = 'refused') =>
    once({ kind: 'refused', outcome, code })
  return {
    started: () => once({ kind: 'started', outcome: 'done' }),
    refused,
    completed: (person) => audited({ ...about, kind: 'completed', outcome: 'done', person }),
    async during(act) {
      try {
        return await act()
      } catch (error) {
        // Whoever is told to come again has not been refused.
        if (CodedError.is(error) && error.code !== 'rate_limited') {
          await refused(error.code, error.outcome === 'failed' ? 'refused' : 'failed')
        }
        throw error
      }
    },
  }
}
