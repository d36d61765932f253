import { EvidenceError } from '../errors.ts'
import type { LogStore } from '../log/log-store.ts'
import type { PublishedCheckpoint } from '../log/publisher.ts'
import { encodeEntries } from '../tiles/entry-bundle.ts'
import { parseTilePath, type TileId, tileWidth } from '../tiles/tile-path.ts'

/** A log that others may read. */
export interface ServedLog {
  readonly origin: string
  readonly store: Pick<LogStore<unknown>, 'readTile' | 'readEntries'>
  readonly published: () => PublishedCheckpoint | undefined
}

/** Answers one request with the path below the address of its log. */
export type LogHandler = (request: Request, path: string) => Promise<Response>

/**
 * Serves a log to anybody: its checkpoint, its tiles, and the entries, which tell nobody anything.
 *
 * @see {@link https://c2sp.org/tlog-tiles | C2SP tlog-tiles}
 */
export function createLogHandler({ origin, store, published }: ServedLog): LogHandler {
  const read = async (tile: TileId, size: number): Promise<Uint8Array | undefined> => {
    const { level, index, width } = tile
    // Nothing before it is published: who asks for more might learn what is under way.
    const nodes = level === 'entries' ? size : Math.floor(size / tileWidth ** level)
    if (index * tileWidth + width > nodes) return undefined
    if (level !== 'entries') return store.readTile(origin, tile)
    const start = index * tileWidth
    const entries = await store.readEntries(origin, start, start + width)
    return entries.length === width ? encodeEntries(entries) : undefined
  }

  return async (request: Request, path: string) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return notAllowed()
    const checkpoint = published()
    if (checkpoint === undefined) return notFound()
    if (path === 'checkpoint') return ok(checkpoint.text, 'text/plain; charset=utf-8', 'no-cache')
    const tile = tileOf(path)
    const bytes = tile && (await read(tile, checkpoint.size))
    if (bytes === undefined) return notFound()
    // A tile is never another one, so it may be kept for good.
    return ok(bytes, 'application/octet-stream', 'public, max-age=31536000, immutable')
  }
}

function tileOf(path: string): TileId | undefined {
  try {
    return parseTilePath(path)
  } catch (error) {
    if (EvidenceError.is(error)) return undefined
    throw error
  }
}

function ok(body: string | Uint8Array, type: string, cache: string): Response {
  const headers = {
    'content-type': type,
    'cache-control': cache,
    'access-control-allow-origin': '*',
  }
  return new Response(body as BodyInit, { headers })
}

function notFound(): Response {
  return new Response(null, { status: 404, headers: { 'cache-control': 'no-store' } })
}

function notAllowed(): Response {
  return new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } })
}
