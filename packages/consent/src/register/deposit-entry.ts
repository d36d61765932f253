import { type DepositToken, type Did, decodeJws, didOf, parseDidUrl } from '@fidecura/identity'
import type { RegisterEntry } from './register-store.ts'

/** Deposits what an entry was made from. Of what was only stamped there is nothing here. */
export async function depositEntry(
  { kind, token }: RegisterEntry,
  call: { readonly deposit: DepositToken; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  if (token === undefined) return
  const { deposit, signal } = call
  // Of what others did in an emergency, those who did it are not whom it is about.
  const subject = kind === 'notice' ? undefined : signerOf(token)
  await deposit(token, { subject, signal })
}

/** It was verified when it came in, so the key is one of its issuer. */
function signerOf(token: string): Did {
  return didOf(parseDidUrl(decodeJws(token).header.kid))
}
