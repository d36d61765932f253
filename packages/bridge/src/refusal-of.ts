import { CodedError } from '@fidecura/base'

/** Ours, or one of the provider's, which are of the standards. */
export function codeOf(error: unknown): string {
  if (CodedError.is(error)) return error.code
  const { error: code } = (error ?? {}) as { readonly error?: unknown }
  return typeof code === 'string' ? code : 'server_error'
}

/** What is not known may be known later; whoever asks too often is told to come again. */
export function statusOf(error: unknown): number {
  if (!CodedError.is(error)) return 400
  if (error.code === 'rate_limited') return 429
  return error.outcome === 'unknown' ? 503 : 400
}
