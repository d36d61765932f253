import { epochSeconds } from '@fidecura/base'
import type { GrantEntry, GrantStore } from '@fidecura/openid/issuer'
import type { DocumentChange, Documents, KeptDocument } from './documents.ts'
import { StoreError } from './errors.ts'

/**
 * What an issuer of `@fidecura/openid/issuer` remembers between two requests, as documents of a store: several
 * processes may issue for one URL, and what they acknowledged survives them.
 */
export function grantStoreOf(documents: Documents): GrantStore {
  const read = (kind: string, key: string): Promise<KeptDocument | undefined> =>
    // Whoever asks judges by their own clock what has expired.
    documents.find(kindOf(kind), key, longAgo)
  const change = (one: DocumentChange): Promise<boolean> => documents.write([one], longAgo)
  return {
    insert: ({ kind, key, state, expiresAt }, now) => {
      const expires = epochSeconds(Math.ceil(expiresAt))
      const document = { kind: kindOf(kind), id: key, expiresAt: expires, body: { state } }
      return documents.write([{ insert: document }], now)
    },
    async find(kind, key) {
      const document = await read(kind, key)
      return document === undefined ? undefined : entryOf(kind, document)
    },
    async replace({ kind, key, state: former }, state) {
      const document = await read(kind, key)
      if (document?.body['state'] !== former) return false
      const { number, version, ...rest } = document
      return await change({ replace: { ...rest, body: { state } }, version, number })
    },
    async take(kind, key) {
      for (let tries = 0; tries < 20; tries++) {
        const document = await read(kind, key)
        if (document === undefined) return undefined
        const { number, version, ...remove } = document
        // Somebody else may have changed or taken it since: then it is looked at anew.
        if (await change({ remove, version, number })) return entryOf(kind, document)
      }
      throw new StoreError('store_failed', 'Changed all the time', { outcome: 'unknown' })
    },
  }
}

const longAgo = epochSeconds(0)

/** Apart from what a service keeps under names of its own. */
function kindOf(kind: string): string {
  return `openid.${kind}`
}

function entryOf(kind: string, { id, expiresAt, body }: KeptDocument): GrantEntry {
  return { kind, key: id, state: `${body['state']}`, expiresAt: expiresAt ?? longAgo }
}
