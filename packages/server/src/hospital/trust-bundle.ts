import { epochSeconds } from '@fidecura/base'
import { issueTrustBundle, type KeptStatusToken } from '@fidecura/credentials'
import type { PublishedList } from '@fidecura/credentials/switch'
import type { Did, ResolvedDid } from '@fidecura/identity'
import type { Directory, PublicSite } from './directory.ts'
import type { Hospital } from './hospital.ts'

/** How old a bundle may get before it is made anew: well below the age that verifiers allow. */
const maxAgeSeconds = 20

interface Made {
  /** Of the lists in it. */
  readonly key: string
  readonly since: number
  readonly bundle: Promise<string>
}

/** What a bundle is made of. */
type BundleParts = Pick<Hospital, 'directory' | 'site' | 'departments' | 'clock' | 'store'>

/**
 * What apps verify by, with no other origin and offline: documents and lists of everybody whom this process
 * serves, and the accreditations of the hospital and its departments. Made anew once a list has changed, and
 * once for all who ask at the same time.
 */
export function createTrustBundle(parts: BundleParts): () => Promise<string> {
  let last: Made | undefined
  return async () => {
    const lists = await listsOf(parts)
    // Nothing is awaited between this look and what is kept below.
    const [{ key }, since] = [lists, parts.clock()]
    if (last?.key !== key || !(Math.abs(since - last.since) < maxAgeSeconds)) {
      const made = { key, since, bundle: make(parts, lists) }
      last = made
      // One that could not be made is asked for again.
      made.bundle.catch(() => {
        if (last === made) last = undefined
      })
    }
    return last.bundle
  }
}

/** Those whose lists nobody keeps back: of whoever is in the others nothing is known. */
async function openSites(directory: Directory): Promise<readonly PublicSite[]> {
  const found: PublicSite[] = []
  for (const site of directory.sites()) {
    const isOpen = await directory.assertPublic(site.listUrl).then(
      () => true,
      () => false,
    )
    if (isOpen) found.push(site)
  }
  return found
}

function current({ publisher, listUrl }: PublicSite): Promise<PublishedList> {
  return publisher.current(listUrl)
}

interface Lists {
  readonly lists: readonly KeptStatusToken[]
  readonly histories: readonly KeptStatusToken[]
  /** Changes with any of them. */
  readonly key: string
}

async function listsOf({ directory, clock }: BundleParts): Promise<Lists> {
  const published = await Promise.all((await openSites(directory)).map(current))
  const fetchedAt = clock()
  const lists = published.map(({ url, list }) => ({ url, token: list, fetchedAt }))
  const histories = published.map(({ url, history }) => ({ url, token: history, fetchedAt }))
  return {
    lists,
    histories,
    key: JSON.stringify(published.map(({ url, sequence }) => [url, sequence])),
  }
}

async function make(parts: BundleParts, { lists, histories }: Lists): Promise<string> {
  const { directory, site, departments, clock } = parts
  const now = clock()
  const documents: ResolvedDid[] = []
  for (const { did } of directory.sites()) documents.push(await resolve(parts, did))
  const chain = [...new Set([site, ...departments.values()].flatMap((each) => each.chain))]
  const issuedAt = epochSeconds(Math.max(now, ...documents.map(({ resolvedAt }) => resolvedAt)))
  const sequence = await nextSequence(parts, issuedAt)
  const content = { sequence, issuedAt, documents, lists, histories, chain }
  return issueTrustBundle(content, { signer: site.signer })
}

function resolve({ directory, clock }: BundleParts, did: Did): Promise<ResolvedDid> {
  const now = clock()
  return directory.resolve(did, { at: now, now })
}

/** Never the same twice, and never lower, also after the clock was set back. */
async function nextSequence({ store, clock }: BundleParts, least: number): Promise<number> {
  const [kind, id] = ['trust_bundle', 'sequence']
  for (;;) {
    const kept = await store.documents.find(kind, id, clock())
    const sequence = Math.max(Math.floor(least), Number(kept?.body['sequence'] ?? 0) + 1)
    const document = { kind, id, body: { sequence } }
    const change =
      kept === undefined ? { insert: document } : { replace: document, version: kept.version }
    if (await store.documents.write([change], clock())) return sequence
  }
}
