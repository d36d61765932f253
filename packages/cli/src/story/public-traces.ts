import { decodeUtf8, encodeHex, type JsonObject, type JsonValue } from '@fidecura/base'
import type { EvidenceStore } from '@fidecura/evidence'
import type { StoryChain } from './chain.ts'
import type { Scene } from './scene.ts'

/** Keeps all that log and chain show to anybody, for whoever looks for patients in it. */
export async function keepPublicTraces(
  { stage, vault }: Scene,
  chain: StoryChain | undefined,
): Promise<void> {
  const { artefacts, store } = stage
  const { origin } = vault.log
  const { text = '', size = 0 } = vault.log.published() ?? {}
  const entries = await store.evidence.readEntries(origin, 0, size)
  const log = {
    checkpoint: text,
    entries: entries.map(decodeUtf8),
    tiles: await tilesOf(store.evidence, origin, size),
  }
  await artefacts.add('public/log.json', jsonText(log))
  if (chain === undefined) return
  const { calldata, events } = await chain.publicTraces()
  await artefacts.add('public/chain.json', jsonText({ calldata, events }))
}

const tileWidth = 256

async function tilesOf(store: EvidenceStore, origin: string, size: number): Promise<JsonObject> {
  const tiles: Record<string, JsonValue> = {}
  for (let [level, nodes] = [0, size]; nodes > 0; level++, nodes = Math.floor(nodes / tileWidth)) {
    for (let index = 0; index * tileWidth < nodes; index++) {
      const width = Math.min(tileWidth, nodes - index * tileWidth)
      const hashes = await store.readTile(origin, { level, index, width })
      if (hashes !== undefined) tiles[`${level}/${index}.${width}`] = encodeHex(hashes)
    }
  }
  return tiles
}

function jsonText(value: JsonValue): string {
  return `${JSON.stringify(value, undefined, 2)}\n`
}
