import { type Clock, epochSeconds, type JsonObject, parseJson } from '@fidecura/base'
import { type Did, decodeJws, type Signer, signJws, verifyDidJws } from '@fidecura/identity'
import type { DocumentChange, Documents } from '@fidecura/store'
import { ServerError } from '../errors.ts'
import type { DatedChange, SettingsChange } from './changed-settings.ts'
import type { Directory } from './directory.ts'
import { documentKind } from './document-kind.ts'

/** What orders have made of a hospital, as its store keeps it. */
export interface KeptChanges {
  readonly changes: readonly DatedChange[]
  /** Of the document; 0: there is none. */
  readonly version: number
  /** When the backup was begun from which it was put back, and which two administrators have not looked at yet. */
  readonly restoredAt: number | undefined
}

/** Whose they are. */
export interface ChangesOptions {
  readonly documents: Documents
  readonly did: Did
  readonly directory: Pick<Directory, 'resolve'>
  readonly clock: Clock
}

const changesType = 'fidecura-settings-changes+jwt'
const version = 'urn:fidecura:settings-changes:1'
const maxBytes = 4_194_304

const signed = documentKind<{ readonly token: string }>('settings_changes')
const restored = documentKind<{ readonly at: number }>('restored')
const id = 'newest'

/**
 * Reads them, and proves that the hospital has signed what is there: whoever writes into its store can trust nobody in its
 * name. That nothing is missing it does not prove: whoever writes there may put back what the hospital signed earlier, or
 * nothing, and take away the mark of a restore.
 *
 * @throws ServerError `settings_malformed`: nobody has, or they are another hospital’s.
 */
export async function readChanges(options: ChangesOptions): Promise<KeptChanges> {
  const { documents, clock } = options
  const kept = await documents.find(signed.name, id, clock())
  const held = await documents.find(restored.name, id, clock())
  const restoredAt = held === undefined ? undefined : restored.bodyOf(held).at
  if (kept === undefined) return { changes: [], version: 0, restoredAt }
  const changes = await verified(signed.bodyOf(kept).token, options)
  return { changes, version: kept.version, restoredAt }
}

async function verified(
  token: string,
  { did, directory, clock }: ChangesOptions,
): Promise<readonly DatedChange[]> {
  try {
    const jws = decodeJws(token, { maxBytes })
    const now = clock()
    await verifyDidJws(jws, {
      ...{ issuer: did, typ: changesType, relationship: 'assertionMethod' },
      ...{ resolve: directory.resolve, at: now, now },
    })
    const payload = parseJson(jws.payload, { maxBytes, maxDepth: 10 }) as JsonObject
    // What the hospital signed under this type, it has written here itself.
    if (payload['version'] === version && payload['iss'] === did) {
      return payload['changes'] as unknown as readonly DatedChange[]
    }
  } catch {
    // Whatever is wrong with it: it is not the hospital’s word.
  }
  throw new ServerError('settings_malformed', 'Changed by nobody who may', {
    place: '/settings_changes',
  })
}

/** One more: to be written in one step with the order that it is by. */
export async function oneMoreChange(
  { changes, version: number }: KeptChanges,
  change: SettingsChange,
  { signer, clock }: { readonly signer: Signer; readonly clock: Clock },
): Promise<DocumentChange> {
  const at = epochSeconds(Math.floor(clock()))
  const payload = {
    ...{ version, iss: signer.did, iat: at },
    changes: [...changes, { ...change, at }],
  }
  const token = await signJws(payload as unknown as JsonObject, { signer, typ: changesType })
  const document = signed.of(id, { token })
  return number === 0 ? { insert: document } : { replace: document, version: number }
}

/** Keeps a hospital that was put back from acting, until two administrators have looked at it. */
export async function holdRestored(documents: Documents, at: number, clock: Clock): Promise<void> {
  // One that was put back twice waits for the newer.
  await documents.write([{ remove: { kind: restored.name, id } }], clock())
  await documents.write([{ insert: restored.of(id, { at }) }], clock())
}

export function letRestoredGo(): DocumentChange {
  return { remove: { kind: restored.name, id } }
}
