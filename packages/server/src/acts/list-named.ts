import type { EpochSeconds } from '@fidecura/base'
import type { Documents, KeptDocument } from '@fidecura/store'

/** Some of them, in the order in which they were inserted. */
export interface ListedPage {
  readonly after?: number | undefined
  readonly limit: number
}

/**
 * Documents that are also found by something else than their own subject: others of the same ids, of the kind
 * `by`, have that for theirs.
 *
 * @returns With the numbers of those others, by which pages go on.
 */
export async function listNamed(
  documents: Documents,
  { kind, by, subject }: { readonly kind: string; readonly by: string; readonly subject: string },
  { after = 0, limit, now }: ListedPage & { readonly now: EpochSeconds },
): Promise<readonly KeptDocument[]> {
  const named = await documents.list(by, { subject, after, limit, now })
  const found = await Promise.all(named.map(({ id }) => documents.find(kind, id, now)))
  return found.flatMap((kept, n) =>
    kept === undefined ? [] : [{ ...kept, number: named[n]?.number ?? 0 }],
  )
}
