import { epochSeconds } from '@fidecura/base'
import type { SessionStore, StoredSession } from '@fidecura/openid/verifier'
import type { Documents, NewDocument } from './documents.ts'

/**
 * What a verifier of `@fidecura/openid/verifier` keeps from asking to collecting, as documents of a store:
 * several processes may serve one `baseUrl`. What is collected is deleted at once, what has expired with the
 * writes that come after.
 */
export function sessionStoreOf(documents: Documents): SessionStore {
  return {
    insert: (session, now) => documents.write([{ insert: documentOf(session) }], now),
    async find(id) {
      // Whoever asks judges by their own clock what has expired.
      const document = await documents.find(kind, id, longAgo)
      if (document === undefined) return undefined
      const { version, expiresAt = longAgo, body } = document
      return { id, version, expiresAt, content: `${body['content']}` }
    },
    replace: (session) =>
      documents.write([{ replace: documentOf(session), version: session.version - 1 }], longAgo),
    remove: (id, version) => documents.write([{ remove: { kind, id }, version }], longAgo),
  }
}

const kind = 'openid.presentation'
const longAgo = epochSeconds(0)

function documentOf({ id, expiresAt, content }: StoredSession): NewDocument {
  return { kind, id, expiresAt, body: { content } }
}
