import { CodedError, type EpochSeconds } from '@fidecura/base'
import type { DcqlQuery } from '../dcql/dcql-query.ts'
import { OpenIdError } from '../errors.ts'
import type { AnswerKey } from './answer-key.ts'
import type { SessionStore, StoredSession } from './session-store.ts'

/** What is kept of one request. */
export interface SessionContent {
  readonly v: 1
  readonly query: DcqlQuery
  readonly nonce: string
  readonly state: string
  /** Of the secret of whoever asked, a digest. */
  readonly owner: string
  readonly chain: readonly string[]
  readonly transactions: readonly string[]
  /** Undefined: the answer comes as it is. */
  readonly key?: AnswerKey
  /** Undefined: asked on another device. */
  readonly returnTo?: string
  /** Whether what was refused is kept. */
  readonly explain?: boolean
  /** Why the last answer was refused. */
  readonly refused?: string
  /** What it showed, if that is kept. */
  readonly refusedAnswer?: Presentations | undefined
  readonly answer?: SessionAnswer
}

/** By query, as they were posted. */
type Presentations = Readonly<Record<string, readonly string[]>>

/** What came back. */
export type SessionAnswer = (
  | { readonly kind: 'declined'; readonly reason: string }
  | {
      readonly kind: 'presented'
      readonly presentations: Presentations
      /** What was said beside what was agreed to, by its digest. */
      readonly answers?: Readonly<Record<string, string>>
    }
) & {
  /** Of the code that the wallet was sent back with, a digest. */
  readonly responseCode?: string
}

/** One that was found, and is not over. */
export interface OpenSession {
  readonly stored: StoredSession
  readonly content: SessionContent
}

/** The store of the caller; what it throws stays out of sight unless it is ours. */
export function guardedStore(store: SessionStore): SessionStore {
  const guard = async <T>(ask: () => Promise<T>, isAnswer: (answer: T) => boolean): Promise<T> => {
    let answer: T
    try {
      answer = await ask()
    } catch (error) {
      throw storeFailed(CodedError.is(error) ? error : undefined)
    }
    // An answer of another kind would be taken for yes or no.
    if (isAnswer(answer)) return answer
    throw storeFailed()
  }
  const isFlag = (answer: unknown): boolean => typeof answer === 'boolean'
  return {
    insert: (session, now) => guard(() => store.insert(session, now), isFlag),
    find: (id) => guard(() => store.find(id), isSession),
    replace: (session) => guard(() => store.replace(session), isFlag),
    remove: (id, version) => guard(() => store.remove(id, version), isFlag),
  }
}

function isSession(answer: StoredSession | undefined): boolean {
  return answer === undefined || typeof answer.content === 'string'
}

/** @returns Undefined: there is none, or it is over. */
export async function findSession(
  store: SessionStore,
  id: string,
  now: EpochSeconds,
): Promise<OpenSession | undefined> {
  const stored = await store.find(id)
  // Written so that an end that is not a number is over.
  if (stored === undefined || !(now < stored.expiresAt)) return undefined
  return { stored, content: readContent(stored.content) }
}

/** The next version of one. */
export function changedSession(
  { stored, content }: OpenSession,
  change: Pick<SessionContent, 'answer'> | Pick<SessionContent, 'refused' | 'refusedAnswer'>,
): StoredSession {
  const next: SessionContent = { ...content, ...change }
  return { ...stored, version: stored.version + 1, content: JSON.stringify(next) }
}

function readContent(text: string): SessionContent {
  try {
    const content: SessionContent = JSON.parse(text)
    if (content.v === 1) return content
  } catch {
    // What a parser says quotes what it was given.
  }
  throw storeFailed()
}

function storeFailed(cause?: unknown): OpenIdError {
  return new OpenIdError('openid_store_failed', 'The store gave no answer', {
    outcome: 'unknown',
    cause,
  })
}
