import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  canonicalizeJson,
  epochSeconds,
  equalBytes,
  formatDateTime,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
} from '@fidecura/base'
import { type Did, parseDid } from '@fidecura/identity'
import {
  createDidWebvhResolver,
  type DidLogResolution,
  didWebvhLocation,
  fetchDidWebvh,
} from '@fidecura/identity/webvh'
import { type CaseResult, type Corpus, outcomeOf } from './corpus.ts'

/**
 * Logs that implementations of did:webvh 1.0 wrote, served as they are. We must find the published
 * document, and say the same of it; or refuse where the published result is a refusal.
 */
export const didWebvh: Corpus = { name: 'did-webvh', folders: ['did-webvh'], run }

const now = epochSeconds(1_800_000_000)

async function* run(folder = ''): AsyncIterable<CaseResult> {
  for (const scenario of foldersIn(folder)) {
    for (const implementation of foldersIn(join(folder, scenario))) {
      const logs = join(folder, scenario, implementation)
      for (const file of readdirSync(logs).filter((name) => name.startsWith('resolutionResult'))) {
        const expected = objectOf(parseJson(readFileSync(join(logs, file))))
        const judged = await judge(logs, expected, /\.(\d+)\.json$/.exec(file)?.[1])
        yield { name: `${scenario}/${implementation}/${file}`, ...judged }
      }
    }
  }
}

async function judge(
  logs: string,
  expected: JsonObject,
  number: string | undefined,
): Promise<Omit<CaseResult, 'name'>> {
  const did = didOf(logs)
  const fetch = serve(logs, did)
  const version = number === undefined ? { at: now } : { versionNumber: Number(number) }
  let resolution: DidLogResolution | undefined
  const ours = await outcomeOf(async () => {
    resolution = await fetchDidWebvh(did, { version, now }, { fetch })
    // The resolver reads the document, too.
    const at = resolution.validFrom
    await createDidWebvhResolver({ fetch })(did, { at, now })
  })
  if (resolution === undefined || ours !== 'accepted') {
    const refusal = refusalOf(expected)
    if (ours === refusal) return { outcome: 'passed' }
    return { outcome: 'failed', reason: `${ours}, and not ${refusal ?? 'a document'}`, ours }
  }
  if (same(expected['didDocument'], resolution.document)) {
    return metadataAgree(objectOf(expected['didDocumentMetadata']), resolution)
      ? { outcome: 'passed' }
      : { outcome: 'failed', reason: 'other metadata', ours: 'other_metadata' }
  }
  const ofVersion = `document_of_version_${resolution.versionNumber}`
  return { outcome: 'failed', reason: 'another document', ours: ofVersion }
}

/** What we say where there is no document, or one of a DID that was given up. */
function refusalOf(expected: JsonObject): string | undefined {
  const { didDocumentMetadata: metadata, didResolutionMetadata: resolution } = expected
  if (isJsonObject(metadata) && metadata['deactivated'] === true) return 'did_deactivated'
  const problem = isJsonObject(resolution) ? objectOf(resolution['problemDetails'])['type'] : ''
  return String(problem).endsWith('#witness-verification-failed')
    ? 'did_log_witnesses_missing'
    : undefined
}

function metadataAgree(expected: JsonObject, resolution: DidLogResolution): boolean {
  const { witness, scid, portable, watchers, deactivated } = resolution.parameters
  return same(expected, {
    created: formatDateTime(resolution.created),
    updated: formatDateTime(resolution.updated),
    versionId: resolution.versionId,
    versionNumber: resolution.versionNumber,
    versionTime: formatDateTime(resolution.validFrom),
    deactivated,
    portable,
    scid,
    watchers,
    witness:
      witness === undefined
        ? {}
        : { threshold: witness.threshold, witnesses: witness.witnesses.map((id) => ({ id })) },
  })
}

/** The DID that the last entry is about. */
function didOf(logs: string): Did {
  const lines = readFileSync(join(logs, 'did.jsonl'), 'utf8').trim().split('\n')
  const last = objectOf(parseJson(new TextEncoder().encode(lines.at(-1) ?? '')))
  return parseDid(objectOf(last['state'])['id'])
}

function serve(logs: string, did: Did): (url: string) => Promise<Response> {
  const { logUrl, witnessUrl } = didWebvhLocation(did)
  const files = new Map([
    [logUrl, 'did.jsonl'],
    [witnessUrl, 'did-witness.json'],
  ])
  return async (url) => new Response(readFileSync(join(logs, files.get(url) ?? 'no such file')))
}

function foldersIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
}

function same(a: JsonValue | undefined, b: JsonValue): boolean {
  return a !== undefined && equalBytes(canonicalizeJson(a), canonicalizeJson(b))
}

function objectOf(value: JsonValue | undefined): JsonObject {
  if (isJsonObject(value)) return value
  throw new TypeError('The corpus has another shape')
}
