import { type EpochSeconds, encodeUtf8, epochSeconds, type JsonObject } from '@fidecura/base'
import { createDidDocument, type Did, generateSigner, type Signer } from '../../src/index.ts'
import {
  type CreateDidLogOptions,
  createDidLog,
  type DidLogResolution,
  type DidVersionQuery,
  resolveDidLog,
  type WrittenDidLog,
} from '../../src/index.webvh.ts'
import { signJcsProof } from '../../src/jcs-proof.ts'
import { encodeMultikey } from '../../src/multikey.ts'
import { multihashOfJson } from '../../src/webvh/multihash.ts'

export const now: EpochSeconds = epochSeconds(1_800_000_000)
/** The n-th day of a log's life; the present is day 100. */
export const day = (n: number): EpochSeconds => epochSeconds(now - (100 - n) * 86_400)
export const location = 'clinic.example:dids:board'

export const newKey = (): Promise<Signer> => generateSigner({ algorithm: 'EdDSA' })

export function documentWith(signer: Signer): (did: Did) => JsonObject {
  return (did) => createDidDocument({ did, keys: [{ fragment: 'key-1', jwk: signer.publicKey }] })
}

export function create(
  signer: Signer,
  options: Partial<CreateDidLogOptions> = {},
): Promise<WrittenDidLog> {
  return createDidLog({
    signer,
    location,
    versionTime: day(0),
    document: documentWith(signer),
    ...options,
  })
}

export interface Resolution {
  readonly version?: DidVersionQuery
  readonly now?: EpochSeconds
  readonly witnesses?: string
}

export function resolve(
  { did, log }: { readonly did: Did; readonly log: string },
  options: Resolution = {},
): Promise<DidLogResolution> {
  const { witnesses, version = { at: now } } = options
  return resolveDidLog(did, {
    log: encodeUtf8(log),
    now: options.now ?? now,
    version,
    ...(witnesses === undefined ? {} : { witnesses: encodeUtf8(witnesses) }),
  })
}

export type Entry = {
  versionId: string
  versionTime: string
  parameters: Record<string, unknown>
  state: Record<string, unknown>
  proof: Record<string, unknown>[]
}

export const entriesOf = (log: string): Entry[] =>
  log
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Entry)

export const logOf = (entries: readonly object[]): string =>
  entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')

/**
 * Writes an entry as an attacker would who holds a key: with every hash and proof as it should be,
 * whatever the entry says. The first entry gets the identifier that it deserves.
 */
export async function forge(
  before: readonly Entry[],
  entry: { versionTime: string; parameters: object; state: object; versionId?: string },
  signer: Signer,
): Promise<{ readonly did: Did; readonly log: string }> {
  let content = {
    versionTime: entry.versionTime,
    parameters: entry.parameters,
    state: entry.state,
  } as unknown as JsonObject
  let predecessor = before.at(-1)?.versionId
  if (predecessor === undefined) {
    predecessor = await multihashOfJson({ versionId: '{SCID}', ...content })
    content = JSON.parse(JSON.stringify(content).replaceAll('{SCID}', predecessor)) as JsonObject
  }
  const hash = await multihashOfJson({ versionId: predecessor, ...content })
  const unproven = { versionId: entry.versionId ?? `${before.length + 1}-${hash}`, ...content }
  const proof = await signJcsProof(unproven, { signer, created: day(0) })
  const log = logOf([...before, { ...unproven, proof: [proof] }])
  return { did: (content['state'] as JsonObject)['id'] as Did, log }
}

/** A first entry, to be forged. */
export function firstEntry(signer: Signer) {
  return {
    versionTime: '2026-10-01T00:00:00Z',
    parameters: {
      method: 'did:webvh:1.0',
      scid: '{SCID}',
      updateKeys: [encodeMultikey(signer.publicKey)],
    } as Record<string, unknown>,
    state: { id: `did:webvh:{SCID}:${location}` } as Record<string, unknown>,
  }
}

export const multikeyOf = (signer: Signer): string => encodeMultikey(signer.publicKey)
