import { decodeBase64url, decodeUtf8 } from '@fidecura/base'
import { type VerifiedEntry, verifyEntry } from '@fidecura/consent/entries'
import type { Verifier } from '@fidecura/credentials'
import type { EntryItem } from '@fidecura/server/client'

/** An entry whose signature holds, and its exact bytes. */
export interface ShownEntry {
  readonly entry: VerifiedEntry
  readonly bytes: Uint8Array
  /** The bytes as text; undefined: they are something else, and cannot be shown. */
  readonly text: string | undefined
}

/** @throws ConsentError, as `verifyEntry`. */
export async function showEntry(
  { token, content, evidence }: EntryItem,
  verifier: Verifier,
): Promise<ShownEntry> {
  const bytes = decodeBase64url(content)
  const entry = await verifyEntry(token, { verifier, evidence, bytes })
  return { entry, bytes, text: textOf(bytes, entry.mediaType) }
}

function textOf(bytes: Uint8Array, mediaType: string): string | undefined {
  if (!/^text\/plain\b|^application\/(fhir\+)?json\b/.test(mediaType)) return undefined
  try {
    return decodeUtf8(bytes)
  } catch {
    return undefined
  }
}
