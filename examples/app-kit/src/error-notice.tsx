import { CircleAlert, WifiOff } from 'lucide-react'
import { Action } from './action.tsx'
import { type ErrorKind, errorKinds, errorWords } from './error-words.ts'
import { kitWords } from './kit-words.ts'
import { useWords } from './language.tsx'

export interface ErrorNoticeProps {
  readonly error: unknown
  readonly onRetry?: () => void
  /** What a screen says itself of this error, which it knows more of. */
  readonly said?: { readonly title: string; readonly next: string } | undefined
}

/** An error in words: what happened, what to do next, and the code for whoever helps. */
export function ErrorNotice({ error, onRetry, said }: ErrorNoticeProps) {
  const words = useWords(kitWords)
  const kinds = useWords(errorWords)
  const { code, kind } = describeError(error)
  const { title, next } = said ?? kinds[kind]
  const Icon = kind === 'offline' ? WifiOff : CircleAlert
  return (
    <div className="error-notice" role="alert">
      <Icon aria-hidden="true" size={28} />
      <div>
        <p className="error-title">{title}</p>
        <p>{next}</p>
        <p className="error-code">
          {words.code} <code>{code}</code>
        </p>
        {onRetry && <Action onPress={onRetry}>{words.tryAgain}</Action>}
      </div>
    </div>
  )
}

/** @returns The code as it is, `offline` for what a browser throws without a network, and never a message. */
export function describeError(error: unknown): { readonly code: string; readonly kind: ErrorKind } {
  const { code, outcome, name } = (error ?? {}) as {
    readonly code?: unknown
    readonly outcome?: unknown
    readonly name?: unknown
  }
  if (typeof code === 'string' && /^[a-z\d_]{1,80}$/.test(code)) {
    return { code, kind: errorKinds[code] ?? (outcome === 'unknown' ? 'unknown' : 'failed') }
  }
  // What fetch and its signals reject with, in any realm.
  if (name === 'TypeError' && !navigator.onLine) return { code: 'offline', kind: 'offline' }
  if (name === 'AbortError' || name === 'TimeoutError') return { code: 'timeout', kind: 'offline' }
  return { code: 'unexpected', kind: 'failed' }
}
