import type { EpochSeconds, JsonObject } from '@fidecura/base'
import {
  type Did,
  holdsAt,
  methodOf,
  type ResolvedDid,
  type Signer,
  signJws,
} from '@fidecura/identity'
import { CredentialError } from '../errors.ts'
import type { KeptStatusToken } from '../status/status-source.ts'
import { assertWholeSeconds } from '../whole-seconds.ts'
import { trustBundleType, trustBundleVersion } from './trust-bundle.ts'

/** What a bundle is to carry. */
export interface TrustBundleContent {
  /** Higher than that of every bundle this signer has made before. */
  readonly sequence: number
  readonly issuedAt: EpochSeconds
  /** Of organisations, as a resolver answered. Those of did:key and did:jwk need not be carried. */
  readonly documents: readonly ResolvedDid[]
  /** As a status source handed them out. */
  readonly lists: readonly KeptStatusToken[]
  readonly histories?: readonly KeptStatusToken[]
  /** Accreditations, compact. */
  readonly chain?: readonly string[]
}

/**
 * Signs a snapshot of what verifying needs, for places without network. Every member keeps the age
 * that it has.
 *
 * @returns A compact JWS of type `fidecura-trust-bundle+jwt`.
 * @throws {@link CredentialError} `bundle_malformed`, `instant_malformed`; those of `signJws`.
 */
export async function issueTrustBundle(
  content: TrustBundleContent,
  options: { readonly signer: Signer; readonly signal?: AbortSignal | undefined },
): Promise<string> {
  return signJws(payloadOf(content, options.signer.did), { ...options, typ: trustBundleType })
}

/** Not part of the package: what is signed. @throws as {@link issueTrustBundle}. */
export function payloadOf(content: TrustBundleContent, iss: Did): BundlePayload {
  const { sequence, issuedAt, documents, lists, histories = [], chain = [] } = content
  if (!Number.isSafeInteger(sequence) || sequence < 0) throw refused('sequence')
  assertWholeSeconds({ issuedAt })
  for (const resolved of documents) {
    // A document of the past would be taken for today's by whoever opens the bundle.
    if (resolved.resolvedAt > issuedAt || !holdsAt(resolved, issuedAt)) throw refused('documents')
  }
  for (const { fetchedAt } of lists) if (fetchedAt > issuedAt) throw refused('lists')
  for (const { fetchedAt } of histories) if (fetchedAt > issuedAt) throw refused('histories')
  return {
    version: trustBundleVersion,
    iss,
    sequence,
    iat: issuedAt,
    documents: documents.filter(isHosted).map(memberOf),
    lists: lists.map(keptOf),
    histories: histories.map(keptOf),
    chain,
  }
}

/** As JSON. */
export type BundlePayload = JsonObject & {
  readonly sequence: number
  readonly iat: EpochSeconds
  readonly documents: readonly JsonObject[]
  readonly lists: readonly JsonObject[]
  readonly histories: readonly JsonObject[]
  readonly chain: readonly string[]
}

function isHosted({ did }: ResolvedDid): boolean {
  return methodOf(did) !== 'key' && methodOf(did) !== 'jwk'
}

function keptOf({ url, token, fetchedAt }: KeptStatusToken): JsonObject {
  return { url, token, fetchedAt }
}

/** What was understood of a document, written down again; keys of other types are left out. */
function memberOf({ did, document, resolvedAt }: ResolvedDid): JsonObject {
  const methods = document.verificationMethods.flatMap(({ id, controller, publicKey }) =>
    publicKey === undefined
      ? []
      : [{ id, type: 'JsonWebKey', controller, publicKeyJwk: { ...publicKey } }],
  )
  return {
    did,
    document: { id: document.id, verificationMethod: methods, ...document.relationships },
    fetchedAt: resolvedAt,
  }
}

function refused(place: string): CredentialError {
  return new CredentialError('bundle_malformed', 'Not a bundle that can be made', { place })
}
