import {
  allowLoopbackHttp,
  type Clock,
  decodeUtf8,
  type EpochSeconds,
  fetchBytes,
  isJsonObject,
  type JsonObject,
  parseJsonText,
} from '@fidecura/base'
import { createGuardedFetch } from '@fidecura/base/node'
import {
  type BundleMark,
  createMemoryAccreditationSource,
  createVerifier,
  openTrustBundle,
  type TrustBundle,
  type Verifier,
} from '@fidecura/credentials'
import {
  createDidDocument,
  parseDidDocument,
  type ResolveDid,
  type Signer,
} from '@fidecura/identity'
import type { PortalOptions } from './portal-options.ts'

/** What the portal judges everything by. */
export interface Trust {
  readonly verifier: Verifier
  /** Looks at the hospital's bundle again. */
  renew(): Promise<void>
}

/**
 * How old a status list may be: who is suspended is refused here within this time. A hospital makes a bundle anew every
 * twenty seconds and this portal asks every ten, so what is there is never as old unless something is amiss.
 */
const maxStatusAgeSeconds = 45
const maxBundleBytes = 16 * 1_048_576

/**
 * Verifies by the trust bundle of the hospital, fetched ahead: nobody learns from it who is looked at here, and when.
 *
 * @throws CredentialError as `openTrustBundle`; BaseError those of the network.
 */
export async function openTrust(
  { hospital, signer, [allowLoopbackHttp]: loopback }: PortalOptions,
  clock: Clock,
): Promise<Trust> {
  const door = loopback === undefined ? {} : { [allowLoopbackHttp]: loopback }
  const fetch = createGuardedFetch(door)
  const state = memoryState()
  const read = async (): Promise<TrustBundle> => {
    const asked = { fetch, accept: 'application/json', maxBytes: maxBundleBytes, ...door }
    const answer = parseJsonText(decodeUtf8(await fetchBytes(hospital.bundleUrl, asked)))
    const token = isJsonObject(answer) ? answer['bundle'] : undefined
    const opening = { signer: hospital.bundleSigner, state, now: clock(), purpose: 'live' } as const
    return await openTrustBundle(String(token), opening)
  }
  let bundle = await read()
  const own = parseDidDocument(documentOf(signer), signer.did)
  const resolve: ResolveDid = async (did, instants) =>
    did === signer.did
      ? { did, document: own, resolvedAt: instants.now, history: 'unknown' }
      : await bundle.resolve(did, instants)
  const verifier = createVerifier({
    roots: hospital.roots,
    resolve,
    status: {
      list: (url, options) => bundle.status.list(url, options),
    },
    accreditations: [
      {
        isLocal: true,
        find: (search) => createMemoryAccreditationSource(bundle.chain).find(search),
      },
    ],
    maxStatusAgeSeconds,
    clock,
  })
  return {
    verifier,
    async renew() {
      bundle = await read()
    },
  }
}

/** What the world may know of the portal's key: at `/.well-known/did.json`. */
export function documentOf({ did, keyId, publicKey }: Signer): JsonObject {
  const [, fragment = ''] = keyId.split('#')
  return createDidDocument({ did, keys: [{ fragment, jwk: publicKey }] })
}

/** A portal of several processes, or one that restarts often, keeps this in a store. */
function memoryState() {
  let mark: { readonly sequence: number; readonly now: EpochSeconds } | undefined
  return {
    load: async () => mark,
    async advance(_: string, next: BundleMark) {
      if (mark !== undefined && (next.sequence < mark.sequence || next.now < mark.now)) return false
      mark = next
      return true
    },
  }
}
