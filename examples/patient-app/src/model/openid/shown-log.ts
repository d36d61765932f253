import type { Keep } from '@fidecura/app-kit'
import type { PartyShown } from './party-shown.ts'

/** One credential as its holder saw it when they showed it. */
export interface ShownCredential {
  readonly name: string
  readonly issuer: string
  readonly lines: readonly { readonly label: string; readonly values: readonly string[] }[]
}

/** What was shown to whom, in the words that stood on the screen. */
export interface ShownEntry {
  readonly id: string
  /** Seconds since the epoch. */
  readonly at: number
  readonly asker: PartyShown
  readonly host: string
  /** Where somebody signed in by it. */
  readonly signIn?: { readonly platform: string; readonly origin: string } | undefined
  /** The statement that was signed with it. */
  readonly statement?: string | undefined
  readonly credentials: readonly ShownCredential[]
  /** `unknown`: it was sent, and nobody said whether it came. `refused`: seen, and not accepted. */
  readonly outcome: 'accepted' | 'refused' | 'unknown'
}

const prefix = 'shown/'
const kept = 500

/** Written down before it is sent: what was seen has been seen, whatever becomes of the answer. */
export async function logShown(keep: Keep, entry: ShownEntry): Promise<void> {
  await keep.put(prefix + entry.id, entry)
  const entries = await listShown(keep)
  for (const { id } of entries.slice(kept)) await keep.delete(prefix + id)
}

/** The newest first. */
export async function listShown(keep: Keep): Promise<readonly ShownEntry[]> {
  const entries = await keep.list<ShownEntry>(prefix)
  return entries.map(({ value }) => value).toSorted((one, other) => other.at - one.at)
}
