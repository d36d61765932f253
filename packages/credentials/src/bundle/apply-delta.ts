import { CredentialError } from '../errors.ts'
import type { BundleDelta } from './bundle-content.ts'
import type { BundleContent } from './trust-bundle.ts'

/**
 * What a bundle carries once a delta is applied to it. Nothing is taken from a delta that was made for
 * another one: it would leave what it does not name as it happens to be there.
 *
 * @param digest - Of the token that it must continue.
 * @throws {@link CredentialError} `bundle_delta_mismatch`.
 */
export function applyDelta(
  content: BundleContent,
  delta: BundleDelta,
  digest: string,
): BundleContent {
  const follows =
    delta.iss === content.iss &&
    delta.base === digest &&
    delta.sequence > content.sequence &&
    delta.iat >= content.iat
  if (!follows) throw mismatch()
  const documents = new Map(content.documents.map((each) => [each.did as string, each]))
  const lists = new Map(content.lists.map((each) => [each.url, each]))
  const histories = new Map(content.histories.map((each) => [each.url, each]))
  const members = { documents, lists, histories }
  for (const { kind, name } of delta.removed) {
    if (!members[kind].delete(name)) throw mismatch()
  }
  for (const { kind, name, fetchedAt } of delta.seen) {
    if (kind === 'documents') renew(documents, name, fetchedAt)
    else renew(members[kind], name, fetchedAt)
  }
  for (const each of delta.documents) documents.set(each.did, each)
  for (const each of delta.lists) lists.set(each.url, each)
  for (const each of delta.histories) histories.set(each.url, each)
  const { iss, sequence, iat, chain } = delta
  return {
    iss,
    sequence,
    iat,
    documents: [...documents.values()],
    lists: [...lists.values()],
    histories: [...histories.values()],
    chain,
  }
}

/** The same thing, seen again later. It never gets older than it was. */
function renew<T extends { readonly fetchedAt: number }>(
  members: Map<string, T>,
  name: string,
  fetchedAt: T['fetchedAt'],
): void {
  const known = members.get(name)
  if (known === undefined || fetchedAt < known.fetchedAt) throw mismatch()
  members.set(name, { ...known, fetchedAt })
}

function mismatch(): CredentialError {
  return new CredentialError('bundle_delta_mismatch', 'Not what follows on that bundle')
}
