import { ErrorNotice, useWords } from '@fidecura/app-kit'
import { type About, problemKindOf, problemWords } from './problem.ts'

export interface ProblemNoticeProps {
  readonly error: unknown
  readonly about: About
  readonly onRetry?: () => void
}

/** What went wrong with an offer or a request, in its own words where the kit's would mislead. */
export function ProblemNotice({ error, about, onRetry }: ProblemNoticeProps) {
  const texts = useWords(problemWords)
  const kind = problemKindOf(error, about)
  // Without a network the browser says it under another code.
  const isOffline = !navigator.onLine && codeOf(error).startsWith('http_')
  return (
    <ErrorNotice
      error={isOffline ? { code: 'offline' } : error}
      said={kind && texts[kind]}
      {...(onRetry && { onRetry })}
    />
  )
}

function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { readonly code?: unknown }
  return typeof code === 'string' ? code : ''
}
