import { epochSeconds } from '@fidecura/base'
import { issueTrustBundle, type KeptStatusToken } from '@fidecura/credentials'
import type { Did, ResolvedDid } from '@fidecura/identity'
import type { Hospital } from './hospital.ts'

/** How old a bundle may get before it is made anew: well below the age that verifiers allow. */
const maxAgeSeconds = 20

interface Made {
  readonly bundle: Promise<string>
  readonly at: number
  readonly lists: string
}

/** Of each hospital the bundle that was made last, or is being made. */
const made = new WeakMap<Hospital, Made>()

/**
 * What apps verify by, with no other origin and offline: documents and lists of everybody whom this process
 * serves, and the accreditations of the hospital and its departments. Made anew once a list has changed, and
 * once for all who ask at the same time.
 */
export async function trustBundleOf(hospital: Hospital): Promise<string> {
  const lists = await listsOf(hospital)
  // Nothing is awaited between this look and what is written down below.
  const last = made.get(hospital)
  const at = hospital.clock()
  if (last !== undefined && last.lists === lists.key && at - last.at < maxAgeSeconds) {
    return last.bundle
  }
  const next: Made = { bundle: make(hospital, lists), at, lists: lists.key }
  made.set(hospital, next)
  next.bundle.catch(() => {
    if (made.get(hospital) === next) made.delete(hospital)
  })
  return next.bundle
}

interface Lists {
  readonly lists: readonly KeptStatusToken[]
  readonly histories: readonly KeptStatusToken[]
  /** Changes with any of them. */
  readonly key: string
}

async function listsOf({ directory, clock }: Hospital): Promise<Lists> {
  const published = await Promise.all(
    directory.sites().map(({ publisher, listUrl }) => publisher.current(listUrl)),
  )
  const fetchedAt = clock()
  const lists = published.map(({ url, list }) => ({ url, token: list, fetchedAt }))
  const histories = published.map(({ url, history }) => ({ url, token: history, fetchedAt }))
  return {
    lists,
    histories,
    key: JSON.stringify(published.map(({ url, sequence }) => [url, sequence])),
  }
}

async function make(hospital: Hospital, { lists, histories }: Lists): Promise<string> {
  const { directory, site, departments, clock } = hospital
  const now = clock()
  const documents: ResolvedDid[] = []
  for (const { did } of directory.sites()) documents.push(await resolve(hospital, did))
  const chain = [...new Set([site, ...departments.values()].flatMap((each) => each.chain))]
  const issuedAt = epochSeconds(Math.max(now, ...documents.map(({ resolvedAt }) => resolvedAt)))
  const sequence = await nextSequence(hospital, issuedAt)
  const content = { sequence, issuedAt, documents, lists, histories, chain }
  return issueTrustBundle(content, { signer: site.signer })
}

function resolve({ directory, clock }: Hospital, did: Did): Promise<ResolvedDid> {
  const now = clock()
  return directory.resolve(did, { at: now, now })
}

/** Never the same twice, and never lower, also after the clock was set back. */
async function nextSequence({ store, clock }: Hospital, least: number): Promise<number> {
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
