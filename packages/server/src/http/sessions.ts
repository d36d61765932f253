import { type Clock, type EpochSeconds, encodeBase64url, epochSeconds } from '@fidecura/base'
import { digestOf, randomBytes } from '@fidecura/identity'
import type { Documents, KeptDocument, NewDocument } from '@fidecura/store'
import { ServerError } from '../errors.ts'
import { documentKind } from '../hospital/document-kind.ts'
import type { Shown } from '../hospital/prove-principal.ts'

/** Somebody who is signed in, and what they showed for it. */
export interface ActiveSession extends Shown {
  /** The digest of the token: nobody signs in with what a stolen file holds. */
  readonly id: string
  readonly expiresAt: EpochSeconds
}

export interface Sessions {
  open(shown: Shown): Promise<{ readonly session: string; readonly expiresAt: EpochSeconds }>
  /** @throws ServerError `session_missing`. */
  find(authorization: string | null): Promise<ActiveSession>
  close(id: string): Promise<void>
}

const idleSeconds = 15 * 60
const longestSeconds = 8 * 3600
/** How often it is written down that somebody is still there. */
const touchSeconds = 60

export function createSessions(documents: Documents, clock: Clock): Sessions {
  const remove = async (id: string): Promise<void> => {
    await documents.write([{ remove: { kind, id } }], clock())
  }
  return Object.freeze<Sessions>({
    async open(shown) {
      const session = encodeBase64url(randomBytes(32))
      const now = clock()
      const endsAt = epochSeconds(now + longestSeconds)
      const insert = documentOf(await digestOf(session), shown, now, endsAt)
      await documents.write([{ insert }], now)
      return { session, expiresAt: endsAt }
    },

    async find(authorization) {
      const [, token] = /^Bearer ([\w-]{43})$/.exec(authorization ?? '') ?? []
      if (token === undefined) throw missing()
      const now = clock()
      const kept = await documents.find(kind, await digestOf(token), now)
      if (kept === undefined) throw missing()
      const { endsAt, ...shown } = sessions.bodyOf(kept)
      await touch(kept, shown, now, endsAt)
      return { ...shown, id: kept.id, expiresAt: endsAt }
    },

    close: remove,
  })

  async function touch(
    kept: KeptDocument,
    shown: Shown,
    now: EpochSeconds,
    endsAt: EpochSeconds,
  ): Promise<void> {
    const { id, version, expiresAt = now } = kept
    if (expiresAt - now > idleSeconds - touchSeconds) return
    const replace = documentOf(id, shown, now, endsAt)
    // Another request of the same session may have been quicker.
    await documents.write([{ replace, version }], now)
  }
}

/** What somebody showed, and when they must sign in again at the latest. */
interface KeptSession extends Shown {
  readonly endsAt: EpochSeconds
}

const sessions = documentKind<KeptSession>('session')
const { name: kind } = sessions

function documentOf(
  id: string,
  { did, publicKey, credentials, chain }: Shown,
  now: EpochSeconds,
  endsAt: EpochSeconds,
): NewDocument {
  const expiresAt = epochSeconds(Math.min(now + idleSeconds, endsAt))
  const body = { did, publicKey, credentials, chain, endsAt }
  return sessions.of(id, body, { subject: did, expiresAt })
}

function missing(): ServerError {
  return new ServerError('session_missing', 'Sign in')
}
