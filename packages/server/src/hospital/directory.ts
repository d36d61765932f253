import type { allowLoopbackHttp, Clock, Fetch, FetchBytesOptions, JsonObject } from '@fidecura/base'
import {
  accreditationsUrlOf,
  createHttpStatusSource,
  historyUrlOf,
  type StatusSource,
  writeAccreditations,
} from '@fidecura/credentials'
import {
  answerStatusRequest,
  type PublishedLists,
  type StatusPublisher,
} from '@fidecura/credentials/switch'
import {
  createCommonResolver,
  createDidWebResolver,
  type Did,
  didWebUrl,
  parseDidDocument,
  type ResolveDid,
} from '@fidecura/identity'

/** What anybody may fetch of an organisation that this process serves. */
export interface PublicSite {
  readonly did: Did
  readonly document: JsonObject
  readonly listUrl: string
  readonly publisher: Pick<StatusPublisher, 'current'>
  readonly published: PublishedLists
}

/** How others are reached. */
export interface DirectoryOptions extends Pick<FetchBytesOptions, typeof allowLoopbackHttp> {
  readonly fetch: Fetch
  readonly clock: Clock
}

/**
 * The organisations that this process serves, which it asks no network about, and beside them everybody
 * else. What is looked up here is believed no more than what is fetched: it is as signed, and as public.
 */
export interface Directory {
  readonly resolve: ResolveDid
  readonly sites: () => readonly PublicSite[]
  add(site: PublicSite): void
  /**
   * Keeps lists from all others as long as somebody must.
   *
   * @param base - Of whose they are: what lies below it goes by {@link statusFor} to nobody else.
   * @param assertPublic - Throws why they are kept back.
   */
  holdBack(base: string, assertPublic: () => Promise<void>): void
  /** @throws Why the list at an address is kept back. */
  assertPublic(listUrl: string): Promise<void>
  /** Status as one of those who are served here knows it: their own lists always. @param base - Of all that is its own. */
  statusFor(base: string): StatusSource
  /**
   * Shows whoever asks a directory for a DID what vouches for it.
   *
   * @param directory - As accreditations and roots name it.
   * @param accreditations - Of the DID, and of those above it that are known.
   */
  vouch(directory: string, subject: Did, accreditations: readonly string[]): void
  /** A DID document, a list, or what a directory of accreditations knows. @param url - As DIDs and credentials name it. */
  answer(url: string): Promise<Response | undefined>
}

export function createDirectory({ fetch, clock, ...door }: DirectoryOptions): Directory {
  const sites = new Map<string, PublicSite>()
  const lists = new Map<string, PublicSite>()
  const documents = new Map<string, PublicSite>()
  const vouched = new Map<string, string>()
  const held = new Map<string, () => Promise<void>>()
  const remoteWeb = createDidWebResolver({ fetch, ...door })
  const remoteStatus = createHttpStatusSource({ fetch, ...door })

  const web: ResolveDid = async (did, instants) => {
    const site = sites.get(did)
    if (site === undefined) return remoteWeb(did, instants)
    const document = parseDidDocument(site.document, did)
    return { did, document, resolvedAt: instants.now, history: 'unknown' }
  }

  const assertPublic = async (url: string): Promise<void> => {
    for (const [base, assert] of held) if (isBelow(base, url)) await assert()
  }

  const statusFor = (base: string): StatusSource => ({
    async list(url, options) {
      if (!isBelow(base, url)) await assertPublic(url)
      const site = lists.get(url)
      if (site === undefined) return remoteStatus.list(url, options)
      return { token: (await site.publisher.current(url)).list, fetchedAt: clock() }
    },
    async history(url, options) {
      if (!isBelow(base, url)) await assertPublic(url)
      const site = lists.get(url)
      const remote = remoteStatus.history
      if (site === undefined && remote !== undefined) return remote(url, options)
      return { token: (await site?.publisher.current(url))?.history ?? '', fetchedAt: clock() }
    },
  })

  return Object.freeze<Directory>({
    resolve: createCommonResolver({ fetch, methods: { web }, ...door }),
    ...{ assertPublic, statusFor },
    holdBack: (base, assert) => void held.set(base, assert),
    sites: () => [...sites.values()],
    add(site) {
      sites.set(site.did, site)
      lists.set(site.listUrl, site)
      // Of a DID that is made of its key there is nothing to fetch.
      if (site.did.startsWith('did:web:')) documents.set(didWebUrl(site.did, door), site)
    },
    vouch(place, subject, accreditations) {
      vouched.set(accreditationsUrlOf(place, subject), writeAccreditations(accreditations))
    },
    async answer(url) {
      const found = documents.get(url)
      if (found !== undefined) {
        return textOf(JSON.stringify(found.document), 'application/did+json')
      }
      const known = vouched.get(url)
      if (known !== undefined) return textOf(known, 'application/json')
      const [plain = ''] = url.split('?')
      const site = lists.get(plain) ?? [...lists.values()].find(isHistory(plain))
      if (site === undefined) return undefined
      const { publisher, published, listUrl } = site
      const options = { publisher, published, listUrls: [listUrl] }
      const { status, headers, body } = await answerStatusRequest(url, options)
      return new Response(body, { status, headers })
    },
  })
}

function isBelow(base: string, url: string): boolean {
  return url.startsWith(`${base}/`)
}

function isHistory(url: string): (site: PublicSite) => boolean {
  return ({ listUrl }) => historyUrlOf(listUrl) === url
}

function textOf(text: string, type: string): Response {
  return new Response(text, {
    headers: {
      'content-type': type,
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
    },
  })
}
