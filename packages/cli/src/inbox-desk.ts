import { parseJson } from '@fidecura/base'
import {
  createEntryInbox,
  type Entry,
  type EntryInbox,
  type InboxEntry,
} from '@fidecura/consent/entries'
import { type Did, decodeJws, digestOf } from '@fidecura/identity'
import type { Store } from '@fidecura/store'
import type { Command } from 'commander'
import type { Environment } from './environment.ts'
import { readToken } from './environment.ts'
import type { HelpTexts } from './messages/help.ts'
import { addTrustOptions, openTrust, type Trust, type TrustOptions } from './trust.ts'
import { UsageError } from './usage-error.ts'
import { withExistingStore, withStore } from './with-store.ts'

/** An inbox on a store file, and who judges those who sign. */
export interface InboxOptions extends TrustOptions {
  readonly store: string
  readonly bytes: string
}

export function addInboxOptions(command: Command, help: HelpTexts): Command {
  const { entry, life } = help
  command
    .requiredOption('--bytes <file>', entry.bytes)
    .requiredOption('--store <file>', life.inbox.store)
  return addTrustOptions(command, help)
}

/** What a command works with while the inbox is open. */
export interface InboxDesk extends Trust {
  readonly inbox: EntryInbox
  readonly store: Store
}

/** @param isNew - Whether the store may be made. */
export function withInbox<T>(
  options: TrustOptions & { readonly store: string },
  environment: Environment,
  work: (desk: InboxDesk) => Promise<T>,
  isNew = false,
): Promise<T> {
  const open = isNew ? withStore : withExistingStore
  return open(options.store, async (store) => {
    const trust = await openTrust(options, environment, { usage: store.usage })
    const inbox = createEntryInbox({ store: store.inbox, verifier: trust.verifier })
    return work({ ...trust, inbox, store })
  })
}

/** The entry that is meant: by the digest that the list shows, or by its file. */
export async function entryDigestOf(text: string, environment: Environment): Promise<string> {
  if (/^[\w-]{43}$/.test(text)) return text
  return digestOf(await readToken(text, environment))
}

export function noSuchEntry(place: string): UsageError {
  return new UsageError('file_unexpected', 'No such entry in the inbox', { place })
}

/** What an entry of the inbox says, which judged it when it came in. */
export function entryIn({
  token,
}: InboxEntry): Pick<Entry, 'issuer' | 'record' | 'mediaType' | 'amends'> {
  const payload: unknown = parseJson(decodeJws(token).payload)
  const said = payload as Pick<Entry, 'record' | 'mediaType' | 'amends'> & { readonly iss: Did }
  return { ...said, issuer: said.iss }
}
