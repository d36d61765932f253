import type { Keep } from '@fidecura/app-kit'
import { systemClock } from '@fidecura/base'
import { type BackupItem, openBackup, sealBackup } from '@fidecura/identity/backup'
import type { SignedConsent } from './acts.ts'
import { heldCredentials, holdCredentials } from './wallet.ts'

const signedPrefix = 'signed/'

/** Credentials and receipts in one file, under a pass phrase. No key: a new phone has its own. */
export async function makeBackup(keep: Keep, passphrase: string): Promise<Uint8Array> {
  const held = await heldCredentials(keep)
  const signed = await keep.list<SignedConsent>(signedPrefix)
  const items: readonly BackupItem[] = [
    // Accreditations are not among them: the hospital's trust bundle has those of today.
    ...held.map(({ token }) => ({ kind: 'credential' as const, text: token })),
    ...signed.map(({ value }) => ({ kind: 'receipt' as const, text: JSON.stringify(value) })),
  ]
  return await sealBackup({ createdAt: systemClock(), items }, { passphrase })
}

/** What came back out of a backup. */
export interface Restored {
  readonly credentials: number
  readonly receipts: number
}

/** What is restored counts as little as anything else that is held: it is judged before it is shown. */
export async function restoreBackup(
  keep: Keep,
  file: Uint8Array,
  passphrase: string,
): Promise<Restored> {
  const { items } = await openBackup(file, { passphrase })
  const credentials = items.flatMap(({ kind, text }) => (kind === 'credential' ? [text] : []))
  await holdCredentials(keep, credentials, [])
  const receipts = items.flatMap(({ kind, text }) => (kind === 'receipt' ? [text] : []))
  for (const text of receipts) {
    const signed = JSON.parse(text) as Partial<SignedConsent>
    if (typeof signed.id === 'string') await keep.put(signedPrefix + signed.id, signed)
  }
  return { credentials: credentials.length, receipts: receipts.length }
}
