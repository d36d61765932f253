import { type Clock, systemClock } from '@fidecura/base'
import {
  createMemoryAccreditationSource,
  createVerifier,
  openTrustBundle,
  type TrustedRoot,
  type Verifier,
} from '@fidecura/credentials'
import type { Did, PublicJwk, ResolveDid } from '@fidecura/identity'
import type { Keep } from './keep.ts'
import { keepBundleState, keepUses } from './kept-state.ts'

/** Whom the app trusts: from its own `config.json`, never from a message. */
export interface TrustAnchors {
  readonly roots: readonly TrustedRoot[]
  readonly bundleSigner: Did | PublicJwk
}

/** Judges everything that the app shows, by the bundle alone: so it does without a network, too. */
export interface Trust {
  readonly verifier: Verifier
  /** Finds whom the bundle knows, and those that are nothing but a key. */
  readonly resolve: ResolveDid
  /** Accreditations that lead from the roots to issuers. */
  readonly chain: readonly string[]
  /** How far what is known reaches. Seconds since the epoch. */
  readonly issuedAt: number
  /** The bundle is an older one that was kept. */
  readonly isKept: boolean
}

export interface OpenTrustOptions extends TrustAnchors {
  readonly keep: Keep
  /** Asks the service for the newest bundle. */
  readonly fetchBundle: () => Promise<string>
  readonly clock?: Clock
}

// A day without network is what the bundle's documents are good for, too. The register judges anew, by the minute.
const maxAgeSeconds = 86_400
const name = 'bundle'

/**
 * Takes the newest bundle, or without a network the one that was kept.
 *
 * @throws CredentialError, as `openTrustBundle`; what `fetchBundle` throws, if nothing was kept.
 */
export async function openTrust(options: OpenTrustOptions): Promise<Trust> {
  const { keep, fetchBundle, roots, bundleSigner, clock = systemClock } = options
  const { token, isKept } = await newest(keep, fetchBundle)
  const opening = { signer: bundleSigner, state: keepBundleState(keep), now: clock() }
  const bundle = await openTrustBundle(token, { ...opening, purpose: 'live' })
  if (!isKept) await keep.put(name, token)
  const verifier = createVerifier({
    ...{ roots, clock, resolve: bundle.resolve, status: bundle.status },
    maxStatusAgeSeconds: maxAgeSeconds,
    accreditations: [createMemoryAccreditationSource(bundle.chain)],
    replay: keepUses(keep),
  })
  const { resolve } = bundle
  return { verifier, resolve, chain: bundle.chain, issuedAt: bundle.issuedAt, isKept }
}

async function newest(keep: Keep, fetchBundle: () => Promise<string>) {
  try {
    return { token: await fetchBundle(), isKept: false }
  } catch (error) {
    const token = await keep.get<string>(name)
    if (token === undefined) throw error
    return { token, isKept: true }
  }
}
