import { canonicalizeJson, decodeUtf8, type JsonObject } from '@fidecura/base'
import { decodeJws, digestOf, type Signer, signJws } from '@fidecura/identity'
import { CredentialError } from '../errors.ts'
import { applyDelta } from './apply-delta.ts'
import {
  type Member,
  parseBundleContent,
  parseBundleDelta,
  type SeenAgain,
} from './bundle-content.ts'
import { payloadOf, type TrustBundleContent } from './issue-trust-bundle.ts'
import {
  type BundleContent,
  maxBundleBytes,
  maxBundleDeltas,
  trustBundleDeltaType,
  trustBundleDeltaVersion,
} from './trust-bundle.ts'

/** What a delta continues, and who signs. */
export interface IssueBundleDeltaOptions {
  readonly signer: Signer
  /** The bundle, then the deltas that were made since, oldest first. */
  readonly since: readonly [string, ...string[]]
  readonly signal?: AbortSignal | undefined
}

/**
 * Signs what has changed since a bundle: members that are new or other, those that are gone, and for
 * those that are the same their new age alone. A list that did not change costs a line.
 *
 * @param content - The whole, as of `issueTrustBundle`; its sequence is higher than that of the last.
 * @returns A compact JWS of type `fidecura-trust-bundle-delta+jwt`.
 * @throws {@link CredentialError} `bundle_malformed`, also for a sequence that is not higher;
 *   `bundle_delta_mismatch`: what is given does not follow from one another; `instant_malformed`.
 */
export async function issueTrustBundleDelta(
  content: TrustBundleContent,
  { signer, since, signal }: IssueBundleDeltaOptions,
): Promise<string> {
  const [bundle, ...deltas] = since
  if (deltas.length >= maxBundleDeltas) throw refused('since')
  const before = await contentOf(bundle, deltas)
  const whole = payloadOf(content, signer.did)
  if (before.iss !== signer.did) throw refused('since')
  if (content.sequence <= before.sequence || content.issuedAt < before.iat)
    throw refused('sequence')
  const after = parseBundleContent(canonicalizeJson(whole))
  const parts = kinds.map((kind) => difference(kind, before, after))
  const { sequence, iat, chain } = whole
  const payload = {
    version: trustBundleDeltaVersion,
    iss: signer.did,
    sequence,
    iat,
    base: await digestOf(since.at(-1) as string),
    documents: parts[0]?.changed ?? [],
    lists: parts[1]?.changed ?? [],
    histories: parts[2]?.changed ?? [],
    seen: parts.flatMap(({ seen }) => seen).map((each) => ({ ...each })),
    removed: parts.flatMap(({ removed }) => removed).map((each) => ({ ...each })),
    chain,
  }
  return signJws(payload as unknown as JsonObject, { signer, typ: trustBundleDeltaType, signal })
}

const kinds = ['documents', 'lists', 'histories'] as const

/** What was signed before, by this very signer: it is read, not proven. */
async function contentOf(bundle: string, deltas: readonly string[]): Promise<BundleContent> {
  const payloadIn = (token: string): Uint8Array =>
    decodeJws(token, { maxBytes: maxBundleBytes }).payload
  let content = parseBundleContent(payloadIn(bundle))
  let last = bundle
  for (const token of deltas) {
    content = applyDelta(content, parseBundleDelta(payloadIn(token)), await digestOf(last))
    last = token
  }
  return content
}

function difference(kind: Member['kind'], before: BundleContent, after: BundleContent) {
  const changed: JsonObject[] = []
  const seen: SeenAgain[] = []
  const known = new Map(membersOf(kind, before).map((each) => [each.name, each]))
  for (const { name, text, fetchedAt, json } of membersOf(kind, after)) {
    const old = known.get(name)
    known.delete(name)
    if (old?.text !== text) changed.push(json)
    else if (old.fetchedAt !== fetchedAt) seen.push({ kind, name, fetchedAt })
  }
  const removed = [...known.keys()].map((name): Member => ({ kind, name }))
  return { changed, seen, removed }
}

function membersOf(kind: Member['kind'], content: BundleContent) {
  if (kind === 'documents') {
    return content.documents.map(({ did, document, fetchedAt }) => ({
      name: did as string,
      text: decodeUtf8(canonicalizeJson(document)),
      fetchedAt,
      json: { did, document, fetchedAt } as JsonObject,
    }))
  }
  return content[kind].map(({ url, token, fetchedAt }) => ({
    name: url,
    text: token,
    fetchedAt,
    json: { url, token, fetchedAt } as JsonObject,
  }))
}

function refused(place: string): CredentialError {
  return new CredentialError('bundle_malformed', 'Not a delta that can be made', { place })
}
